"""Work cut into stretches by surcharge: holiday, out of hours, night, ordinary."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from sortie.base.calendar import WorkCalendar, is_working
from sortie.domains.settlement.contracts import BandKind, TimeBand

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class BilledTime:
    """Whole minutes in one band; `band` is empty for ordinary time."""

    band: str
    percent: Decimal
    minutes: int


def banded(
    work: Iterable[tuple[datetime, datetime]], bands: Sequence[TimeBand], calendar: WorkCalendar
) -> list[BilledTime]:
    """The minutes of work by band, in the order worked; neighbours of one band are one.

    Each minute is judged at its beginning; a minute begun at the end of the work counts whole.
    """
    found: list[BilledTime] = []
    for start, end in work:
        at, left = start.astimezone(UTC), -(-(end - start) // _MINUTE)
        for _ in range(left):
            band = _band(at, bands, calendar)
            name, percent = (str(band.kind), band.percent) if band else ("", Decimal(0))
            if found and found[-1].band == name and found[-1].percent == percent:
                found[-1] = BilledTime(name, percent, found[-1].minutes + 1)
            else:
                found.append(BilledTime(name, percent, 1))
            at += _MINUTE
    return found


def _band(at: datetime, bands: Sequence[TimeBand], calendar: WorkCalendar) -> TimeBand | None:
    fitting = [band for band in bands if _applies(at, band, calendar)]
    return max(fitting, key=lambda band: band.percent, default=None)


def _applies(at: datetime, band: TimeBand, calendar: WorkCalendar) -> bool:
    local = at.astimezone(calendar.zone)
    match band.kind:
        case BandKind.HOLIDAY:
            return calendar.day(local.date()).reason == "holiday"
        case BandKind.OFF_HOURS:
            return not is_working(calendar, at)
        case BandKind.NIGHT:
            clock = local.time()
            if band.start <= band.end:
                return band.start <= clock < band.end
            return clock >= band.start or clock < band.end
