"""Which events exist, and who listens to them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import msgspec

from sortie.kernel.events.contracts import (
    EventDef,
    EventHandler,
    EventPayloadError,
    EventUnknownError,
    FeedEntry,
)
from sortie.kernel.tenancy.contracts import Tx


@dataclass(slots=True)
class EventRegistry:
    """Every event of every room; emitting another one is a programming error."""

    _events: dict[str, EventDef] = field(default_factory=dict)

    def add(self, *events: EventDef) -> None:
        """Raises ValueError when a name is taken: two rooms may not share an event."""
        for event in events:
            if event.name in self._events:
                msg = f"event {event.name} is registered twice"
                raise ValueError(msg)
            self._events[event.name] = event

    def all(self) -> tuple[EventDef, ...]:
        return tuple(self._events.values())

    def check(self, name: str, payload: Mapping[str, Any] | msgspec.Struct) -> Any:
        """``payload`` as plain JSON values after validation by the event's schema."""
        event = self._events.get(name)
        if event is None:
            raise EventUnknownError(name=name)
        try:
            plain = msgspec.to_builtins(payload)
            return msgspec.to_builtins(msgspec.convert(plain, event.schema))
        except msgspec.ValidationError as problem:
            raise EventPayloadError(name=name, why=str(problem)) from None


@dataclass(frozen=True, slots=True)
class Subscription:
    key: str
    prefix: str
    handler: EventHandler

    def wants(self, entry: FeedEntry) -> bool:
        """``prefix`` is a whole name or ends at a dot: ``record.visit`` isn't ``record.visitor``."""
        name = entry.name
        return not self.prefix or name == self.prefix or name.startswith(self.prefix + ".")


@dataclass(slots=True)
class Subscriptions:
    """Consumers of the feed. A ``key`` is for ever: it says what was already handled."""

    _all: dict[str, Subscription] = field(default_factory=dict)

    def on(self, name_or_prefix: str, handler: EventHandler, *, key: str) -> None:
        """Call ``handler`` for every entry so named (``record.visit`` also for its ops)."""
        if key in self._all:
            msg = f"subscription key {key} is taken"
            raise ValueError(msg)
        self._all[key] = Subscription(key, name_or_prefix.rstrip("."), handler)

    def wanting(self, entry: FeedEntry) -> Iterator[Subscription]:
        return (s for s in self._all.values() if s.wants(entry))

    def get(self, key: str) -> Subscription | None:
        return self._all.get(key)


def registry_of(tx: Tx) -> EventRegistry:
    """The registry of the kernel this transaction belongs to."""
    return cast("EventRegistry", tx.state["kernel"].events)
