"""Durations, distances and sizes in words people read, in both languages."""

from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

from sortie.base.i18n import Label

_MINUTE_S, _HOUR_S, _DAY_S = 60, 3600, 86400
_KM_M = 1000


def duration_label(duration: timedelta | int) -> Label:
    """A duration (seconds when a number) by its two largest parts: 1小时30分 / 1 h 30 min.

    Below a minute in seconds; a negative one carries its sign.
    """
    seconds = int(duration.total_seconds()) if isinstance(duration, timedelta) else duration
    sign, seconds = ("-" if seconds < 0 else ""), abs(seconds)
    days, rest = divmod(seconds, _DAY_S)
    hours, rest = divmod(rest, _HOUR_S)
    minutes, rest = divmod(rest, _MINUTE_S)
    parts = [
        (days, "天", "d"),
        (hours, "小时", "h"),
        (minutes, "分", "min"),
        (rest, "秒", "s"),
    ]
    first = next((i for i, part in enumerate(parts) if part[0]), len(parts) - 1)
    shown = [part for part in parts[first : first + 2] if part[0]] or [parts[-1]]
    zh = "".join(f"{n}{unit}" for n, unit, _ in shown)
    en = " ".join(f"{n} {unit}" for n, _, unit in shown)
    return Label(f"{sign}{zh}", f"{sign}{en}")


def distance_label(distance_m: float) -> Label:
    """Metres below a kilometre, else kilometres to one place: 850米 / 850 m, 12.3公里 / 12.3 km."""
    if round(distance_m) < _KM_M:
        return Label(f"{distance_m:.0f}米", f"{distance_m:.0f} m")
    return Label(f"{distance_m / _KM_M:.1f}公里", f"{distance_m / _KM_M:.1f} km")


def hours_of(duration: timedelta) -> Decimal:
    """A duration in hours to four places, rounded half up: what a bill multiplies by."""
    # Microseconds are whole, so the division is the only rounding.
    micros = Decimal(duration // timedelta(microseconds=1))
    hours = micros / Decimal(_HOUR_S * 1_000_000)
    return hours.quantize(Decimal("0.0001"), rounding=ROUND_HALF_UP)


def km_of(distance_m: float) -> Decimal:
    """Metres in kilometres to three places, rounded half up: what a bill multiplies by."""
    return (Decimal(repr(distance_m)) / _KM_M).quantize(Decimal("0.001"), rounding=ROUND_HALF_UP)
