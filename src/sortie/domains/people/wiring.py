"""How the people room is bolted into the kernel: objects, guards, events, the daily reminder."""

from datetime import timedelta
from typing import Any

from sortie.domains.people import repository, rules
from sortie.domains.people.contracts import (
    EVENTS,
    LeaveOverlapError,
    ShiftOverlapError,
)
from sortie.domains.people.jobs import apply_pattern, certificate_reminders
from sortie.domains.people.objects import OBJECTS
from sortie.domains.people.service import leaves, patterns
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.records.contracts import Change, Draft
from sortie.kernel.tenancy.contracts import Tx

_LONGEST_SHIFT = timedelta(hours=26)
_LONGEST_LEAVE = timedelta(days=190)


async def _check_shift_type(_tx: Tx, _actor: Actor, draft: Draft) -> None:
    if "segments" in draft.changed:
        rules.segments_of(draft.get("segments"))


async def _check_pattern(_tx: Tx, _actor: Actor, draft: Draft) -> None:
    if "cycle" in draft.changed and (anchor := draft.get("anchor")):
        rules.pattern_of(draft.get("cycle"), anchor)


async def _check_shift(tx: Tx, _actor: Actor, change: Change) -> None:
    after = change.after
    rules.check_span(after["starts_at"], after["ends_at"], longest=_LONGEST_SHIFT)
    if after.get("state") == "cancelled":
        return
    # two planners at once: the second waits here, then sees the first one's shift
    await repository.hold_roster(tx, after["user"])
    if await repository.overlapping_shift(
        tx, after["user"], after["starts_at"], after["ends_at"], after.id
    ):
        name = await repository.person_name(tx, after["user"])
        raise ShiftOverlapError(name=name)


async def _check_leave(tx: Tx, _actor: Actor, change: Change) -> None:
    after = change.after
    rules.check_span(after["starts_at"], after["ends_at"], longest=_LONGEST_LEAVE)
    if after.get("state") in {"rejected", "withdrawn", "cancelled"}:
        return
    other = await repository.overlapping_leave(
        tx, after["user"], after["starts_at"], after["ends_at"], after.id
    )
    if other is not None:
        raise LeaveOverlapError(
            start=f"{other['starts_at']:%F %R}", end=f"{other['ends_at']:%F %R}"
        )


async def _tell_leave(tx: Tx, actor: Actor, change: Change) -> None:
    if change.command in {"approve", "reject", "cancel"}:
        await leaves.tell(tx, actor, change.after)


def install(kernel: Any) -> None:
    """Register everything this room owns."""
    kernel.objects.add(*OBJECTS)
    kernel.events.add(*EVENTS)
    kernel.hooks.before("shift_type", _check_shift_type)
    kernel.hooks.before("shift_pattern", _check_pattern)
    kernel.hooks.after("shift", _check_shift)
    kernel.hooks.after("leave", _check_leave)
    kernel.hooks.after("leave", _tell_leave)
    kernel.jobs.add("people.certificate_reminders", certificate_reminders, cron="10 7 * * *")
    kernel.jobs.add(patterns.JOB, apply_pattern)
