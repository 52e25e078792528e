"""The parts of a statement under construction: parameters, tables in it, and the asker."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sortie.base import db
from sortie.kernel.objects.contracts import Catalog, Field, Object
from sortie.kernel.permissions.contracts import Action, Actor
from sortie.kernel.queries.access import Access, access

_SLOT = re.compile(r"\$(\d+)")


def _number(slot: str) -> int:
    found = _SLOT.match(slot)
    return int(found[1]) if found else 0


@dataclass(slots=True)
class Parameters:
    """Positional parameters; the same value of the same type is sent once."""

    values: list[Any] = field(default_factory=list)
    _seen: dict[tuple[type, Any], str] = field(default_factory=dict)

    def add(self, value: Any, cast: str = "") -> str:
        """``$n`` or ``$n::cast``. One parameter has one type, so the cast is part of its key."""
        key = (type(value), (cast, tuple(value) if isinstance(value, list) else value))
        try:
            found = self._seen.get(key)
        except TypeError:
            return self._append(value, cast)
        if found is None:
            found = self._seen[key] = self._append(value, cast)
        return found

    def mark(self) -> int:
        return len(self.values)

    def undo(self, mark: int) -> None:
        """Forget what was added since ``mark``: its SQL isn't used after all."""
        del self.values[mark:]
        self._seen = {k: v for k, v in self._seen.items() if _number(v) <= mark}

    def _append(self, value: Any, cast: str) -> str:
        self.values.append(value)
        return f"${len(self.values)}::{cast}" if cast else f"${len(self.values)}"


@dataclass(slots=True, eq=False)
class Source:
    """One table in a statement under an alias.

    ``keep`` collects the physical columns an outer level needs from an inner one.
    """

    alias: str
    object: Object
    access: Access
    trusted: bool = False
    keep: dict[str, None] | None = None

    def column(self, name: str) -> str:
        """A physical column of this table, as SQL."""
        if self.keep is not None:
            self.keep[name] = None
        return f"{self.alias}.{quote(name)}"

    def of(self, field_: Field) -> str:
        return self.column(field_.column or field_.name)


# names come from the catalogue, so there are few of them
quote = lru_cache(maxsize=65_536)(db.quote)


type Condition = Callable[["Build", Source, Mapping[str, Any]], str]


@dataclass(slots=True, eq=False)
class Build:
    """One statement being written, for one actor at one moment.

    ``condition`` compiles a filter tree: given, because filters need scopes and scopes filters.

    ``trusted`` paths (inside an administrator's scope filter) ask no rights: the filter says
    itself what it reaches.
    """

    catalog: Catalog
    actor: Actor
    schema: str
    now: datetime
    zone: ZoneInfo
    condition: Condition
    params: Parameters = field(default_factory=Parameters)
    joins: list[str] = field(default_factory=list)
    joined: dict[tuple[str, str], Source] = field(default_factory=dict)
    counter: int = 0

    def table(self, obj: Object) -> str:
        return f"{quote(self.schema)}.{quote(obj.table or 'o_' + obj.name)}"

    def kernel_table(self, name: str) -> str:
        return f"{quote(self.schema)}.{quote(name)}"

    def alias(self, prefix: str = "j") -> str:
        self.counter += 1
        return f"{prefix}{self.counter}"

    def source(self, obj: Object, alias: str, *actions: Action) -> Source:
        return Source(alias, obj, access(self.catalog, self.actor, obj, *(actions or ("read",))))

    def arg(self, value: Any, cast: str = "") -> str:
        return self.params.add(value, cast)

    def uuids(self, values: Sequence[Any] | frozenset[Any]) -> str:
        return self.params.add(sorted(values), "uuid[]")

    def done(self, sql: str) -> "Statement":
        """The statement, without the parameters that no part of it uses: PostgreSQL refuses those."""
        used = sorted({int(n) for n in _SLOT.findall(sql)})
        values = self.params.values
        if len(used) == len(values):
            return Statement(sql, tuple(values))
        new = {old: at for at, old in enumerate(used, 1)}
        renumbered = _SLOT.sub(lambda slot: f"${new[int(slot[1])]}", sql)
        return Statement(renumbered, tuple(values[n - 1] for n in used))

    def restart_joins(self) -> None:
        """Joins made from here on belong to the next outer level of the statement."""
        self.joins = []
        self.joined = {}


@dataclass(frozen=True, slots=True)
class Statement:
    """Ready for asyncpg: SQL text and its arguments."""

    sql: str
    args: tuple[Any, ...]
