"""Public holidays and make-up workdays of mainland China.

Three sources, best first:
- *published*: the State Council's notice for the year, as packaged by `chinese_calendar`
  (holidays and make-up workdays both);
- *statutory*: a year not yet announced, 2027 to 2036. The 13 days the law itself names (放假办法
  of 2024-11-10); which weekends move is unknown, so there are no make-up workdays;
- *solar*: later years. New Year, Qingming, Labour Day and National Day only.

A company that needs more enters special days on its calendar; they win over all of this.
"""

from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from typing import Literal

from chinese_calendar import constants


class HolidaySource(StrEnum):
    """How well a year's holidays are known."""

    PUBLISHED = "published"
    STATUTORY = "statutory"
    SOLAR = "solar"


# Spring Festival, Dragon Boat and Mid-Autumn by the lunar calendar of GB/T 33661-2017.
_LUNAR: dict[int, tuple[date, date, date]] = {
    2027: (date(2027, 2, 6), date(2027, 6, 9), date(2027, 9, 15)),
    2028: (date(2028, 1, 26), date(2028, 5, 28), date(2028, 10, 3)),
    2029: (date(2029, 2, 13), date(2029, 6, 16), date(2029, 9, 22)),
    2030: (date(2030, 2, 3), date(2030, 6, 5), date(2030, 9, 12)),
    2031: (date(2031, 1, 23), date(2031, 6, 24), date(2031, 10, 1)),
    2032: (date(2032, 2, 11), date(2032, 6, 12), date(2032, 9, 19)),
    2033: (date(2033, 1, 31), date(2033, 6, 1), date(2033, 9, 8)),
    2034: (date(2034, 2, 19), date(2034, 6, 20), date(2034, 9, 27)),
    2035: (date(2035, 2, 8), date(2035, 6, 10), date(2035, 9, 16)),
    2036: (date(2036, 1, 28), date(2036, 5, 30), date(2036, 10, 4)),
}

_NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "抗战胜利纪念日",
}


def china_source(year: int) -> HolidaySource:
    """Where the year's holidays come from."""
    if date(year, 10, 1) in constants.holidays:
        return HolidaySource.PUBLISHED
    return HolidaySource.STATUTORY if year in _LUNAR else HolidaySource.SOLAR


def china_day(day: date) -> tuple[Literal["holiday", "workday"], str] | None:
    """A public holiday or a make-up workday, with its Chinese name; None on an ordinary day."""
    name = _holidays(day.year).get(day)
    if name is not None:
        return "holiday", name
    moved = constants.workdays.get(day)
    if moved is not None:
        return "workday", f"{_NAMES.get(moved, moved)}调休"
    return None


@cache
def _holidays(year: int) -> dict[date, str]:
    if china_source(year) is HolidaySource.PUBLISHED:
        every = constants.holidays.items()
        return {day: _NAMES.get(name, name) for day, name in every if day.year == year}
    named = {
        date(year, 1, 1): "元旦",
        date(year, 4, _qingming(year)): "清明节",
        date(year, 5, 1): "劳动节",
        date(year, 5, 2): "劳动节",
        date(year, 10, 1): "国庆节",
        date(year, 10, 2): "国庆节",
        date(year, 10, 3): "国庆节",
    }
    if year in _LUNAR:
        spring, dragon_boat, mid_autumn = _LUNAR[year]
        # New Year's Eve and the first three days, since 2025.
        named |= {spring + timedelta(days=n): "春节" for n in range(-1, 3)}
        named |= {dragon_boat: "端午节"}
        named.setdefault(mid_autumn, "中秋节")
    return named


def _qingming(year: int) -> int:
    """The April day of Qingming in the 21st century, by the 寿星 approximation."""
    in_century = year % 100
    return int(in_century * 0.2422 + 4.81) - in_century // 4
