"""Every read path × scope × field right × kind of object: what leaves equals what the oracle allows.

Every row carries a canary in a field that is hidden, masked or readable. Each path's whole answer,
errors included, is searched for canaries the actor may not see.
"""

from dataclasses import replace
from decimal import Decimal

import pytest
from tests.kernel.queries.matrix import (
    Case,
    every_page,
    ids,
    newest_first,
    text_of,
)
from tests.kernel.queries.world import AMOUNT, SECRET

from sortie.base.errors import NotFoundError
from sortie.kernel.permissions.contracts import FieldRight
from sortie.kernel.queries.contracts import Aggregate, GroupKey, GroupQuery, Query, Sort
from sortie.kernel.queries.service import (
    aggregate,
    count,
    describe,
    export_rows,
    get_record,
    list_records,
    options,
    visible_ids,
)


async def test_a_list_holds_exactly_the_rows_in_scope(case: Case) -> None:
    found = await every_page(case, Query(case.object, limit=9))
    assert ids(found) == newest_first(case.seen)
    secrets = {r["id"]: r[SECRET] for r in case.rows}
    for record in found:
        if case.right is FieldRight.HIDDEN:
            assert SECRET not in record.values
        elif case.right is FieldRight.MASKED:
            assert record[SECRET] == "****"
            assert SECRET in record.masked
        else:
            assert record[SECRET] == secrets[record.id]


async def test_a_field_asked_by_name_is_shown_as_the_right_says(case: Case) -> None:
    query = Query(case.object, fields=(SECRET, AMOUNT), limit=500)
    if case.right is FieldRight.HIDDEN:
        await case.refused(list_records(case.tx, case.actor, query))
        return
    found = await every_page(case, query)
    assert len(found) == len(case.seen)
    if case.right is FieldRight.MASKED:
        assert all(r[AMOUNT] is None and r[SECRET] == "****" for r in found)


async def test_a_record_out_of_scope_is_not_found(case: Case) -> None:
    seen = {r["id"] for r in case.seen}
    for row in case.rows[::3]:
        if row["id"] in seen:
            record = case.clean(await get_record(case.tx, case.actor, case.object, row["id"]))
            assert record.id == row["id"]
            assert (SECRET in record.values) is (case.right is not FieldRight.HIDDEN)
        else:
            with pytest.raises(NotFoundError) as caught:
                await get_record(case.tx, case.actor, case.object, row["id"])
            case.clean(caught.value)


async def test_a_count_counts_the_rows_in_scope(case: Case) -> None:
    assert await count(case.tx, case.actor, case.object) == len(case.seen)
    of_a = [r for r in case.seen if r["c_kind"] == "a"]
    found = await count(
        case.tx, case.actor, case.object, {"field": "c_kind", "op": "eq", "value": "a"}
    )
    assert found == len(of_a)


async def test_groups_are_of_rows_in_scope_and_by_readable_fields(case: Case) -> None:
    by_kind = await aggregate(case.tx, case.actor, GroupQuery(case.object, (GroupKey("c_kind"),)))
    told = {(g.keys[0] or {}).get("value"): g.values["count"] for g in by_kind}
    kinds = [r["c_kind"] for r in case.seen]
    assert told == {k: kinds.count(k) for k in set(kinds)}
    query = GroupQuery(case.object, (GroupKey(SECRET),))
    if case.readable:
        groups = case.clean(await aggregate(case.tx, case.actor, query))
        assert {g.keys[0] for g in groups} == {r[SECRET] for r in case.seen}
    else:
        await case.refused(aggregate(case.tx, case.actor, query))


async def test_figures_are_over_rows_in_scope_and_readable_fields(case: Case) -> None:
    figures = tuple(Aggregate(f, AMOUNT, f) for f in ("sum", "min", "max", "avg"))
    query = GroupQuery(case.object, aggregates=figures)
    if not case.readable:
        for figure in figures:
            one = GroupQuery(case.object, aggregates=(figure,))
            await case.refused(aggregate(case.tx, case.actor, one), AMOUNT)
        return
    (found,) = await aggregate(case.tx, case.actor, query)
    amounts = [r[AMOUNT] for r in case.seen]
    if not amounts:
        assert found.values["sum"] is None
        return
    assert Decimal(found.values["sum"]) == sum(amounts)
    assert Decimal(found.values["min"]) == min(amounts)
    assert Decimal(found.values["max"]) == max(amounts)


async def test_search_finds_only_what_may_be_read(case: Case) -> None:
    seen = {r["id"] for r in case.seen}
    for row in case.rows[::4]:
        by_secret = await every_page(case, Query(case.object, search=row[SECRET]))
        may = case.readable and row["id"] in seen
        assert ids(by_secret) == ([row["id"]] if may else [])
        by_name = await every_page(case, Query(case.object, search=row["c_name"]))
        assert ids(by_name) == ([row["id"]] if row["id"] in seen else [])
        assert await count(case.tx, case.actor, case.object, search=row[SECRET]) == int(may)


