"""Lists, single records and figures, against what was put in."""

from collections import Counter
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from tests.kernel.queries.world import AMOUNT, SECRET, World, actor, grant

from sortie.base.errors import InvalidError
from sortie.kernel.queries.contracts import Aggregate, GroupKey, GroupQuery, Query, Record, Sort
from sortie.kernel.queries.service import aggregate, get_record, list_records, options
from sortie.kernel.tenancy.contracts import Tx

SHANGHAI = ZoneInfo("Asia/Shanghai")


async def _pages(tx: Tx, world: World, query: Query) -> list[Record]:
    who = actor(world, "me", grant("probe"), grant("probe_place"), grant("user"))
    found: list[Record] = []
    while True:
        page = await list_records(tx, who, query)
        assert len(page.records) <= query.limit
        found += page.records
        if page.next is None:
            return found
        query = Query(**{**_fields(query), "cursor": page.next})


def _fields(query: Query) -> dict[str, object]:
    return {name: getattr(query, name) for name in query.__slots__}


@pytest.mark.parametrize("limit", [1, 7, 50])
@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize(
    "paths",
    [
        ("created_at",),
        ("c_due",),
        ("c_kind",),
        ("c_kind", "c_due"),
        ("c_due", "c_kind", "c_name"),
        ("c_engineer",),
        ("c_other",),
        ("c_other.location", "c_name")[1:],
        ("id",),
    ],
    ids=str,
)
async def test_paging_meets_every_row_once_and_in_order(
    tx: Tx, world: World, paths: tuple[str, ...], limit: int, *, descending: bool
) -> None:
    sort = tuple(Sort(p, descending) for p in paths)
    found = await _pages(tx, world, Query("probe", sort=sort, limit=limit))
    live = [r["id"] for r in world.rows["probe"] if r["deleted_at"] is None]
    assert sorted(r.id for r in found) == sorted(live)
    names = {u: n for n, u in world.users.items()}
    places = {p["id"]: p["label"] for p in world.rows["probe_place"]}
    shown = {"c_engineer": names, "c_other": places}
    rows = {r["id"]: r for r in world.rows["probe"]}
    for before, after in pairwise(found):
        left, right = (
            tuple(
                (v is None, shown.get(p, {}).get(v, v) if v is not None else "")
                for p in paths
                for v in [rows[x.id][p]]
            )
            for x in (before, after)
        )
        assert (left >= right) if descending else (left <= right)


async def test_mixed_directions_page_without_loss(tx: Tx, world: World) -> None:
    sort = (Sort("c_kind", descending=True), Sort("c_due"), Sort(AMOUNT, descending=True))
    found = await _pages(tx, world, Query("probe", sort=sort, limit=4))
    assert len(found) == len({r.id for r in found}) == 55


async def test_a_record_shows_wire_values_with_titles(tx: Tx, world: World) -> None:
    who = actor(world, "me", grant("probe"), grant("probe_place"), grant("user"), grant("org_unit"))
    row = world.rows["probe"][9]
    places = {p["id"]: p["label"] for p in world.rows["probe_place"]}
    names = {u: n for n, u in world.users.items()}
    record = await get_record(tx, who, "probe", row["id"])
    assert record[AMOUNT] == str(row[AMOUNT])
    assert record["created_at"] == row["created_at"].isoformat().replace("+00:00", "Z")
    assert record["c_other"] == {"id": str(row["c_other"]), "title": places[row["c_other"]]}
    assert record["c_others"] == [{"id": str(o), "title": places[o]} for o in row["c_others"]]
    assert [c["title"] for c in record["c_crew"]] == [names[c] for c in row["c_crew"]]
    assert record["dept_id"]["title"] == world.unit_name(row["dept_id"])
    assert record.version == 1
    assert record.id == row["id"]


