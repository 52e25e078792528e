"""Rows the program chooses: its filter asks no rights, what is shown of them does."""

import pytest
from tests.kernel.queries.matrix import HOLDER_LINKS, Case, ids
from tests.kernel.queries.world import ALL, AMOUNT, SECRET, World, actor, grant

from sortie.kernel.permissions.contracts import FieldRight, Scope, ScopeKind
from sortie.kernel.queries.contracts import Chosen, Sort, among, where
from sortie.kernel.queries.service import choose, get_record
from sortie.kernel.tenancy.contracts import Tx

NONE = Scope(ScopeKind.FILTER, filter={"field": "id", "op": "in", "value": []})


async def test_rows_chosen_by_a_hidden_field_are_shown_without_it(case: Case) -> None:
    wanted = Chosen(case.object, where(AMOUNT, "gt", "1000"), ("c_name", SECRET), (Sort(AMOUNT),))
    found = case.clean(await choose(case.tx, case.actor, wanted))
    chosen = sorted((r for r in case.seen if r[AMOUNT] > 1000), key=lambda r: (r[AMOUNT], r["id"]))
    assert ids(found) == [r["id"] for r in chosen]
    for record in found:
        if case.right is FieldRight.HIDDEN:
            assert SECRET not in record.values
        else:
            assert (SECRET in record.masked) is (case.right is FieldRight.MASKED)


async def test_a_lent_row_is_read_beyond_the_scope_and_no_field_more(case: Case) -> None:
    every = [r["id"] for r in case.rows if r["deleted_at"] is None]
    lent = case.actor.lend(**{case.object: every})
    found = await choose(case.tx, lent, Chosen(case.object, among(every), (SECRET, "c_name")))
    assert set(ids(found)) == set(every)
    for record in found:
        shown = record.get(SECRET, "")
        assert (shown == {r["id"]: r[SECRET] for r in case.rows}[record.id]) is case.readable


async def test_a_lent_row_keeps_its_place_behind_a_link(case: Case) -> None:
    """A path and a title lead to what is lent, and to nothing beside it."""
    link = HOLDER_LINKS[case.object]
    holder = next(h for h in case.world.rows["c_holder"] if h.get(link))
    target = next(r for r in case.rows if r["id"] == holder[link])
    lent = case.actor.lend(**{case.object: [target["id"]]})
    asked = Chosen("c_holder", among([holder["id"]]), (link, f"{link}.c_name", f"{link}.{SECRET}"))
    (record,) = await choose(case.tx, lent, asked)
    assert record[link] == str(target["id"])
    assert record[f"{link}.c_name"] == target["c_name"]
    assert (record.get(f"{link}.{SECRET}") == target[SECRET]) is case.readable


async def test_of_a_lent_row_the_narrowest_of_ones_grants_shows(tx: Tx, world: World) -> None:
    """A wide role that doesn't hold for the row doesn't widen it."""
    row = world.rows["probe"][0]
    narrow = grant("probe", NONE, role="narrow", **{SECRET: FieldRight.MASKED})
    wide = grant("probe", NONE, role="wide")
    lent = actor(world, "me", narrow, wide).lend(probe=[row["id"]])
    (record,) = await choose(tx, lent, Chosen("probe", among([row["id"]]), (SECRET,)))
    assert record[SECRET] == "****"
    everything = actor(world, "me", narrow, grant("probe", ALL, role="wide"))
    lent = everything.lend(probe=[row["id"]])
    assert (await get_record(tx, lent, "probe", row["id"]))[SECRET] == row[SECRET]


async def test_lending_gives_nothing_to_who_has_no_grant(tx: Tx, world: World) -> None:
    row = world.rows["probe"][0]
    stranger = actor(world, "me", grant("c_holder")).lend(probe=[row["id"]])
    assert await choose(tx, stranger, Chosen("probe", among([row["id"]]))) == ()


async def test_details_of_a_lent_row_are_lent_with_it(tx: Tx, world: World) -> None:
    row = world.rows["probe"][0]
    nobody = actor(world, "me", grant("probe", NONE), grant("probe_line", note=FieldRight.HIDDEN))
    asked = Chosen("probe_line", where("probe", "eq", str(row["id"])), ("note", "qty"))
    assert await choose(tx, nobody, asked) == ()
    found = await choose(tx, nobody.lend(probe=[row["id"]]), asked)
    assert {"qty"} == set(found[0].values)


async def test_a_name_no_field_has_is_a_mistake_of_ours(tx: Tx, world: World) -> None:
    boss = actor(world, "boss", grant("probe"))
    with pytest.raises(LookupError):
        await choose(tx, boss, Chosen("probe", among([]), ("colour",)))


async def test_a_details_own_grant_may_have_a_filter(tx: Tx, world: World) -> None:
    some = Scope(ScopeKind.FILTER, filter=where("qty", "lt", 3))
    who = actor(world, "me", grant("probe"), grant("probe_line", some))
    found = await choose(tx, who, Chosen("probe_line", where("id", "not_null")))
    assert {float(r["qty"]) for r in found} == {0, 1, 2}
