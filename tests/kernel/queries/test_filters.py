"""Every operator against the same question in Python, and what a filter may not be."""

# ruff: noqa: ARG005  each case is asked with row and world, and most need only one

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.kernel.queries.conftest import NOW
from tests.kernel.queries.world import AMOUNT, SECRET, World, actor, canary, grant, label

from sortie.base.errors import InvalidError
from sortie.kernel.objects.contracts import Field
from sortie.kernel.objects.service import field_types
from sortie.kernel.queries.contracts import Query, Sort
from sortie.kernel.queries.families import Family, family
from sortie.kernel.queries.operators import OPERATORS
from sortie.kernel.queries.service import count, list_records
from sortie.kernel.tenancy.contracts import Tx

SHANGHAI = ZoneInfo("Asia/Shanghai")
TODAY = NOW.astimezone(SHANGHAI).date()

type Row = Mapping[str, Any]
type Holds = Callable[[Row, World], bool]


def _local(row: Row) -> Any:
    return row["c_due"].astimezone(SHANGHAI).date() if row["c_due"] else None


def _between(row: Row, first: int, last: int) -> bool:
    day = _local(row)
    return day is not None and TODAY + timedelta(first) <= day <= TODAY + timedelta(last)


CASES: list[tuple[str, str, Any, Holds]] = [
    (SECRET, "eq", canary("built", 7), lambda r, w: r[SECRET] == canary("built", 7)),
    (SECRET, "ne", canary("built", 7), lambda r, w: r[SECRET] != canary("built", 7)),
    (SECRET, "in", [canary("built", 7), "x"], lambda r, w: r[SECRET] == canary("built", 7)),
    (SECRET, "not_in", [canary("built", 7)], lambda r, w: r[SECRET] != canary("built", 7)),
    ("c_name", "contains", "BUILT 01", lambda r, w: "built 01" in r["c_name"]),
    ("c_name", "contains", "%", lambda r, w: False),
    ("c_name", "starts_with", "name b", lambda r, w: True),
    (AMOUNT, "lt", "1005", lambda r, w: r[AMOUNT] < 1005),
    (AMOUNT, "gte", 1005, lambda r, w: r[AMOUNT] >= 1005),
    (AMOUNT, "eq", "1007.07", lambda r, w: r[AMOUNT] == Decimal("1007.07")),
    (AMOUNT, "between", ["1003", "1009"], lambda r, w: 1003 <= r[AMOUNT] <= 1009),
    ("c_due", "is_null", None, lambda r, w: r["c_due"] is None),
    ("c_due", "not_null", None, lambda r, w: r["c_due"] is not None),
    ("c_due", "today", None, lambda r, w: _between(r, 0, 0)),
    ("c_due", "yesterday", None, lambda r, w: _between(r, -1, -1)),
    ("c_due", "this_week", None, lambda r, w: _between(r, -TODAY.weekday(), 6 - TODAY.weekday())),
    ("c_due", "last_days", 7, lambda r, w: _between(r, -6, 0)),
    ("c_due", "next_days", 7, lambda r, w: _between(r, 0, 6)),
    (
        "c_due",
        "this_month",
        None,
        lambda r, w: _local(r) is not None and _local(r).month == TODAY.month,
    ),
    (
        "c_due",
        "gt",
        "2026-03-10T08:00:00+08:00",
        lambda r, w: r["c_due"] is not None and r["c_due"] > datetime(2026, 3, 10, tzinfo=UTC),
    ),
    ("c_kind", "eq", "a", lambda r, w: r["c_kind"] == "a"),
    ("c_kind", "ne", "a", lambda r, w: r["c_kind"] != "a"),
    ("c_tags", "has", "t1", lambda r, w: "t1" in (r["c_tags"] or ())),
    (
        "c_tags",
        "has_any",
        ["t1", "t2"],
        lambda r, w: {"t1", "t2"} & set(r["c_tags"] or ()) != set(),
    ),
    ("c_tags", "has_all", ["t1", "all"], lambda r, w: {"t1", "all"} <= set(r["c_tags"] or ())),
    ("c_tags", "is_null", None, lambda r, w: not r["c_tags"]),
    ("c_tags", "not_null", None, lambda r, w: bool(r["c_tags"])),
    ("c_engineer", "is_me", None, lambda r, w: r["c_engineer"] == w.users["me"]),
    ("c_crew", "is_me", None, lambda r, w: w.users["me"] in (r["c_crew"] or ())),
    ("owner_id", "is_me", None, lambda r, w: r["owner_id"] == w.users["me"]),
    ("dept_id", "is_my_unit", None, lambda r, w: r["dept_id"] == w.units["team_1"]),
    ("dept_id", "in_subtree", None, lambda r, w: r["dept_id"] == w.units["team_1"]),
]


@pytest.mark.parametrize(("path", "op", "value", "holds"), CASES, ids=lambda v: str(v)[:24])
async def test_an_operator_says_what_python_says(
    tx: Tx, world: World, path: str, op: str, value: Any, holds: Holds
) -> None:
    who = actor(world, "me", grant("probe"))
    tree = {"field": path, "op": op, "value": value}
    live = [r for r in world.rows["probe"] if not r["deleted_at"]]
    found = await list_records(tx, who, Query("probe", filter=tree, limit=500))
    assert {r.id for r in found.records} == {r["id"] for r in live if holds(r, world)}
    # what isn't so, is in the opposite: nothing falls between
    opposite = await count(tx, who, "probe", {"not": tree})
    assert opposite + len(found.records) == len(live)


