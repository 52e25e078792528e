"""The leak matrix of the answers rooms make themselves: path × field × (hidden, masked, read), and
path × object × scope.

The company's every value is a mark (`marked_company`). What a path shows is found by its marks, so a
field that a screen shows tomorrow is in the matrix by itself. Rights are changed as an administrator
changes them, in the role's grant, and rolled back.
"""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import pytest
from tests.battery.marked_company import Mark, Marked, found_marked
from tests.battery.room_paths import PATHS, ROLES, Path
from tests.factories.company import found_company

from sortie.apps.composition import Kernel
from sortie.base.db import Row
from sortie.base.errors import ForbiddenError, NotFoundError
from sortie.kernel.objects.contracts import ObjectUnknownError
from sortie.kernel.permissions import service as permissions
from sortie.kernel.permissions.contracts import Actor, system_actor
from sortie.kernel.queries import service as queries
from sortie.kernel.records import service as records
from sortie.kernel.tenancy.contracts import Tx

NOWHERE = {"field": "id", "op": "in", "value": []}
SCOPES: dict[str, dict[str, Any]] = {
    "own": {"scope_kind": "own", "scope_filter": None},
    "team": {"scope_kind": "team", "scope_filter": None},
    "unit": {"scope_kind": "unit", "scope_filter": None},
    "subtree": {"scope_kind": "subtree", "scope_filter": None},
    "all": {"scope_kind": "all", "scope_filter": None},
    "filter": {"scope_kind": "filter", "scope_filter": NOWHERE},
}
BY_NAME = pytest.mark.parametrize("path", PATHS, ids=[p.name for p in PATHS])


@asynccontextmanager
async def taken_back(tx: Tx) -> AsyncIterator[None]:
    """Whatever is changed inside is as it was afterwards."""
    await tx.execute("SAVEPOINT tried")
    try:
        yield
    finally:
        await tx.execute("ROLLBACK TO SAVEPOINT tried")


@pytest.fixture(scope="module")
async def marked(whole: Kernel) -> Marked:
    return await found_marked(await found_company(whole))


async def _who(tx: Tx, marked: Marked, path: Path) -> Actor:
    if path.who == "portal":
        return await permissions.holder_of(tx, "portal")
    return await marked.company.actor(tx, path.who)


async def _grants(tx: Tx, path: Path, object_: str) -> list[Row]:
    """The grants on an object of all the roles whoever asks the path holds."""
    roles = ["portal"] if path.who == "portal" else [ROLES[path.who], "staff"]
    return await tx.fetch(
        f"SELECT g.id, g.fields, g.default_field FROM {tx.t('o_role_grant')} g"
        f" JOIN {tx.t('o_role')} r ON r.id = g.role WHERE r.code = ANY($1) AND g.object = $2"
        f" AND g.deleted_at IS NULL",
        roles,
        object_,
    )


class Cell:
    """One try-out: rights changed, the path asked, everything taken back."""

    def __init__(self, marked: Marked, path: Path) -> None:
        self.marked, self.path = marked, path
        self.visible: set[UUID] = set()

    async def seen(
        self, object_: str = "", field: str = "", right: str = "", scope: str = ""
    ) -> set[tuple[Mark, UUID | None]]:
        """The marks in the path's answer under these rights."""
        async with self.marked.company.tx() as tx, taken_back(tx):
            await self._change(tx, object_, field, right, scope)
            actor = await _who(tx, self.marked, self.path)
            if object_:
                every = list(self.marked.rows[object_].values())
                self.visible = await queries.visible_ids(tx, actor, object_, every)
            answer = await self.path.ask(tx, actor, self.marked)
        return set(self.marked.seen_in(answer))

    async def _change(self, tx: Tx, object_: str, field: str, right: str, scope: str) -> None:
        system = system_actor(tx.tenant.id)
        for grant in await _grants(tx, self.path, object_) if object_ else ():
            values: dict[str, Any] = dict(SCOPES[scope]) if scope else {}
            if field:
                values["fields"] = {**(grant["fields"] or {}), field: right}
            await records.update(tx, system, "role_grant", grant["id"], values, version=None)


def _fields(found: Iterable[tuple[Mark, UUID | None]]) -> set[tuple[str, str]]:
    return {(mark.object, mark.field) for mark, _ in found}


async def _shown_though_not_read(cell: Cell, right: str) -> list[str]:
    """The fields a path still shows after they were hidden or masked, one by one."""
    leaks = []
    for object_, field in sorted(_fields(await cell.seen())):
        after = await cell.seen(object_, field, right)
        if (object_, field) in _fields(after):
            leaks.append(f"{cell.path.name}: {object_}.{field} although {right}")
    return leaks


@BY_NAME
async def test_a_path_shows_much_of_what_its_caller_may_read(marked: Marked, path: Path) -> None:
    shown = _fields(await Cell(marked, path).seen())
    assert len(shown) >= path.least, sorted(shown)


@BY_NAME
@pytest.mark.parametrize("right", ["hidden", "masked"])
@pytest.mark.timeout(300)
async def test_a_field_its_caller_may_not_read_is_on_no_path(
    marked: Marked, path: Path, right: str
) -> None:
    assert await _shown_though_not_read(Cell(marked, path), right) == []


@BY_NAME
async def test_nothing_is_shown_of_an_object_its_caller_has_no_grant_on(
    marked: Marked, path: Path
) -> None:
    objects = {mark.object for mark, _ in await Cell(marked, path).seen()}
    async with marked.company.tx() as tx:
        actor = await _who(tx, marked, path)
        assert [o for o in objects if not actor.may(o, "read")] == []


@BY_NAME
@pytest.mark.timeout(300)
async def test_a_row_out_of_its_callers_scope_is_on_no_path_but_a_lent_one(
    marked: Marked, path: Path
) -> None:
    cell, leaks = Cell(marked, path), []
    for object_ in sorted({mark.object for mark, _ in await cell.seen()} - path.lent):
        for scope in SCOPES:
            after = await _asked(cell, object_, scope)
            rows = {row for mark, row in after if mark.object == object_}
            if rows and not cell.visible:
                leaks.append(f"{object_} in no row of {scope}")
            leaks += [f"{object_} {r} beyond {scope}" for r in rows - {None} - cell.visible]
    assert leaks == []


async def _asked(cell: Cell, object_: str, scope: str) -> set[tuple[Mark, UUID | None]]:
    try:
        return await cell.seen(object_, scope=scope)
    except (NotFoundError, ForbiddenError, ObjectUnknownError):
        return set()


@BY_NAME
@pytest.mark.timeout(300)
async def test_the_matrix_sees_a_path_that_asks_no_rights(
    marked: Marked, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each path with its guard taken away: the matrix must tell."""
    right, record = queries.choose, queries.get_record

    async def choose(tx: Tx, actor: Actor, *asked: Any, **how: Any) -> Any:
        return await right(tx, actor.as_system(), *asked, **how)

    async def get_record(tx: Tx, actor: Actor, *asked: Any, **how: Any) -> Any:
        return await record(tx, actor.as_system(), *asked, **how)

    monkeypatch.setattr(queries, "choose", choose)
    monkeypatch.setattr(queries, "get_record", get_record)
    assert len(await _shown_though_not_read(Cell(marked, path), "hidden")) >= path.least
