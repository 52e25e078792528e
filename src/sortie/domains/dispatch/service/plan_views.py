"""A proposed day as an answer: every name through the query compiler, every reason in words."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sortie.domains.dispatch.rules import decision
from sortie.domains.dispatch.service.matching import need_dispatcher, zone_of
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.queries import service as queries
from sortie.kernel.queries.contracts import Chosen, among
from sortie.kernel.records import service as records
from sortie.kernel.tenancy.contracts import Tx
from sortie_routing.answer import Exclusion, Reason

_PLAIN = ("number", "day", "state", "progress", "seconds", "seed", "iterations", "numbers",
          "failure", "computed_at", "ended_at")  # fmt: skip


async def whole(tx: Tx, actor: Actor, plan_id: UUID) -> dict[str, Any]:
    """Progress, both days' numbers, the moves and what is left over with its reasons."""
    need_dispatcher(actor)
    plan = await records.fetch(tx, actor, "plan_proposal", plan_id)
    moves, left = plan["moves"] or [], plan["left"] or []
    people = {u for m in moves for u in (m["from"], m["engineer"]) if u}
    people |= {u for one in left for r in one["reasons"] for u in r["users"]}
    skills = {str(r["params"]["skill"]) for one in left for r in one["reasons"]
              if r["params"].get("skill")}  # fmt: skip
    names = await _names(tx, actor, "user", people) | await _names(tx, actor, "skill", skills)
    orders = await _orders(tx, actor, {x["order"] for x in (*moves, *left)})
    return {
        "id": plan.id,
        "version": plan.version,
        **{name: plan[name] for name in _PLAIN},
        "ready": plan["computed_at"] is not None,
        "moves": [
            m | {
                "order": orders.get(m["order"], {"id": m["order"]}),
                "from": _person(m["from"], names),
                "engineer": _person(m["engineer"], names),
            }
            for m in moves
        ],
        "left": [
            {
                "order": orders.get(one["order"], {"id": one["order"]}),
                "reasons": [_reason(tx, r, names) for r in one["reasons"]],
            }
            for one in left
        ],
    }  # fmt: skip


def _person(user: str | None, names: dict[str, str]) -> dict[str, Any] | None:
    return None if user is None else {"id": user, "name": names.get(user, "—")}


def _reason(tx: Tx, kept: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    shown = dict(kept["params"])
    if (skill := shown.get("skill")) is not None:
        shown["skill"] = names.get(str(skill), "—")
    label = decision.reason_label(Exclusion(Reason(kept["code"]), shown), names, zone_of(tx))
    return {
        "code": kept["code"],
        "text": {"zh": label.zh, "en": label.en},
        "people": kept["people"],
        "users": [_person(u, names) for u in kept["users"]],
    }


async def _names(tx: Tx, actor: Actor, object_: str, ids: Iterable[str]) -> dict[str, str]:
    ids = sorted(ids)
    if not ids:
        return {}
    wanted = Chosen(object_, among(ids), ("name",), limit=len(ids))
    return {str(r.id): r.get("name") or "—" for r in await queries.choose(tx, actor, wanted)}


async def _orders(tx: Tx, actor: Actor, ids: set[str]) -> dict[str, dict[str, Any]]:
    if not ids:
        return {}
    fields = ("number", "subject", "priority")
    wanted = Chosen("work_order", among(sorted(ids)), fields, limit=len(ids))
    found = await queries.choose(tx, actor, wanted)
    return {str(r.id): {"id": str(r.id)} | {n: r.get(n) for n in fields} for r in found}
