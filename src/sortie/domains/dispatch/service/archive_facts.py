"""Everything an order's archive tells, read once: records as the product sees them, and its files."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sortie.base.db import Row
from sortie.base.errors import NotFoundError
from sortie.base.i18n import Label, Locale
from sortie.domains.dispatch import repository_paper
from sortie.kernel.files import service as files
from sortie.kernel.files.contracts import StoredFile
from sortie.kernel.objects import service as objects
from sortie.kernel.objects.contracts import Catalog
from sortie.kernel.permissions.contracts import system_actor
from sortie.kernel.queries import service as queries
from sortie.kernel.queries.contracts import Query, Record, Sort
from sortie.kernel.tenancy.contracts import Tx

PARTS = (
    "appointment", "check_in", "work_order_line", "step_result", "sla_clock", "acceptance",
    "rating", "dispatch_decision", "bill",
)  # fmt: skip


_CREATED = Label("创建", "Created")
_MOMENTS = frozenset({"datetime", "created_at", "updated_at"})
_TO_SECONDS = len("2026-11-22 09:00:00")


@dataclass(frozen=True, slots=True)
class Facts:
    """One order whole. ``parts`` by object, in the order made; ``files`` are the originals."""

    order: Record
    parts: Mapping[str, tuple[Record, ...]]
    asset: Record | None
    customer: Record
    moves: tuple[Row, ...]
    files: Mapping[UUID, StoredFile]
    catalog: Catalog
    company: str
    zone: str

    def say(self, record: Record, name: str, locale: Locale) -> str:
        """A field of a record as people read it; empty when it isn't set."""
        field = self.catalog.get(record.object).by_name[name]
        value = record.get(name)
        if field.type == "state":
            return self.state(record.object, value, locale)
        text = objects.field_types[field.type].export_text(value, field, locale, self.zone)
        return text[:_TO_SECONDS] if field.type in _MOMENTS else text

    def label(self, object_: str, name: str, locale: Locale) -> str:
        return self.catalog.get(object_).by_name[name].label.in_(locale)

    def state(self, object_: str, state: str | None, locale: Locale) -> str:
        machine = self.catalog.get(object_).machine
        found = machine.by_name.get(state or "") if machine else None
        return found.label.in_(locale) if found else state or ""

    def command(self, object_: str, command: str, locale: Locale) -> str:
        if command == "create":
            return _CREATED.in_(locale)
        machine = self.catalog.get(object_).machine
        for move in machine.transitions if machine else ():
            if move.command == command:
                return move.label.in_(locale)
        return command


async def gather(tx: Tx, order_id: UUID) -> Facts:
    """Read an order with all that belongs to it."""
    system = system_actor(tx.tenant.id)
    order = await queries.get_record(tx, system, "work_order", order_id)
    catalog = await objects.catalog(tx)
    parts = {name: await _part(tx, catalog, name, order_id) for name in PARTS}
    asset = order.get("asset")
    ids = [order_id, *(a.id for a in parts["appointment"])]
    return Facts(
        order=order,
        parts=parts,
        asset=await _one(tx, "asset", UUID(asset["id"])) if asset else None,
        customer=await _one(tx, "customer", UUID(order["customer"]["id"])),
        moves=tuple(await repository_paper.moves_of(tx, ids)),
        files=await files.readable(tx, system, _file_ids(order, parts)),
        catalog=catalog,
        company=tx.tenant.name,
        zone=tx.tenant.time_zone,
    )


async def _one(tx: Tx, object_: str, id_: UUID) -> Record:
    """A record, from the trash if it was thrown away since."""
    system = system_actor(tx.tenant.id)
    try:
        return await queries.get_record(tx, system, object_, id_)
    except NotFoundError:
        return await queries.get_record(tx, system, object_, id_, trashed=True)


async def _part(tx: Tx, catalog: Catalog, name: str, order: UUID) -> tuple[Record, ...]:
    if name not in catalog.objects:
        return ()
    via = "appointment.work_order" if name == "check_in" else "work_order"
    query = Query(
        name,
        fields=("*",),
        filter={"field": via, "op": "eq", "value": str(order)},
        sort=(Sort("created_at"), Sort("id")),
        limit=500,
    )
    return (await queries.list_records(tx, system_actor(tx.tenant.id), query)).records


def _file_ids(order: Record, parts: Mapping[str, tuple[Record, ...]]) -> list[UUID]:
    found: list[str] = [*(order.get("photos") or ())]
    for record in parts["check_in"]:
        found += record.get("photos") or ()
    for record in parts["step_result"]:
        found += record.get("files") or ()
    for record in parts["acceptance"]:
        signature = record.get("signature")
        found += [signature["file"]] if signature else []
    return [UUID(str(x)) for x in dict.fromkeys(found)]
