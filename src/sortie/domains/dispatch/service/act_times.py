"""The stamp of an act with the time that counts in it: the phone's word, judged."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from sortie.domains.dispatch import repository
from sortie.domains.dispatch.rules import act_time
from sortie.kernel.records.contracts import Stamp
from sortie.kernel.tenancy.contracts import Tx


async def judged(tx: Tx, appointment_id: UUID | None, stamp: Stamp) -> Stamp:
    """``stamp`` with the believed time as ``occurred_at``, the device's own kept beside it.

    Judged against the visit's last move; without a visit against now alone. A stamp without a time
    of its own stays as it is: the act counts from when it came.
    """
    if stamp.occurred_at is None:
        return stamp
    known = await repository.time_bounds(tx, appointment_id) if appointment_id else None
    oldest = timedelta(hours=int(known["late_hours"])) if known and known["late_hours"] else None
    found = act_time.judge_time(
        stamp.occurred_at,
        stamp.clock_offset_ms,
        now=tx.now,
        after=known["last_at"] if known else None,
        oldest=oldest or act_time.OLDEST,
    )
    return replace(
        stamp,
        occurred_at=found.at,
        device_at=stamp.occurred_at,
        time_flag=found.flag.value if found.flag else None,
    )
