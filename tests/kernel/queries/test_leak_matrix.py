"""Every read path × scope × field right × kind of object: what leaves equals what the oracle allows.

Every row carries a canary in a field that is hidden, masked or readable. Each path's whole answer,
errors included, is searched for canaries the actor may not see.
"""

from collections.abc import Awaitable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
import pytest
from tests.kernel.queries.world import (
    AMOUNT,
    SCOPES,
    SECRET,
    Oracle,
    World,
    actor,
    grant,
    scope_named,
)

from sortie.base.errors import AppError, InvalidError, NotFoundError
from sortie.kernel.permissions.contracts import Actor, FieldRight, Grant
from sortie.kernel.queries.contracts import Aggregate, GroupKey, GroupQuery, Query, Record, Sort
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
from sortie.kernel.tenancy.contracts import Tx

RIGHTS = {"hidden": FieldRight.HIDDEN, "masked": FieldRight.MASKED, "read": FieldRight.READ}
OBJECTS = ("probe", "c_probe")
HOLDER_LINKS = {"probe": "c_built", "c_probe": "c_custom"}


@dataclass(frozen=True)
class Case:
    """One cell of the matrix: who asks, what they may see, and everything there is."""

    tx: Tx
    world: World
    object: str
    right: FieldRight
    actor: Actor
    everyone: Actor
    oracle: Oracle

    @property
    def rows(self) -> list[Any]:
        return list(self.world.rows[self.object])

    @property
    def seen(self) -> list[Any]:
        return self.oracle.visible(self.rows)

    @property
    def readable(self) -> bool:
        return self.right is FieldRight.READ

    def clean(self, answer: Any) -> Any:
        """The answer, once no canary is in it that this actor may not see."""
        text = _text(answer)
        allowed = {r[SECRET] for r in self.seen} if self.readable else set()
        leaked = [r[SECRET] for r in self.rows if r[SECRET] in text and r[SECRET] not in allowed]
        amounts = {str(r[AMOUNT]) for r in self.seen} if self.readable else set()
        leaked += [
            a for a in (str(r[AMOUNT]) for r in self.rows) if f'"{a}"' in text and a not in amounts
        ]
        assert not leaked, f"leaked {leaked[:3]} in {text[:300]}"
        return answer

    async def refused(self, asking: Awaitable[Any], path: str = SECRET) -> None:
        """Refused; where the field is hidden, word for word like a field that isn't."""
        with pytest.raises(InvalidError) as caught:
            await asking
        self.clean(caught.value)
        problem = caught.value.fields[0]
        if self.right is FieldRight.HIDDEN:
            assert problem.code == "field.unknown"
            assert path in problem.text.en
        else:
            assert problem.code == "field.not_usable"


def _text(answer: Any) -> str:
    if isinstance(answer, AppError):
        return repr((answer.params, answer.extra, answer.fields, answer.sentence("en")))
    return msgspec.json.encode(answer, enc_hook=_plain).decode()


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, (set, frozenset)) else str(value)


@pytest.fixture(params=OBJECTS)
def object_(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=list(SCOPES))
def scope(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=list(RIGHTS))
def case(request: pytest.FixtureRequest, tx: Tx, world: World, object_: str, scope: str) -> Case:
    right = RIGHTS[str(request.param)]
    post = "service" if scope == "subtree" else "team_1"
    given = grant(
        object_,
        scope_named(world, scope),
        actions="read export",
        **{SECRET: right, AMOUNT: right},
    )
    everything = Grant("root", "*", frozenset({"*"}), scope_named(world, "all"))
    return Case(
        tx,
        world,
        object_,
        right,
        actor(world, "me", given, grant("c_holder"), post=post),
        actor(world, "boss", everything),
        Oracle(world, "me", post, (given,)),
    )


async def _all(case: Case, query: Query, who: Actor | None = None) -> list[Record]:
    found: list[Record] = []
    cursor = query.cursor
    for _ in range(200):
        asked = replace(query, cursor=cursor)
        page = case.clean(await list_records(case.tx, who or case.actor, asked))
        found += page.records
        cursor = page.next
        if cursor is None:
            return found
    raise AssertionError("a list without end")


def _ids(records: list[Record]) -> list[UUID]:
    return [r.id for r in records]


def _newest_first(rows: list[Any]) -> list[UUID]:
    return [r["id"] for r in reversed(rows)]


async def test_a_list_holds_exactly_the_rows_in_scope(case: Case) -> None:
    found = await _all(case, Query(case.object, limit=9))
    assert _ids(found) == _newest_first(case.seen)
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
    found = await _all(case, query)
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
        by_secret = await _all(case, Query(case.object, search=row[SECRET]))
        may = case.readable and row["id"] in seen
        assert _ids(by_secret) == ([row["id"]] if may else [])
        by_name = await _all(case, Query(case.object, search=row["c_name"]))
        assert _ids(by_name) == ([row["id"]] if row["id"] in seen else [])
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
    assert _ids(case.clean(found)) == _newest_first(case.seen)


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
            found = await _all(case, Query(case.object, filter=tree))
            assert _ids(found) == ([row["id"]] if row in case.seen else [])


