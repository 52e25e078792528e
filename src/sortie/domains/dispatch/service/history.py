"""Promises of jobs that were done before the program knew of them: imports and the demo."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sortie.base.calendar import WorkCalendar
from sortie.domains.dispatch.contracts import SlaPolicy
from sortie.domains.dispatch.rules import sla


def clocks_kept(
    pair: tuple[SlaPolicy, WorkCalendar],
    priority: str,
    started_at: datetime,
    met: Mapping[str, datetime],
    *,
    redone: tuple[datetime, datetime] | None = None,
) -> list[dict[str, Any]]:
    """The clocks of a finished job as the values of their records, but for the order.

    ``met``: target to when it was met. ``redone``: when it first seemed finished, and when that
    was taken back.
    """
    policy, calendar = pair
    found = []
    for clock in sla.start_clocks(policy, priority, started_at):
        target, at = clock.target.value, met[clock.target.value]
        kept = clock
        if redone is not None and target == "finish":
            kept = sla.reopen(sla.meet(kept, redone[0]), redone[1])
        kept = sla.meet(kept, at)
        due = sla.due_at(calendar, kept, at)
        warn = sla.reached_at(calendar, kept, policy.warn_percent[0], at)
        late = at > due
        found.append({
            "target": target, "started_at": started_at, "minutes": clock.minutes,
            "pauses": sla.pauses_to_plain(kept.pauses), "due_at": due, "warn_at": warn,
            "met_at": at, "breached_at": due if late else None,
            "warned_level": 2 if late else int(at > warn),
        })  # fmt: skip
    return found
