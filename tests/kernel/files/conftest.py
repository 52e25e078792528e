"""The files room, with records that a test declares visible."""

from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass, field
from uuid import UUID

import pytest

from sortie.apps.composition import Kernel
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.tenancy.contracts import Tx


@dataclass
class Sight:
    """Stands for queries, which this floor may not know: who sees which record."""

    seen: set[tuple[UUID | None, UUID]] = field(default_factory=set)

    async def __call__(
        self, _tx: Tx, actor: Actor, _object: str, records: Collection[UUID]
    ) -> set[UUID]:
        return {x for x in records if (actor.user_id, x) in self.seen}


@pytest.fixture
async def sight(kernel: Kernel) -> AsyncIterator[Sight]:
    before, kernel.files.sees = kernel.files.sees, Sight()
    assert isinstance(kernel.files.sees, Sight)
    yield kernel.files.sees
    kernel.files.sees = before
