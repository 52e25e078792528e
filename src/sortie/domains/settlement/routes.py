"""Settlement over HTTP: what a bill would be, bills again, statements of a month."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from litestar import post

from sortie.domains.settlement.schemas import (
    BuildIn,
    ReverseIn,
    StatementBrief,
    StatementsBuilt,
)
from sortie.domains.settlement.service import billing, earnings
from sortie.kernel.permissions.contracts import Actor, Right
from sortie.kernel.queries import service as queries
from sortie.kernel.queries.contracts import Chosen, among
from sortie.kernel.records import service as records
from sortie.kernel.records.contracts import Stored
from sortie.kernel.tenancy.contracts import Tx

_ORDER = "/api/v1/settlement/orders/{order_id:uuid}"
_BILL = "/api/v1/settlement/bills/{bill_id:uuid}"
_TAG = ["settlement"]


async def _shown(tx: Tx, actor: Actor, stored: Stored) -> dict[str, Any]:
    record = await queries.get_record(tx, actor, stored.object, stored.id)
    return {"id": record.id, "version": record.version, "values": dict(record.values)}


@post(
    _ORDER + "/price-preview",
    opt={"right": Right.object_action("bill", "read")},
    tags=_TAG,
    operation_id="preview_price",
    status_code=200,
)
async def preview_price(tx: Tx, actor: Actor, order_id: UUID) -> dict[str, Any]:
    """The bill the order would get if its review passed now."""
    return await billing.preview(tx, actor, order_id)


@post(
    _ORDER + "/bill",
    opt={"right": Right.object_action("bill", "command:issue")},
    tags=_TAG,
    operation_id="bill_order_again",
    status_code=200,
)
async def bill_order_again(tx: Tx, actor: Actor, order_id: UUID) -> dict[str, Any]:
    """A new bill after the one before was reversed."""
    return await _shown(tx, actor, await billing.bill_again(tx, actor, order_id))


@post(
    _BILL + "/issue",
    opt={"right": Right.object_action("bill", "command:issue")},
    tags=_TAG,
    operation_id="issue_bill",
    status_code=200,
)
async def issue_bill(tx: Tx, actor: Actor, bill_id: UUID) -> dict[str, Any]:
    """The bill goes to the customer."""
    return await _shown(tx, actor, await records.command(tx, actor, "bill", bill_id, "issue"))


@post(
    _BILL + "/pay",
    opt={"right": Right.object_action("bill", "command:pay")},
    tags=_TAG,
    operation_id="pay_bill",
    status_code=200,
)
async def pay_bill(tx: Tx, actor: Actor, bill_id: UUID) -> dict[str, Any]:
    """The money came in: the order is settled."""
    return await _shown(tx, actor, await records.command(tx, actor, "bill", bill_id, "pay"))


@post(
    _BILL + "/reverse",
    opt={"right": Right.object_action("bill", "command:reverse")},
    tags=_TAG,
    operation_id="reverse_bill",
    status_code=200,
)
async def reverse_bill(tx: Tx, actor: Actor, bill_id: UUID, data: ReverseIn) -> dict[str, Any]:
    """Cancelled out by a second bill; the order waits for settlement again."""
    done = await records.command(tx, actor, "bill", bill_id, "reverse", reason=data.reason)
    return await _shown(tx, actor, done)


@post(
    "/api/v1/settlement/statements/build",
    opt={"right": Right.feature("settle.manage")},
    tags=_TAG,
    operation_id="build_statements",
    status_code=200,
)
async def build_statements(tx: Tx, actor: Actor, data: BuildIn) -> StatementsBuilt:
    """Draft a month's statements; those past dispute are left alone."""
    made = await earnings.build(tx, actor, data.period, data.engineers)
    return StatementsBuilt(
        await _briefs(tx, actor, made.built), await _briefs(tx, actor, made.kept)
    )


async def _briefs(tx: Tx, actor: Actor, statements: Iterable[Stored]) -> list[StatementBrief]:
    """Statements as the actor may see them; those whose person is hidden aren't listed."""
    wanted = Chosen("statement", among(s.id for s in statements), _BRIEF, limit=1_000)
    return [
        StatementBrief(
            s.id,
            s.get("number") or "",
            UUID(s["engineer"]),
            s.get("state") or "",
            int(s.get("job_count") or 0),
            s.get("total") or "",
        )
        for s in await queries.choose(tx, actor, wanted)
        if s.get("engineer")
    ]


_BRIEF = ("number", "engineer", "state", "job_count", "total")


ROUTES = [preview_price, bill_order_again, issue_bill, pay_bill, reverse_bill, build_statements]
