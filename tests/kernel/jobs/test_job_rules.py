"""When a job runs again, and when a schedule is due."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sortie.kernel.jobs.rules import CronError, Schedule, backoff_s, last_due, parse_cron

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")


def due(cron: str, now: str, zone: ZoneInfo = SHANGHAI) -> str:
    at = datetime.fromisoformat(now).replace(tzinfo=zone)
    return f"{last_due(Schedule('x', cron), at, zone).astimezone(zone):%Y-%m-%d %H:%M}"


@given(st.integers(1, 60), st.floats(0, 0.999))
def test_waits_grow_to_an_hour_and_spread_by_half(attempt: int, chance: float) -> None:
    straight = min(3600.0, 2.0**attempt)
    assert straight * 0.5 <= backoff_s(attempt, chance) < straight * 1.5


@pytest.mark.parametrize(
    ("cron", "now", "expected"),
    [
        ("10 7 * * *", "2026-03-02 07:09", "2026-03-01 07:10"),
        ("10 7 * * *", "2026-03-02 07:10", "2026-03-02 07:10"),
        ("*/15 * * * *", "2026-03-02 00:14", "2026-03-02 00:00"),
        ("0 9-18/3 * * 1-5", "2026-03-07 12:00", "2026-03-06 18:00"),
        ("0 0 1 * *", "2026-03-02 00:00", "2026-03-01 00:00"),
        ("0 0 29 2 *", "2026-03-02 00:00", "2024-02-29 00:00"),
        ("0 8 13 * 5", "2026-03-12 09:00", "2026-03-06 08:00"),
        ("0 0 * * 7", "2026-03-02 00:00", "2026-03-01 00:00"),
    ],
)
def test_the_last_due_moment_is_in_the_tenants_own_time(cron: str, now: str, expected: str) -> None:
    assert due(cron, now) == expected


def test_a_doubled_hour_in_autumn_runs_once() -> None:
    before = datetime(2026, 10, 25, 0, 45, tzinfo=UTC)  # 02:45 for the first time
    schedule = Schedule("x", "30 2 * * *")
    first = last_due(schedule, before, BERLIN)
    assert last_due(schedule, before + timedelta(hours=1), BERLIN) == first


@pytest.mark.parametrize(
    "cron", ["", "* * * *", "60 * * * *", "a * * * *", "5-1 * * * *", "*/0 * * * *"]
)
def test_a_schedule_that_names_no_time_is_refused(cron: str) -> None:
    with pytest.raises(CronError):
        parse_cron(cron)


@given(st.datetimes(timezones=st.just(UTC)), st.integers(1, 86_400))
def test_an_interval_was_due_within_one_interval(now: datetime, every_s: int) -> None:
    at = last_due(Schedule("x", every_s=every_s), now, SHANGHAI)
    assert timedelta(0) <= now - at < timedelta(seconds=every_s)
