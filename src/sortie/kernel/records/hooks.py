"""What rooms hang on the write path of objects: guards before, consequences after, commands."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, cast

from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.records.contracts import Change, CommandCall, Draft, Stored
from sortie.kernel.tenancy.contracts import Tx

type Before = Callable[[Tx, Actor, Draft], Awaitable[None]]
type After = Callable[[Tx, Actor, Change], Awaitable[None]]
type CommandHandler = Callable[[Tx, Actor, Stored, CommandCall], Awaitable[Stored]]

EVERY_OBJECT = "*"


@dataclass(slots=True)
class Hooks:
    """All hooks of one kernel; they run in the order they were registered, "*" first."""

    _before: dict[str, list[Before]] = field(default_factory=dict)
    _after: dict[str, list[After]] = field(default_factory=dict)
    _commands: dict[tuple[str, str], CommandHandler] = field(default_factory=dict)
    timeline_providers: list[Any] = field(default_factory=list)

    def before(self, object_: str, hook: Before) -> None:
        """Run ``hook`` before each write of ``object_`` ("*": any); it may change or refuse."""
        self._before.setdefault(object_, []).append(hook)

    def after(self, object_: str, hook: After) -> None:
        """Run ``hook`` after each write of ``object_`` ("*": any), in the same transaction."""
        self._after.setdefault(object_, []).append(hook)

    def command(self, object_: str, command: str, handler: CommandHandler) -> None:
        """Let ``handler`` do what ``command`` means; rights, state and reason were checked."""
        if (object_, command) in self._commands:
            msg = f"{object_}.{command} has a handler already"
            raise ValueError(msg)
        self._commands[object_, command] = handler

    def handler(self, object_: str, command: str) -> CommandHandler | None:
        return self._commands.get((object_, command))

    def timeline(self, provider: Any) -> None:
        """Let another room add its items to every record's history: see TimelineProvider."""
        self.timeline_providers.append(provider)

    async def run_before(self, tx: Tx, actor: Actor, draft: Draft) -> None:
        for name in (EVERY_OBJECT, draft.object.name):
            for hook in self._before.get(name, ()):
                await hook(tx, actor, draft)

    async def run_after(self, tx: Tx, actor: Actor, change: Change) -> None:
        for name in (EVERY_OBJECT, change.object.name):
            for hook in self._after.get(name, ()):
                await hook(tx, actor, change)


def hooks_of(tx: Tx) -> Hooks:
    """The hooks of the kernel this transaction belongs to."""
    return cast("Hooks", tx.state["kernel"].hooks)
