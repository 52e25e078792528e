from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sortie.domains.dispatch.rules.act_time import OLDEST, SLACK, TimeFlag, judge_time

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SPANS = st.timedeltas(timedelta(days=-40), timedelta(days=40))
MOMENTS = SPANS.map(lambda span: NOW + span)
OFFSETS = st.one_of(st.none(), st.integers(-(2**40), 2**40))


@given(MOMENTS, OFFSETS, st.one_of(st.none(), MOMENTS), st.integers(1, 720))
def test_the_time_that_counts_is_never_in_the_future_nor_older_than_the_company_allows(
    said: datetime, offset: int | None, after: datetime | None, hours: int
) -> None:
    oldest = timedelta(hours=hours)
    found = judge_time(said, offset, now=NOW, after=after, oldest=oldest)
    assert NOW - oldest <= found.at <= NOW


@given(MOMENTS, OFFSETS, st.timedeltas(timedelta(0), timedelta(days=40)))
def test_the_time_that_counts_is_never_before_the_act_before_it(
    said: datetime, offset: int | None, ago: timedelta
) -> None:
    after = NOW - ago
    assert judge_time(said, offset, now=NOW, after=after).at >= after


@given(MOMENTS, OFFSETS, st.one_of(st.none(), MOMENTS))
def test_a_time_that_is_not_believed_counts_from_when_it_came_and_is_flagged(
    said: datetime, offset: int | None, after: datetime | None
) -> None:
    found = judge_time(said, offset, now=NOW, after=after)
    if found.flag is not None:
        assert found.at == NOW
    elif after is None or after <= NOW:
        assert abs(found.at - (said + timedelta(milliseconds=offset or 0))) <= SLACK


@given(st.timedeltas(timedelta(0), OLDEST), st.integers(-(2**31), 2**31))
def test_a_true_time_by_a_wrong_clock_that_knows_its_error_is_found_again(
    ago: timedelta, offset: int
) -> None:
    happened = NOW - ago
    by_device = happened - timedelta(milliseconds=offset)
    assert judge_time(by_device, offset, now=NOW).at == happened


@given(
    st.lists(st.tuples(SPANS, OFFSETS, st.timedeltas(timedelta(0), timedelta(days=2))), max_size=8)
)
def test_acts_in_a_row_never_run_backwards(
    acts: list[tuple[timedelta, int | None, timedelta]],
) -> None:
    now, last = NOW, NOW
    for span, offset, later in acts:
        now += later
        found = judge_time(NOW + span, offset, now=now, after=last)
        assert last <= found.at <= now
        last = found.at


@pytest.mark.parametrize(
    ("said", "flag"),
    [
        (NOW + 2 * MINUTE, TimeFlag.FUTURE),
        (NOW + MINUTE / 2, None),
        (NOW - timedelta(hours=73), TimeFlag.TOO_OLD),
        (NOW - timedelta(hours=3), TimeFlag.BEFORE_PREVIOUS),
        (NOW - timedelta(hours=2, seconds=30), None),
        (NOW - timedelta(hours=1), None),
    ],
)
def test_each_bound_has_its_flag_and_a_minute_of_slack(
    said: datetime, flag: TimeFlag | None
) -> None:
    assert judge_time(said, 0, now=NOW, after=NOW - timedelta(hours=2)).flag is flag