async def test_groups_by_day_are_cut_in_the_companys_time_zone(tx: Tx, world: World) -> None:
    who = actor(world, "me", grant("probe"))
    live = [r for r in world.rows["probe"] if r["deleted_at"] is None]
    query = GroupQuery("probe", (GroupKey("c_due", "day"),))
    found = {g.keys[0]: g.values["count"] for g in await aggregate(tx, who, query)}
    days = [
        r["c_due"].astimezone(SHANGHAI).date().isoformat() if r["c_due"] else None for r in live
    ]
    assert found == Counter(days)
    for bucket in ("hour", "week", "month", "quarter", "year"):
        query = GroupQuery("probe", (GroupKey("c_due", bucket),))
        groups = await aggregate(tx, who, query)
        assert sum(g.values["count"] for g in groups) == len(live)
    assert (await aggregate(tx, who, query))[0].keys == ("2026-01-01",)


async def test_groups_carry_titles_labels_and_exact_sums(tx: Tx, world: World) -> None:
    who = actor(world, "me", grant("probe"), grant("probe_place"))
    live = [r for r in world.rows["probe"] if r["deleted_at"] is None]
    query = GroupQuery(
        "probe",
        (GroupKey("c_other"), GroupKey("c_kind")),
        (Aggregate("count"), Aggregate("sum", AMOUNT, "total"), Aggregate("avg", AMOUNT, "mean")),
        sort=(Sort("total", descending=True),),
    )
    groups = await aggregate(tx, who, query)
    places = {str(p["id"]): p["label"] for p in world.rows["probe_place"]}
    totals = [Decimal(g.values["total"]) for g in groups]
    assert totals == sorted(totals, reverse=True)
    assert sum(totals) == sum(r[AMOUNT] for r in live)
    assert all(g.keys[0] is None or places[g.keys[0]["id"]] == g.keys[0]["title"] for g in groups)
    assert {g.keys[1]["label"] for g in groups if g.keys[1]} == {"甲", "乙"}


async def test_groups_through_a_path(tx: Tx, world: World) -> None:
    who = actor(world, "me", grant("probe"), grant("probe_place"))
    groups = await aggregate(tx, who, GroupQuery("probe", (GroupKey("c_other.state"),)))
    states = {p["id"]: p["state"] for p in world.rows["probe_place"]}
    live = [r for r in world.rows["probe"] if r["deleted_at"] is None]
    told = {(g.keys[0] or {}).get("value"): g.values["count"] for g in groups}
    assert told == Counter(states.get(r["c_other"]) for r in live)


async def test_a_drop_down_matches_titles_in_any_case(tx: Tx, world: World) -> None:
    who = actor(world, "me", grant("probe_place"))
    found = await options(tx, who, "probe_place", "PLACE 0")
    # words may stand anywhere in the title
    assert [o["title"] for o in found] == [f"place {n:02d}" for n in range(11)]
    only = await options(
        tx, who, "probe_place", filter={"field": "state", "op": "eq", "value": "held"}, limit=3
    )
    assert len(only) == 3


@pytest.mark.parametrize(
    "query",
    [
        Query("probe", fields=("nothing",)),
        Query("probe", sort=(Sort("c_tags"),)),
        Query("probe", sort=(Sort("c_crew"),)),
        Query("probe", sort=tuple(Sort(SECRET) for _ in range(9))),
        Query("probe", search="x" * 201),
        Query("probe", search="a\0b"),
        Query("probe", fields=tuple(f"f{n}" for n in range(200))),
    ],
    ids=range(7),
)
async def test_what_cant_be_asked_is_refused(tx: Tx, world: World, query: Query) -> None:
    with pytest.raises(InvalidError):
        await list_records(tx, actor(world, "me", grant("probe")), query)


@pytest.mark.parametrize(
    "query",
    [
        GroupQuery("probe", (GroupKey("c_tags"),)),
        GroupQuery("probe", (GroupKey("id"),)),
        GroupQuery("probe", (GroupKey("c_kind", "day"),)),
        GroupQuery("probe", aggregates=(Aggregate("sum", "c_name", "x"),)),
        GroupQuery("probe", aggregates=(Aggregate("sum", "*", "x"),)),
        GroupQuery("probe", sort=(Sort("nothing"),)),
        GroupQuery("probe", tuple(GroupKey("c_kind") for _ in range(5))),
    ],
    ids=range(7),
)
async def test_groups_that_make_no_sense_are_refused(
    tx: Tx, world: World, query: GroupQuery
) -> None:
    with pytest.raises(InvalidError):
        await aggregate(tx, actor(world, "me", grant("probe")), query)