async def test_a_drop_down_offers_only_what_may_be_read(case: Case) -> None:
    offered = case.clean(await options(case.tx, case.actor, case.object, limit=100))
    assert {o["id"] for o in offered} == {str(r["id"]) for r in case.seen}
    for row in case.rows[::6]:
        found = await options(case.tx, case.actor, case.object, row[SECRET])
        may = case.readable and row in case.seen
        assert [o["id"] for o in found] == ([str(row["id"])] if may else [])


async def test_an_export_holds_exactly_the_rows_in_scope(case: Case) -> None:
    asked = Query(case.object, fields=("*",))
    found = [r async for r in export_rows(case.tx, case.actor, asked)]
    assert ids(case.clean(found)) == newest_first(case.seen)


async def test_a_filter_can_not_ask_a_field_that_is_not_readable(case: Case) -> None:
    for row in case.rows[::9]:
        for op, value in (
            ("eq", row[SECRET]),
            ("ne", row[SECRET]),
            ("starts_with", row[SECRET][:8]),
            ("contains", row[SECRET][3:9]),
            ("in", [row[SECRET]]),
            ("is_null", None),
        ):
            tree = {"not": {"and": [{"field": SECRET, "op": op, "value": value}]}}
            if case.readable:
                case.clean(await list_records(case.tx, case.actor, Query(case.object, filter=tree)))
                continue
            await case.refused(list_records(case.tx, case.actor, Query(case.object, filter=tree)))
            await case.refused(count(case.tx, case.actor, case.object, tree))
            await case.refused(options(case.tx, case.actor, case.object, filter=tree))
            await case.refused(aggregate(case.tx, case.actor, GroupQuery(case.object, filter=tree)))
        if case.readable:
            tree = {"field": SECRET, "op": "eq", "value": row[SECRET]}
            found = await every_page(case, Query(case.object, filter=tree))
            assert ids(found) == ([row["id"]] if row in case.seen else [])


async def test_the_order_tells_nothing_of_a_field_that_is_not_readable(case: Case) -> None:
    for descending in (False, True):
        query = Query(case.object, sort=(Sort(AMOUNT, descending),), limit=9)
        if not case.readable:
            await case.refused(list_records(case.tx, case.actor, query), AMOUNT)
            continue
        found = await every_page(case, query)
        wanted = sorted(case.seen, key=lambda r: r[AMOUNT], reverse=descending)
        assert ids(found) == [r["id"] for r in wanted]


async def test_a_cursor_of_someone_else_gives_no_more_than_ones_own(case: Case) -> None:
    by_secret = Query(case.object, sort=(Sort(SECRET),), limit=5)
    for query in (Query(case.object, limit=5), by_secret):
        first = await list_records(case.tx, case.everyone, query)
        replayed = replace(query, cursor=first.next)
        if query is by_secret and not case.readable:
            await case.refused(list_records(case.tx, case.actor, replayed))
            continue
        found = case.clean(await list_records(case.tx, case.actor, replayed))
        assert {r.id for r in found.records} <= {r["id"] for r in case.seen}


async def test_details_are_seen_exactly_where_their_parent_is(case: Case) -> None:
    if case.object != "probe":
        return
    parents = {r["id"] for r in case.oracle.visible(case.rows)}
    # a parent in the trash keeps its own scope: the detail follows the scope, not the trash
    trashed = {
        r["id"]
        for r in case.rows
        if r["deleted_at"] and any(case.oracle.reaches(g, r) for g in case.oracle.grants)
    }
    found = await every_page(case, Query("probe_line", limit=20))
    wanted = {x["id"] for x in case.world.rows["probe_line"] if x["probe"] in parents | trashed}
    assert {r.id for r in found} == wanted
    assert len(found) == len(wanted)
    assert await count(case.tx, case.actor, "probe_line") == len(wanted)
    for line in case.world.rows["probe_line"][::7]:
        search = await every_page(case, Query("probe_line", search=line["note"]))
        assert ids(search) == ([line["id"]] if line["id"] in wanted else [])


async def test_the_catalogue_tells_no_hidden_field(case: Case) -> None:
    told = {o["name"]: o for o in await describe(case.tx, case.actor)}
    assert "user" not in told
    rights = {f["name"]: f["right"] for f in told[case.object]["fields"]}
    if case.right is FieldRight.HIDDEN:
        assert SECRET not in rights
        assert SECRET not in text_of(told)
    else:
        assert rights[SECRET] == case.right.name.lower()


async def test_ids_are_sifted_by_scope(case: Case) -> None:
    every = [r["id"] for r in case.rows]
    reached = {
        r["id"] for r in case.rows if any(case.oracle.reaches(g, r) for g in case.oracle.grants)
    }
    assert await visible_ids(case.tx, case.actor, case.object, every) == reached
    assert await visible_ids(case.tx, case.actor, case.object, every, "update") == set()
