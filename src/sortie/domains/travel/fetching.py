"""Road engines asked for times, in the background; what they say is kept by cell for a month."""

import base64
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import batched
from time import perf_counter
from typing import Any, cast
from urllib.parse import urlsplit
from uuid import UUID
from zoneinfo import ZoneInfo

from sortie.base.errors import invalid
from sortie.base.geo import Point
from sortie.base.secrets import KeyRing, Place, derive_key, seal, unseal
from sortie.domains.travel import repository, roads
from sortie.domains.travel.contracts import ProviderCheck
from sortie.kernel.jobs.contracts import JobContext
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.records import service as records
from sortie.kernel.records.contracts import Draft, Stored
from sortie.kernel.tenancy.contracts import Tx

REST = timedelta(minutes=10)
"""How long an engine that failed three times in a row is left alone."""
KEPT = timedelta(days=30)

_RING = "travel-1"
_SEALED = "sealed:"


async def fetch(job: JobContext, args: dict[str, Any]) -> None:
    """Times between a hub and cells from the first engine that gives them. None does: none are
    kept, and plans go on with what was learned. No transaction is open while an engine is asked.
    """
    hub, cells = str(args["hub"]), [str(c) for c in args["cells"]]
    async with job.dbs.tx(job.tenant) as tx:
        await repository.forget(tx, tx.now - KEPT)
        asked = await _ready(tx)
        transport = tx.state["kernel"].parts["outward"]
    for provider in asked:
        error, calls, times = await _ask_all(transport, provider, hub, cells)
        async with job.dbs.tx(job.tenant) as tx:
            rest_until = tx.now + REST
            await repository.note(
                tx, provider.id, _today(tx), calls, error=error, rest_until=rest_until
            )
            if times:
                await repository.keep(tx, times)
        if error is None:
            return


async def _ask_all(
    transport: Any, provider: roads.Provider, hub: str, cells: Sequence[str]
) -> tuple[str | None, int, roads.Times]:
    """(why it stopped, calls made, times so far), in batches within today's limit."""
    calls, times = 0, cast("roads.Times", {})
    for some in batched(cells, roads.MOST_CELLS):
        if provider.calls_left is not None and calls + provider.calls_each > provider.calls_left:
            break
        calls += provider.calls_each
        try:
            times |= await roads.ask(transport, provider, hub, some)
        except roads.RoadsError as problem:
            return str(problem), calls, times
    return None, calls, times


async def _ready(tx: Tx) -> list[roads.Provider]:
    """Engines that may be asked now, in order: neither resting nor used up for today."""
    quotas, found = await repository.quotas(tx), []
    for made in sorted(
        await records.find(tx, "travel_provider", active=True), key=lambda p: p["priority"] or 0
    ):
        quota, limit = quotas.get(made.id), made["daily_limit"]
        if quota and quota["open_until"] and quota["open_until"] > tx.now:
            continue
        used = quota["used"] if quota and quota["day"] == _today(tx) else 0
        provider = _provider(tx, made, None if limit is None else int(limit) - used)
        if provider.calls_left is None or provider.calls_left >= provider.calls_each:
            found.append(provider)
    return found


def _today(tx: Tx) -> Any:
    return tx.now.astimezone(ZoneInfo(tx.tenant.time_zone)).date()


async def check(
    tx: Tx, actor: Actor, provider_id: UUID, origin: Point, goal: Point
) -> ProviderCheck:
    """Ask the engine for one way now, resting or not: the button beside the form. Up to 10 s.

    Raises:
        NotFoundError: no such provider, or not to be seen.
    """
    made = await records.fetch(tx, actor, "travel_provider", provider_id)
    provider, begun = _provider(tx, made, None), perf_counter()
    cells = (roads.cell_of(origin), roads.cell_of(goal))
    transport = tx.state["kernel"].parts["outward"]
    seconds, error = None, None
    try:
        times = await roads.ask(transport, provider, cells[0], [cells[1]])
        seconds = times.get(cells)
    except roads.RoadsError as problem:
        error = problem.sentence(actor.locale)
    took_ms = round((perf_counter() - begun) * 1_000)
    calls, rest_until = provider.calls_each, tx.now + REST
    await repository.note(tx, made.id, _today(tx), calls, error=error, rest_until=rest_until)
    return ProviderCheck(error is None, seconds, took_ms, error)


def _provider(tx: Tx, made: Stored, calls_left: int | None) -> roads.Provider:
    key = made["key"] or ""
    if key.startswith(_SEALED):
        sealed = base64.b64decode(key.removeprefix(_SEALED))
        key = unseal(_ring(tx), _place(tx, made.id), sealed).decode()
    return roads.Provider(made.id, made["kind"], made["url"], key, calls_left)


async def check_provider(tx: Tx, _actor: Actor, draft: Draft) -> None:
    """Before one is kept: an address that can be one, and the key sealed for good."""
    url = urlsplit(draft.get("url") or "")
    if url.scheme not in {"http", "https"} or not url.hostname or url.username or url.query:
        raise invalid(
            "url", "travel.url",
            "请填写完整网址，如 https://osrm.example.com，不含用户名和参数。",
            "Give a whole address such as https://osrm.example.com, without user or query.",
        )  # fmt: skip
    key = draft.get("key")
    if draft.get("kind") == "amap" and not key:
        raise invalid("key", "travel.key", "高德需要密钥（Web 服务 Key）。", "Amap needs a key.")
    if "key" in draft.changed and key and (draft.before is None or key != draft.before["key"]):
        sealed = seal(_ring(tx), _place(tx, draft.id), key.encode())
        draft.set("key", _SEALED + base64.b64encode(sealed).decode())


def _ring(tx: Tx) -> KeyRing:
    secret = tx.state["kernel"].settings.secret.encode()
    return KeyRing(_RING, {_RING: derive_key(secret, _RING)})


def _place(tx: Tx, provider: UUID) -> Place:
    return Place(str(tx.tenant.id), "travel_provider", "key", str(provider))


def fresh_since(now: datetime) -> datetime:
    """Times kept before this are too old to plan with."""
    return now - KEPT
