"""The org tree of one tenant, pure: who is above, below and beside a unit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

COMPANIES = frozenset({"group", "company"})
_WHOLE = COMPANIES | {"department"}


@dataclass(frozen=True, slots=True)
class Unit:
    """``kind``: group, company, department, team or outlet."""

    id: UUID
    kind: str
    parent: UUID | None = None


@dataclass(frozen=True)
class OrgTree:
    """All units by id. A cycle (which the write path refuses) ends where it closes."""

    units: Mapping[UUID, Unit]

    @classmethod
    def of(cls, units: Iterable[Unit]) -> "OrgTree":
        return cls({u.id: u for u in units})

    @cached_property
    def _children(self) -> Mapping[UUID, tuple[UUID, ...]]:
        below: dict[UUID, list[UUID]] = {}
        for unit in self.units.values():
            if unit.parent is not None and unit.parent in self.units:
                below.setdefault(unit.parent, []).append(unit.id)
        return {k: tuple(v) for k, v in below.items()}

    def chain(self, start: UUID) -> tuple[UUID, ...]:
        """The unit and all above it, nearest first."""
        found: dict[UUID, None] = {}
        at: UUID | None = start
        while at is not None and at in self.units and at not in found:
            found[at] = None
            at = self.units[at].parent
        return tuple(found)

    def below(self, *starts: UUID) -> frozenset[UUID]:
        """The units and everything under them."""
        return self._walk(starts, whole=True)

    def unit_scope(self, start: UUID) -> frozenset[UUID]:
        """The nearest department or company with its teams, but not the departments below it."""
        nearest = next((u for u in self.chain(start) if self.units[u].kind in _WHOLE), start)
        return self._walk((nearest,), whole=False) if nearest in self.units else frozenset()

    def company(self, start: UUID) -> UUID | None:
        """The nearest company (or group) at or above the unit."""
        return next((u for u in self.chain(start) if self.units[u].kind in COMPANIES), None)

    def closure(self) -> Iterable[tuple[UUID, UUID, int]]:
        """(ancestor, descendant, depth) of every pair, each unit its own ancestor at depth 0."""
        for unit in self.units:
            for depth, ancestor in enumerate(self.chain(unit)):
                yield ancestor, unit, depth

    def _walk(self, starts: Iterable[UUID], *, whole: bool) -> frozenset[UUID]:
        todo = [s for s in starts if s in self.units]
        found = set(todo)
        while todo:
            for child in self._children.get(todo.pop(), ()):
                if child not in found and (whole or self.units[child].kind not in _WHOLE):
                    found.add(child)
                    todo.append(child)
        return frozenset(found)
