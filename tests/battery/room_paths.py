"""Every answer a room makes of its own, beside the generic lists: who asks it, and how."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.battery.marked_company import Marked

from sortie.domains.dispatch.service import board, callers, intake, planning, pool, views
from sortie.domains.messaging import service as messaging
from sortie.domains.portal import service as portal
from sortie.kernel.permissions.contracts import Actor, system_actor
from sortie.kernel.records import service as records
from sortie.kernel.tenancy.contracts import Tx

type Ask = Callable[[Tx, Actor, Marked], Awaitable[Any]]


@dataclass(frozen=True)
class Path:
    """``who``: a person of the company, or the role of somebody who holds a link.

    ``lent``: objects of which the room lends rows beyond its caller's scope, details included.
    """

    name: str
    who: str
    ask: Ask
    lent: frozenset[str] = frozenset()
    least: int = 1


ROLES = {
    "eli": "engineer",
    "eve": "engineer",
    "dan": "dispatcher",
    "amy": "agent",
    "mia": "manager",
}
_ORDER = {"work_order", "customer", "site", "asset", "work_order_line", "acceptance", "step_result"}


async def _today(tx: Tx, actor: Actor, marked: Marked) -> Any:
    visit = await records.fetch(tx, actor.as_system(), "appointment", marked.ids["order visit"])
    day = visit["planned_start"].astimezone(ZoneInfo(tx.tenant.time_zone)).date()
    found = await views.my_day(tx, actor, day)
    # who I am I'm told whatever I may read of people
    return {k: v for k, v in found.items() if k != "name"}


async def _job(tx: Tx, actor: Actor, marked: Marked) -> Any:
    visit = await records.fetch(tx, actor, "appointment", marked.ids["order visit"])
    return await views.job(tx, actor, visit)


async def _steps(tx: Tx, actor: Actor, marked: Marked) -> Any:
    order = await records.fetch(tx, actor.as_system(), "work_order", marked.ids["order"])
    return await views.steps_of(tx, actor, order)


async def _offers(tx: Tx, actor: Actor, marked: Marked) -> Any:
    del marked
    return await pool.my_offers(tx, actor)


async def _board(tx: Tx, actor: Actor, marked: Marked) -> Any:
    del marked
    near = await board.board(
        tx, actor, start=tx.now - timedelta(days=2), end=tx.now + timedelta(days=2)
    )
    far = tx.now.replace(year=2030, month=1, day=1)
    return near, await board.board(tx, actor, start=far, end=far + timedelta(days=3))


async def _candidates(tx: Tx, actor: Actor, marked: Marked) -> Any:
    found = await planning.candidates(tx, actor, marked.ids["waiting"])
    return found.plain(planning.zone_of(tx)), found.names


async def _notes(tx: Tx, actor: Actor, marked: Marked) -> Any:
    found = await messaging.notes_on(tx, actor, ("work_order", marked.ids["order"]))
    return [dict(n.values) for n in found]


async def _whole(tx: Tx, actor: Actor, marked: Marked) -> Any:
    return await views.whole_order(tx, actor, marked.ids["order"])


async def _caller(tx: Tx, actor: Actor, marked: Marked) -> Any:
    return await callers.card_of(tx, actor, marked.ids["customer"])


async def _duplicates(tx: Tx, actor: Actor, marked: Marked) -> Any:
    twin = system_actor(tx.tenant.id)
    request = await records.fetch(tx, twin, "service_request", marked.ids["twin"])
    return await intake.duplicates_of(tx, actor, request)


async def _track(tx: Tx, actor: Actor, marked: Marked) -> Any:
    del actor
    return await portal.track(tx, marked.tokens["request"])


async def _sticker(tx: Tx, actor: Actor, marked: Marked) -> Any:
    del actor
    return await portal.asset_page(tx, marked.tokens["asset"])


PATHS = (
    Path("my day", "eli", _today, frozenset(_ORDER), 8),
    Path("my job", "eli", _job, frozenset({*_ORDER, "appointment"}), 30),
    Path("steps of my job", "eli", _steps, least=3),
    Path("what I could grab", "eli", _offers, frozenset({"work_order", "offer"}), 3),
    Path("the board", "dan", _board, least=15),
    Path("candidates", "dan", _candidates, least=2),
    Path("notes", "amy", _notes, frozenset({"note"}), 2),
    Path("a whole order", "mia", _whole, least=40),
    Path("a whole order to the desk", "amy", _whole, least=30),
    Path("who is calling", "amy", _caller, least=30),
    Path("duplicates", "amy", _duplicates, least=3),
    Path(
        "the customer's link", "portal", _track,
        frozenset({*_ORDER, "service_request", "appointment", "user", "note", "rating"}), 15,
    ),
    Path(
        "the sticker", "portal", _sticker, frozenset({"asset", "site", "work_order", "work_type"}), 3
    ),
)  # fmt: skip
