"""Running a report: one grouped query a part, everything under the caller's own rights."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, override
from zoneinfo import ZoneInfo

from sortie.base.errors import ForbiddenError
from sortie.base.i18n import Label
from sortie.engines.reports import rules
from sortie.engines.reports.contracts import (
    GroupBy,
    GroupUnknownError,
    Part,
    Report,
    ReportAsk,
    ReportColumn,
    ReportDef,
    ReportSpanError,
)
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.queries import service as queries
from sortie.kernel.queries.contracts import Aggregate, GroupKey, GroupQuery, GroupRow
from sortie.kernel.tenancy.contracts import Tx

LONGEST_DAYS = 400
_MOST_ROWS = 5_000


async def run(tx: Tx, actor: Actor, report: ReportDef, ask: ReportAsk) -> Report:
    """The table a caller asked for; columns of fields they can't read aren't there.

    Raises:
        ForbiddenError, ReportSpanError, GroupUnknownError.
        InvalidError: the filter can't be used by this actor.
    """
    if "reports.view" not in actor.features and not actor.acts_as_system:
        raise ForbiddenError(Label("查看报表", "see reports"))
    if not 0 <= (ask.end - ask.start).days < LONGEST_DAYS:
        raise ReportSpanError(days=LONGEST_DAYS)
    groups = _groups(report, ask, actor)
    sight = await Sight.of(tx, actor)
    parts = [_seen(part, sight) for part in report.parts]
    parts = [p for p in parts if p.figures]
    zone = ZoneInfo(tx.tenant.time_zone)
    figures: dict[tuple[str, ...], dict[str, Any]] = {}
    keys: dict[tuple[str, ...], tuple[Any, ...]] = {}
    totals: dict[str, Any] = {}
    for part in parts:
        for row in await _rows(tx, actor, part, ask, groups, zone):
            key = rules.key_of(row.keys)
            keys.setdefault(key, row.keys)
            figures.setdefault(key, {}).update(row.values)
        for row in await _rows(tx, actor, part, ask, {}, zone):
            totals.update(row.values)
    measures = rules.usable_measures(report, {a.name for p in parts for a in p.figures})
    columns = [ReportColumn(name, g.label, g.type) for name, g in groups.items()]
    columns += [ReportColumn(m.key, m.label, m.type) for m in measures]
    rows = tuple(
        dict(zip(groups, keys[key], strict=True)) | rules.measured(measures, found)
        for key, found in figures.items()
    )
    return Report(tuple(columns), rows, rules.measured(measures, totals))


def _groups(report: ReportDef, ask: ReportAsk, actor: Actor) -> dict[str, GroupBy]:
    wanted = ask.group_by or (report.default_group,)
    for name in wanted:
        if name not in report.groups:
            known = "、" if actor.locale == "zh-CN" else ", "
            raise GroupUnknownError(
                group=name, known=known.join(report.groups), extra={"groups": [*report.groups]}
            )
    return {name: report.groups[name] for name in dict.fromkeys(wanted)}


async def _rows(
    tx: Tx,
    actor: Actor,
    part: Part,
    ask: ReportAsk,
    groups: Mapping[str, GroupBy],
    zone: ZoneInfo,
) -> list[GroupRow]:
    query = GroupQuery(
        part.object,
        group=tuple(
            GroupKey(rules.reached(g.path, part.prefix), g.bucket) for g in groups.values()
        ),
        aggregates=part.figures,
        filter=rules.span_filter(part, ask, zone),
        limit=_MOST_ROWS,
    )
    return await queries.aggregate(tx, actor, query)


class Sight:
    """Which paths the actor may count by: readable on every step."""

    def __init__(self, described: list[dict[str, Any]]) -> None:
        self._fields = {
            o["name"]: {f["name"]: f for f in o["fields"] if f["right"] in {"read", "write"}}
            for o in described
        }

    @classmethod
    async def of(cls, tx: Tx, actor: Actor) -> "Sight":
        if actor.acts_as_system:
            return _All([])
        return cls(await queries.describe(tx, actor))

    def sees(self, object_: str, path: str) -> bool:
        """A path of an object; a link goes on where its target does."""
        at: str | None = object_
        for step in path.split("."):
            found = self._fields.get(at or "", {}).get(step)
            if found is None:
                return False
            at = target_of(found)
        return True


class _All(Sight):
    """The product itself sees everything."""

    @override
    def sees(self, object_: str, path: str) -> bool:
        del object_, path
        return True


def target_of(field: Mapping[str, Any]) -> str | None:
    """The object a described field points at."""
    if field["type"] in {"member", "owner", "created_by", "updated_by"}:
        return "user"
    if field["type"] == "department":
        return "org_unit"
    found = field["options"].get("object")
    return str(found) if found else None


def _seen(part: Part, sight: Sight) -> Part:
    """The part without figures that need a field the actor can't read."""
    if not sight.sees(part.object, part.when):
        return replace(part, figures=())
    kept = tuple(a for a in part.figures if _visible(part, a, sight))
    return replace(part, figures=kept)


def _visible(part: Part, figure: Aggregate, sight: Sight) -> bool:
    paths = {figure.path, figure.since, *rules.paths_of(figure.filter)} - {"*", ""}
    return all(sight.sees(part.object, p) for p in paths)
