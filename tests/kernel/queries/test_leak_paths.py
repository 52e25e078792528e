"""The leak matrix through links: the target keeps its own scope and field rights."""

from tests.kernel.queries.matrix import (
    HOLDER_LINKS,
    Case,
    every_page,
    ids,
)
from tests.kernel.queries.world import SECRET

from sortie.kernel.permissions.contracts import FieldRight
from sortie.kernel.queries.contracts import GroupKey, GroupQuery, Query, Sort
from sortie.kernel.queries.service import (
    aggregate,
    list_records,
)


async def test_a_path_through_a_link_keeps_the_targets_rights(case: Case) -> None:
    link = HOLDER_LINKS[case.object]
    path = f"{link}.{SECRET}"
    seen = {r["id"]: r for r in case.seen}
    holders = {h["id"]: h.get(link) for h in case.world.rows["c_holder"]}
    shown = await every_page(case, Query("c_holder", fields=(link, f"{link}.c_name"), limit=50))
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
        for record in await every_page(case, asked):
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
            found = await every_page(case, query)
            assert sorted(ids(found)) == (sorted(wanted) if row["id"] in seen else [])
        by_name = {"field": f"{link}.c_name", "op": "eq", "value": row["c_name"]}
        found = await every_page(case, Query("c_holder", filter=by_name))
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
    for record in await every_page(case, Query("c_holder", fields=(link,), limit=50)):
        wanted = [{"id": str(t), "title": seen.get(t)} for t in holders[record.id] or ()]
        assert record[link] == wanted
