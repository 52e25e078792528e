"""Rights that meet on one row: several grants, shares, details of a parent, the trash."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from tests.kernel.queries.conftest import NOW
from tests.kernel.queries.world import AMOUNT, SECRET, Oracle, World, actor, grant

from sortie.base.errors import InvalidError, NotFoundError
from sortie.kernel.objects.contracts import ObjectUnknownError
from sortie.kernel.permissions.contracts import Actor, FieldRight, Rights, Scope, ScopeKind, Share
from sortie.kernel.permissions.service import share_record, unshare_record
from sortie.kernel.queries.contracts import Aggregate, GroupKey, GroupQuery, Query, Record, Sort
from sortie.kernel.queries.service import (
    aggregate,
    count,
    describe,
    explain,
    export_rows,
    get_record,
    list_records,
    options,
    visible_ids,
)
from sortie.kernel.tenancy.contracts import Tx

OWN, TEAM = Scope(ScopeKind.OWN), Scope(ScopeKind.TEAM)
HIDDEN, MASKED, READ = FieldRight.HIDDEN, FieldRight.MASKED, FieldRight.READ


async def test_several_grants_give_each_row_its_best_right(tx: Tx, world: World) -> None:
    grants = (
        grant("probe", role="a", **{SECRET: HIDDEN, AMOUNT: MASKED}),
        grant("probe", TEAM, role="b", **{SECRET: MASKED}),
        grant("probe", OWN, role="c"),
    )
    who, oracle = actor(world, "me", *grants), Oracle(world, "me", "team_1", grants)
    rows = {r["id"]: r for r in world.rows["probe"]}
    found = await list_records(tx, who, Query("probe", fields=(SECRET, AMOUNT), limit=500))
    kinds = set()
    for record in found.records:
        row = rows[record.id]
        right = oracle.right(row, SECRET)
        kinds.add(right)
        if right is HIDDEN:
            assert SECRET not in record.values
        elif right is MASKED:
            assert record[SECRET] == "****"
            assert SECRET in record.masked
        else:
            assert record[SECRET] == row[SECRET]
        shown = oracle.right(row, AMOUNT) is READ
        assert record[AMOUNT] == (str(row[AMOUNT]) if shown else None)
    assert kinds == {HIDDEN, MASKED, READ}


async def test_a_field_readable_on_some_rows_only_is_no_criterion(tx: Tx, world: World) -> None:
    who = actor(
        world, "me", grant("probe", role="a", **{SECRET: HIDDEN}), grant("probe", OWN, role="b")
    )
    secret = world.rows["probe"][0][SECRET]
    tree = {"field": SECRET, "op": "eq", "value": secret}
    for asking in (
        count(tx, who, "probe", tree),
        list_records(tx, who, Query("probe", sort=(Sort(SECRET),))),
        aggregate(tx, who, GroupQuery("probe", (GroupKey(SECRET),))),
        aggregate(tx, who, GroupQuery("probe", aggregates=(Aggregate("max", SECRET, "m"),))),
    ):
        with pytest.raises(InvalidError):
            await asking
    assert await count(tx, who, "probe", search=secret) == 0
    assert await options(tx, who, "probe", secret) == []


async def test_a_share_opens_one_record_until_it_ends(tx: Tx, world: World) -> None:
    mine = grant("probe", OWN)
    who, oracle = actor(world, "me", mine), Oracle(world, "me", "team_1", (mine,))
    seen = {r["id"] for r in oracle.visible(world.rows["probe"])}
    foreign = next(
        r for r in world.rows["probe"] if r["id"] not in seen and r["deleted_at"] is None
    )
    share = Share("probe", foreign["id"], "user", world.users["me"], "read")
    sharing = replace(who, shared=frozenset({"probe"}))
    await share_record(tx, who, share)
    assert (await get_record(tx, sharing, "probe", foreign["id"]))[SECRET] == foreign[SECRET]
    assert await count(tx, sharing, "probe") == len(seen) + 1
    assert await visible_ids(tx, sharing, "probe", [foreign["id"]], "update") == set()
    await share_record(tx, who, replace(share, level="write"))
    assert await visible_ids(tx, sharing, "probe", [foreign["id"]], "update") == {foreign["id"]}
    lines = [x["id"] for x in world.rows["probe_line"] if x["probe"] == foreign["id"]]
    assert await visible_ids(tx, sharing, "probe_line", lines) == set(lines)
    await share_record(tx, who, replace(share, until=NOW - timedelta(minutes=1)))
    assert await count(tx, sharing, "probe") == len(seen)
    assert await unshare_record(tx, "probe", foreign["id"], world.users["me"])
    with pytest.raises(NotFoundError):
        await get_record(tx, sharing, "probe", foreign["id"])


async def test_a_share_with_a_unit_reaches_those_below_it(tx: Tx, world: World) -> None:
    mine = grant("probe", OWN, default=MASKED)
    who = replace(
        actor(world, "me", mine),
        shared=frozenset({"probe"}),
        chain=world.unit_ids(["team_1", "service", "north", "group"]),
    )
    before = await count(tx, who, "probe")
    seen = {r["id"] for r in Oracle(world, "me", "team_1", (mine,)).visible(world.rows["probe"])}
    foreign = next(r for r in world.rows["probe"] if r["id"] not in seen and not r["deleted_at"])
    for unit, more in (("sales", 0), ("service", 1)):
        await share_record(
            tx, who, Share("probe", foreign["id"], "unit", world.units[unit], "read")
        )
        assert await count(tx, who, "probe") == before + more
    # a share widens rows, not fields: the role still decides what is shown
    assert (await get_record(tx, who, "probe", foreign["id"]))[SECRET] == "****"


async def test_a_share_gives_nothing_to_whom_no_role_shows_the_object(tx: Tx, world: World) -> None:
    who = replace(actor(world, "me"), shared=frozenset({"probe"}))
    row = world.rows["probe"][0]
    await share_record(tx, who, Share("probe", row["id"], "user", world.users["me"], "own"))
    with pytest.raises(ObjectUnknownError):
        await get_record(tx, who, "probe", row["id"])
    assert await visible_ids(tx, who, "probe", [row["id"]]) == set()


async def test_a_detail_takes_rows_from_the_parent_and_fields_from_its_own_grant(
    tx: Tx, world: World
) -> None:
    parent = grant("probe", OWN, role="r")
    own = grant("probe_line", role="r", note=MASKED)
    who = actor(world, "me", parent, own)
    found = (await list_records(tx, who, Query("probe_line", limit=500))).records
    alone = (
        await list_records(tx, actor(world, "me", parent), Query("probe_line", limit=500))
    ).records
    assert {r.id for r in found} == {r.id for r in alone}
    assert {r["note"] for r in found} == {"****"}
    # a grant on the detail alone, or of a role that doesn't reach the parent, gives nothing
    for grants in (
        (own,),
        (parent, replace(own, role="other"), grant("probe_place", role="other")),
    ):
        lone = actor(world, "me", *grants)
        if len(grants) == 1:
            with pytest.raises(ObjectUnknownError):
                await count(tx, lone, "probe_line")
        else:
            assert await count(tx, lone, "probe_line") == len(alone)


async def test_a_parent_shown_in_part_shows_no_more_of_its_details(tx: Tx, world: World) -> None:
    who = actor(world, "me", grant("probe", default=HIDDEN, c_name=READ))
    found = (await list_records(tx, who, Query("probe_line"))).records
    assert found
    assert all(not r.values for r in found)


async def test_an_object_without_a_read_right_is_not_there(tx: Tx, world: World) -> None:
    who = actor(world, "me", grant("probe", actions="update export"), grant("c_holder"))
    id_ = world.rows["probe"][0]["id"]
    for asking in (
        list_records(tx, who, Query("probe")),
        count(tx, who, "probe"),
        get_record(tx, who, "probe", id_),
        options(tx, who, "probe"),
        aggregate(tx, who, GroupQuery("probe")),
    ):
        with pytest.raises(ObjectUnknownError) as caught:
            await asking
        assert caught.value.params == {"name": "probe"}
    assert [r async for r in _first(tx, who)] == []
    assert {o["name"] for o in await describe(tx, who)} == {"c_holder"}
    shown = (await list_records(tx, who, Query("c_holder"))).records
    assert any(r["c_built"] for r in shown)
    assert all(r["c_built"] is None or r["c_built"]["title"] is None for r in shown)


async def _first(tx: Tx, who: Actor) -> AsyncIterator[Record]:
    try:
        async for record in export_rows(tx, who, Query("probe")):
            yield record
    except ObjectUnknownError:
        return


async def test_an_export_needs_its_own_right_row_by_row(tx: Tx, world: World) -> None:
    wide, mine = grant("probe", role="a"), grant("probe", OWN, role="b", actions="read export")
    who = actor(world, "me", wide, mine)
    found = {r.id async for r in export_rows(tx, who, Query("probe"))}
    oracle = Oracle(world, "me", "team_1", (mine,))
    assert found == {r["id"] for r in oracle.visible(world.rows["probe"])}
    assert await count(tx, who, "probe") > len(found)


async def test_the_trash_opens_to_those_who_may_delete(tx: Tx, world: World) -> None:
    reader = actor(world, "me", grant("probe"))
    assert (await list_records(tx, reader, Query("probe", trashed=True))).records == ()
    keeper = actor(world, "me", grant("probe", actions="read delete"))
    found = (await list_records(tx, keeper, Query("probe", trashed=True))).records
    wanted = [r["id"] for r in world.rows["probe"] if r["deleted_at"]]
    assert {r.id for r in found} == set(wanted)
    with pytest.raises(NotFoundError):
        await get_record(tx, reader, "probe", wanted[0], trashed=True)
    assert (await get_record(tx, keeper, "probe", wanted[0], trashed=True)).id == wanted[0]


async def test_nobody_sees_anything_without_a_grant(tx: Tx, world: World) -> None:
    nobody = replace(actor(world, "me"), rights=Rights())
    assert await describe(tx, nobody) == []
    with pytest.raises(ObjectUnknownError):
        await count(tx, nobody, "probe")


async def test_an_explanation_names_grants_scope_and_field(tx: Tx, world: World) -> None:
    grants = (
        grant("probe", OWN, role="mine", **{SECRET: MASKED}),
        grant("probe", TEAM, role="team", actions="update"),
    )
    who, oracle = actor(world, "me", *grants), Oracle(world, "me", "team_1", grants[:1])
    seen = {r["id"] for r in oracle.visible(world.rows["probe"])}
    inside = next(iter(seen))
    outside = next(r["id"] for r in world.rows["probe"] if r["id"] not in seen)
    told = await explain(tx, who, "probe", inside, SECRET)
    assert (told.verdict, told.field) == ("visible", "masked")
    assert [(g.role, g.allows, g.scope) for g in told.grants] == [
        ("mine", True, "own"),
        ("team", False, "team"),
    ]
    assert (await explain(tx, who, "probe", outside, SECRET)).verdict == "out_of_scope"
    assert (await explain(tx, who, "probe", inside, action="delete")).verdict == "no_grant"
    assert (await explain(tx, who, "probe", UUID(int=1))).verdict == "no_record"