async def test_a_state_is_asked_by_its_category(tx: Tx, world: World) -> None:
    who = actor(world, "me", grant("probe_place"))
    tree = {"field": "state", "op": "category", "value": ["open", "paused"]}
    assert await count(tx, who, "probe_place", tree) == 8
    with pytest.raises(InvalidError):
        await count(tx, who, "probe_place", {"field": "state", "op": "category", "value": "gone"})


async def test_places_are_found_in_a_box_and_around_a_point(tx: Tx, world: World) -> None:
    who = actor(world, "me", grant("probe_place"))
    box = {"bbox": [119.995, 29.995, 120.025, 30.025]}
    tree = {"field": "location", "op": "within", "value": box}
    assert await count(tx, who, "probe_place", tree) == 3
    around = {"near": [120.0, 30.0], "m": 1500}
    tree = {"field": "location", "op": "within", "value": around}
    assert await count(tx, who, "probe_place", tree) == 2


async def test_a_path_through_two_links_filters_and_sorts(tx: Tx, world: World) -> None:
    who = actor(world, "me", grant("probe_place"), grant("probe"), grant("c_holder"))
    wanted = {p["id"]: p["label"] for p in world.rows["probe_place"]}
    rows = {r["id"]: r for r in world.rows["probe"]}
    holders = {
        h["id"]: wanted.get(rows[h["c_built"]]["c_other"]) if h["c_built"] else None
        for h in world.rows["c_holder"]
    }
    tree = {"field": "c_built.c_other.label", "op": "eq", "value": "place 03"}
    found = await list_records(tx, who, Query("c_holder", filter=tree, limit=100))
    assert {r.id for r in found.records} == {h for h, p in holders.items() if p == "place 03"}
    query = Query("c_holder", sort=(Sort("c_built.c_other.label"),), limit=100)
    labels = [holders[r.id] for r in (await list_records(tx, who, query)).records]
    filled = [x for x in labels if x]
    assert labels == sorted(filled) + [None] * (len(labels) - len(filled))


DEEP: Any = {"field": "c_name", "op": "eq", "value": "x"}
for _ in range(12):
    DEEP = {"not": DEEP}

MALFORMED: list[Any] = [
    [],
    {},
    "c_name = 1",
    {"and": "x"},
    {"and": [], "or": []},
    {"field": "c_name", "op": "eq", "value": "x", "or": 1},
    {"field": "c_name"},
    {"field": ["c_name"], "op": "eq"},
    {"field": "c_name", "op": "like", "value": "x"},
    {"field": "c_name", "op": "eq", "value": 5},
    {"field": "c_name", "op": "eq", "value": "a\0b"},
    {"field": "c_name", "op": "eq", "value": "\ud800"},
    {"field": "c_name", "op": "in", "value": "abc"},
    {"field": "c_name", "op": "in", "value": ["x"] * 1001},
    {"field": AMOUNT, "op": "eq", "value": "NaN"},
    {"field": AMOUNT, "op": "eq", "value": "1e999999"},
    {"field": AMOUNT, "op": "eq", "value": True},
    {"field": AMOUNT, "op": "between", "value": [1]},
    {"field": "c_due", "op": "eq", "value": "yesterday"},
    {"field": "c_due", "op": "gt", "value": "0001-01-01T00:00:00+14:00"},
    {"field": "c_due", "op": "last_days", "value": 10**9},
    {"field": "c_engineer", "op": "eq", "value": "not-an-id"},
    {"field": "c_engineer", "op": "eq", "value": {"name": "x"}},
    {"field": "c_other.label.x", "op": "eq", "value": "x"},
    {"field": "c_others.label", "op": "eq", "value": "x"},
    {"field": "c_other.probe.c_other.probe.c_other.label", "op": "eq", "value": "x"},
    {"field": "c_name; DROP TABLE x", "op": "eq", "value": "x"},
    {"field": 'c_name" OR "1', "op": "eq", "value": "x"},
    {"and": [{"field": "c_name", "op": "eq", "value": "x"}] * 101},
    DEEP,
]


@pytest.mark.parametrize("tree", MALFORMED, ids=range(len(MALFORMED)))
async def test_a_malformed_filter_is_refused_with_a_reason(tx: Tx, world: World, tree: Any) -> None:
    who = actor(world, "me", grant("probe"), grant("probe_place"))
    with pytest.raises(InvalidError) as caught:
        await count(tx, who, "probe", tree)
    assert caught.value.fields[0].text.zh


@pytest.mark.parametrize("cursor", ["x", "!!", "é", "eyJ4IjoxfQ", "W10", "a" * 9000, "WyIiLFtdXQ"])
async def test_a_cursor_that_is_none_is_refused(tx: Tx, world: World, cursor: str) -> None:
    who = actor(world, "me", grant("probe"))
    with pytest.raises(InvalidError) as caught:
        await list_records(tx, who, Query("probe", cursor=cursor))
    assert caught.value.fields[0].code == "cursor.invalid"


def test_every_operator_the_field_types_promise_can_be_compiled() -> None:
    special = {"is_me", "is_my_unit", "in_subtree", "category"}
    for key, type_ in field_types.items():
        kind = family(Field("x", key, label("x")))
        if kind is Family.NONE:
            continue
        missing = type_.operators - set(OPERATORS[kind]) - special
        assert not missing, f"{key}: {missing}"
