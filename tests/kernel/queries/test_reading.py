"""Lists, single records and figures, against what was put in."""

from tests.kernel.queries.world import World, actor, grant

from sortie.kernel.queries.contracts import Query
from sortie.kernel.queries.service import (
    list_records,
)
from sortie.kernel.tenancy.contracts import Tx


async def test_a_list_comes_page_by_page_in_its_order_and_once(tx: Tx, world: World) -> None:
    who = actor(world, "me", grant("probe"), grant("probe_place"), grant("user"))
    wanted = [str(r["id"]) for r in reversed(world.rows["probe"]) if r["deleted_at"] is None]
    seen: list[str] = []
    cursor = None
    while True:
        page = await list_records(tx, who, Query("probe", limit=7, cursor=cursor))
        seen += [str(r.id) for r in page.records]
        cursor = page.next
        if cursor is None:
            break
    assert seen == wanted
