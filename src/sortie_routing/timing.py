"""Small sums over time: windows cut by windows, travel through breaks, the first beginning."""

from collections.abc import Iterable, Sequence

from sortie_routing.problem import Window

type Spans = tuple[tuple[int, int], ...]
"""Sorted spans that don't overlap, half-open, in seconds."""


def merged(windows: Iterable[Window]) -> Spans:
    """The same time as sorted spans that don't overlap; empty windows vanish."""
    found: list[tuple[int, int]] = []
    for window in sorted(windows):
        if window.end_s == window.start_s:
            continue
        if found and window.start_s <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], window.end_s))
        else:
            found.append((window.start_s, window.end_s))
    return tuple(found)


def clipped(spans: Spans, start_s: int, end_s: int) -> Spans:
    """The spans inside start..end."""
    return tuple((max(a, start_s), min(b, end_s)) for a, b in spans if a < end_s and b > start_s)


def without(spans: Spans, holes: Spans) -> Spans:
    """The spans with the holes cut out."""
    found: list[tuple[int, int]] = []
    for start, end in spans:
        at = start
        for a, b in holes:
            if b <= at or a >= end:
                continue
            if a > at:
                found.append((at, a))
            at = max(at, b)
        if at < end:
            found.append((at, end))
    return tuple(found)


def travelled(depart_s: int, travel_s: int, breaks: Spans) -> int:
    """When one arrives: travel rests during breaks."""
    at, left = depart_s, travel_s
    for start, end in breaks:
        if end <= at:
            continue
        if at + left <= start:
            break
        if start > at:
            left -= start - at
        at = end
    return at + left


def first_begin(arrive_s: int, duration_s: int, windows: Spans, breaks: Spans) -> int | None:
    """The first moment from `arrive_s` on when work fits: begins in a window, meets no break."""
    for start, end in windows:
        if end <= arrive_s:
            continue
        begin = max(start, arrive_s)
        for break_start, break_end in breaks:
            if break_start >= begin + duration_s:
                break
            begin = max(begin, break_end)
        if begin < end:
            return begin
    return None


def fits_any(duration_s: int, windows: Spans, free: Sequence[tuple[int, int]]) -> bool:
    """Whether work of this length fits a free span and begins in a window."""
    return any(
        max(w_start, f_start) < w_end and max(w_start, f_start) + duration_s <= f_end
        for w_start, w_end in windows
        for f_start, f_end in free
    )