async def test_the_order_tells_nothing_of_a_field_that_is_not_readable(case: Case) -> None:
    for descending in (False, True):
        query = Query(case.object, sort=(Sort(AMOUNT, descending),), limit=9)
        if not case.readable:
            await case.refused(list_records(case.tx, case.actor, query), AMOUNT)
            continue
        found = await _all(case, query)
        wanted = sorted(case.seen, key=lambda r: r[AMOUNT], reverse=descending)
        assert _ids(found) == [r["id"] for r in wanted]


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


async def test_a_path_through_a_link_keeps_the_targets_rights(case: Case) -> None:
    link = HOLDER_LINKS[case.object]
    path = f"{link}.{SECRET}"
    seen = {r["id"]: r for r in case.seen}
    holders = {h["id"]: h.get(link) for h in case.world.rows["c_holder"]}
    shown = await _all(case, Query("c_holder", fields=(link, f"{link}.c_name"), limit=50))
    for record in shown:
        target = holders[record.id]
        if target is None:
            assert record[link] is None
            continue
        title = seen[target]["c_name"] if target in seen else None
        assert record[link] == {"id": str(target), "title": title}
        assert record[f"{link}.c_name"] == title
    asked = Query("c_holder", fields=(path,), limit=50)
    if case.right is FieldRight.HIDDEN:
        await case.refused(list_records(case.tx, case.actor, asked), path)
    else:
        for record in await _all(case, asked):
            target = holders[record.id]
            may = case.readable and target in seen
            assert (
                (record[path] == seen[target][SECRET]) if may else (record[path] in {None, "****"})
            )


async def test_a_path_through_a_link_can_not_be_asked_beyond_its_rights(case: Case) -> None:
    link = HOLDER_LINKS[case.object]
    path = f"{link}.{SECRET}"
    seen = {r["id"] for r in case.seen}
    for row in case.rows[::9]:
        tree = {"field": path, "op": "eq", "value": row[SECRET]}
        query = Query("c_holder", filter=tree)
        if not case.readable:
            await case.refused(list_records(case.tx, case.actor, query), path)
        else:
            wanted = [h["id"] for h in case.world.rows["c_holder"] if h.get(link) == row["id"]]
            found = await _all(case, query)
            assert sorted(_ids(found)) == (sorted(wanted) if row["id"] in seen else [])
        by_name = {"field": f"{link}.c_name", "op": "eq", "value": row["c_name"]}
        found = await _all(case, Query("c_holder", filter=by_name))
        assert bool(found) is (
            row["id"] in seen and any(h.get(link) == row["id"] for h in case.world.rows["c_holder"])
        )
    grouped = GroupQuery("c_holder", (GroupKey(path),))
    sorted_ = Query("c_holder", sort=(Sort(path),))
    if not case.readable:
        await case.refused(aggregate(case.tx, case.actor, grouped), path)
        await case.refused(list_records(case.tx, case.actor, sorted_), path)
    else:
        case.clean(await aggregate(case.tx, case.actor, grouped))
        case.clean(await list_records(case.tx, case.actor, sorted_))


async def test_a_multi_link_shows_titles_only_of_targets_in_scope(case: Case) -> None:
    link = HOLDER_LINKS[case.object] + "s"
    seen = {r["id"]: r["c_name"] for r in case.seen}
    holders = {h["id"]: h.get(link) for h in case.world.rows["c_holder"]}
    for record in await _all(case, Query("c_holder", fields=(link,), limit=50)):
        wanted = [{"id": str(t), "title": seen.get(t)} for t in holders[record.id] or ()]
        assert record[link] == wanted


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
    found = await _all(case, Query("probe_line", limit=20))
    wanted = {x["id"] for x in case.world.rows["probe_line"] if x["probe"] in parents | trashed}
    assert {r.id for r in found} == wanted
    assert len(found) == len(wanted)
    assert await count(case.tx, case.actor, "probe_line") == len(wanted)
    for line in case.world.rows["probe_line"][::7]:
        search = await _all(case, Query("probe_line", search=line["note"]))
        assert _ids(search) == ([line["id"]] if line["id"] in wanted else [])


async def test_the_catalogue_tells_no_hidden_field(case: Case) -> None:
    told = {o["name"]: o for o in await describe(case.tx, case.actor)}
    assert "user" not in told
    rights = {f["name"]: f["right"] for f in told[case.object]["fields"]}
    if case.right is FieldRight.HIDDEN:
        assert SECRET not in rights
        assert SECRET not in _text(told)
    else:
        assert rights[SECRET] == case.right.name.lower()


async def test_ids_are_sifted_by_scope(case: Case) -> None:
    every = [r["id"] for r in case.rows]
    reached = {
        r["id"] for r in case.rows if any(case.oracle.reaches(g, r) for g in case.oracle.grants)
    }
    assert await visible_ids(case.tx, case.actor, case.object, every) == reached
    assert await visible_ids(case.tx, case.actor, case.object, every, "update") == set()
