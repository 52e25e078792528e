"""One cell of the leak matrix: who asks, what they may see, and the search for canaries."""

from collections.abc import Awaitable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import msgspec
import pytest
from tests.kernel.queries.world import (
    AMOUNT,
    SECRET,
    Oracle,
    World,
    actor,
    grant,
    scope_named,
)

from sortie.base.errors import AppError, InvalidError
from sortie.kernel.permissions.contracts import Actor, FieldRight, Grant
from sortie.kernel.queries.contracts import Query, Record
from sortie.kernel.queries.service import list_records
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
        text = text_of(answer)
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


def text_of(answer: Any) -> str:
    if isinstance(answer, AppError):
        return repr((answer.params, answer.extra, answer.fields, answer.sentence("en")))
    return msgspec.json.encode(answer, enc_hook=_plain).decode()


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, (set, frozenset)) else str(value)


def make_case(tx: Tx, world: World, object_: str, scope: str, right: FieldRight) -> Case:
    """``me`` holds one grant under test; the holder of links to it is open."""
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


async def every_page(case: Case, query: Query, who: Actor | None = None) -> list[Record]:
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


def ids(records: list[Record]) -> list[UUID]:
    return [r.id for r in records]


def newest_first(rows: list[Any]) -> list[UUID]:
    return [r["id"] for r in reversed(rows)]
