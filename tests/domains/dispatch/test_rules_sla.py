from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sortie.base.calendar import Segment, WorkCalendar, working_time_between
from sortie.base.errors import InvalidError
from sortie.domains.dispatch.contracts import Pause, SlaClock, SlaPolicy, SlaTarget
from sortie.domains.dispatch.rules import sla

SHANGHAI = ZoneInfo("Asia/Shanghai")
OFFICE = WorkCalendar(
    id="office",
    weekly=((Segment(540, 720), Segment(810, 1080)),) * 5 + ((), ()),
    public_holidays="CN",
)
POLICY = SlaPolicy(
    "p",
    {
        "urgent": {SlaTarget.RESPOND: 15, SlaTarget.ARRIVE: 120, SlaTarget.FINISH: 240},
        "normal": {SlaTarget.FINISH: 960},
    },
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


MONDAY = at("2026-11-23 09:00")
CLOCK = SlaClock(SlaTarget.FINISH, MONDAY, 240)


def test_the_narrowest_policy_wins() -> None:
    default = SlaPolicy("a", {}, is_default=True)
    vip = SlaPolicy("b", {}, customer_level="vip")
    deal = SlaPolicy("c", {}, contract="K1")
    stray = SlaPolicy("d", {})
    every = [stray, default, vip, deal]
    assert sla.choose_policy(every, customer_level="vip", contract="K1") is deal
    assert sla.choose_policy(every, customer_level="vip", contract=None) is vip
    assert sla.choose_policy(every, customer_level="normal", contract="K2") is default
    assert sla.choose_policy([stray, vip], customer_level=None, contract=None) is None


def test_only_what_a_priority_promises_gets_a_clock() -> None:
    urgent = sla.start_clocks(POLICY, "urgent", MONDAY)
    assert [c.target for c in urgent] == ["respond", "arrive", "finish"]
    assert len(sla.start_clocks(POLICY, "normal", MONDAY)) == 1
    assert sla.start_clocks(POLICY, "low", MONDAY) == ()


def test_the_clock_stands_over_lunch_nights_weekends_and_holidays() -> None:
    friday_late = SlaClock(SlaTarget.FINISH, at("2026-09-30 17:00"), 240)
    # One hour on Wednesday the 30th; National Day until the 7th; three hours on Thursday the 8th.
    assert sla.due_at(OFFICE, friday_late, MONDAY) == at("2026-10-08 12:00")


def test_a_pause_moves_the_due_time_by_its_working_time() -> None:
    held = sla.resume(sla.pause(CLOCK, at("2026-11-23 10:00"), "part"), at("2026-11-24 10:00"))
    assert sla.due_at(OFFICE, CLOCK, MONDAY) == at("2026-11-23 14:30")
    assert sla.due_at(OFFICE, held, at("2026-11-24 10:00")) == at("2026-11-24 14:30")


def test_a_change_of_policy_keeps_the_pauses() -> None:
    held = sla.resume(sla.pause(CLOCK, at("2026-11-23 10:00")), at("2026-11-24 10:00"))
    changed = sla.with_policy(held, SlaPolicy("q", {"high": {SlaTarget.FINISH: 60}}), "high")
    assert changed is not None
    assert changed.pauses == held.pauses
    assert sla.due_at(OFFICE, changed, MONDAY) == at("2026-11-23 10:00")
    assert sla.with_policy(held, POLICY, "low") is None


def test_done_straight_from_on_hold_keeps_the_hold_time() -> None:
    held = sla.pause(CLOCK, at("2026-11-23 10:00"), "customer")
    done = sla.meet(held, at("2026-11-27 17:00"))
    seen = sla.status(OFFICE, done, at("2026-11-30 10:00"))
    assert seen.state is sla.ClockState.MET
    assert seen.used_s == 3600
    assert done.pauses[0].end == at("2026-11-27 17:00")


def test_a_late_answer_is_missed_and_the_first_answer_counts() -> None:
    late = sla.meet(CLOCK, at("2026-11-23 15:00"))
    assert sla.status(OFFICE, late, at("2026-11-25 10:00")).state is sla.ClockState.MISSED
    assert sla.meet(late, at("2026-11-24 10:00")) == late
    just = sla.meet(CLOCK, at("2026-11-23 14:30"))
    assert sla.status(OFFICE, just, at("2026-11-25 10:00")).state is sla.ClockState.MET


def test_work_refused_by_the_customer_runs_on_where_it_stopped() -> None:
    again = sla.reopen(sla.meet(CLOCK, at("2026-11-23 11:00")), at("2026-11-24 09:00"))
    assert sla.used(OFFICE, again, at("2026-11-24 10:00")) == timedelta(hours=3)
    assert sla.due_at(OFFICE, again, at("2026-11-24 10:00")) == at("2026-11-24 11:00")


def test_warnings_come_at_75_and_100_percent_and_never_while_paused() -> None:
    def level(now: str, clock: SlaClock = CLOCK) -> int:
        return sla.warning_level(OFFICE, clock, POLICY, at(now))

    assert level("2026-11-23 11:59") == 0
    assert level("2026-11-23 12:00") == 1
    assert sla.reached_at(OFFICE, CLOCK, 75, MONDAY) == at("2026-11-23 12:00")
    assert level("2026-11-23 14:30") == 2
    assert level("2026-11-23 14:30", sla.pause(CLOCK, at("2026-11-23 14:29"))) == 0
    assert level("2026-11-23 14:30", sla.meet(CLOCK, at("2026-11-23 14:00"))) == 0


def test_a_running_clock_past_its_due_time_is_breached() -> None:
    seen = sla.status(OFFICE, CLOCK, at("2026-11-23 15:30"))
    assert (seen.state, seen.left_s, seen.percent) == (sla.ClockState.BREACHED, -3600, 125)
    paused = sla.status(OFFICE, sla.pause(CLOCK, MONDAY), at("2026-11-23 15:30"))
    assert (paused.state, paused.used_s) == (sla.ClockState.PAUSED, 0)


hours = st.integers(0, 24 * 20).map(lambda h: MONDAY.astimezone(UTC) + timedelta(hours=h))
pauses = st.lists(
    st.tuples(hours, st.integers(0, 100)).map(lambda t: Pause(t[0], t[0] + timedelta(hours=t[1]))),
    max_size=5,
).map(tuple)


@given(pauses, st.integers(1, 10_000), hours)
def test_the_due_time_is_when_exactly_the_promised_time_is_used(
    held: tuple[Pause, ...], minutes: int, now: datetime
) -> None:
    clock = SlaClock(SlaTarget.FINISH, MONDAY, minutes, held)
    due = sla.due_at(OFFICE, clock, now)
    assert sla.used(OFFICE, clock, due) == timedelta(minutes=minutes)
    without = SlaClock(SlaTarget.FINISH, MONDAY, minutes)
    assert due >= sla.due_at(OFFICE, without, now)


@given(pauses, hours)
def test_used_and_paused_time_are_the_whole_working_time(
    held: tuple[Pause, ...], now: datetime
) -> None:
    clock = SlaClock(SlaTarget.FINISH, MONDAY, 60, held)
    spent = sla.used(OFFICE, clock, now)
    assert timedelta() <= spent <= working_time_between(OFFICE, MONDAY, now)


@given(pauses)
def test_pauses_survive_their_plain_form(held: tuple[Pause, ...]) -> None:
    still = (*held, Pause(MONDAY, None, "part"))
    assert sla.pauses_from_plain(sla.pauses_to_plain(still)) == still


def test_a_policy_survives_its_plain_form_and_wrong_fields_are_named() -> None:
    again = sla.policy_from_plain(sla.policy_to_plain(POLICY), id="p")
    assert again == POLICY
    with pytest.raises(InvalidError) as caught:
        sla.policy_from_plain(
            {
                "minutes": {"urgent": {"respond": 0, "fly": 5}, "never": {}},
                "pausing": "x",
                "warn_percent": [100, 75],
            }
        )
    assert {f.path for f in caught.value.fields} == {
        "minutes.urgent.respond", "minutes.urgent.fly", "minutes.never", "pausing", "warn_percent",
    }  # fmt: skip
    with pytest.raises(InvalidError):
        sla.policy_from_plain(None)


def test_a_paused_clock_shows_what_it_showed_when_it_stopped_however_long_it_stands() -> None:
    clock = SlaClock(SlaTarget.FINISH, at("2026-11-20 16:00"), 240)
    assert sla.standing_left(OFFICE, clock) is None
    stopped = at("2026-11-20 17:00")
    shown = sla.due_at(OFFICE, clock, stopped) - stopped
    assert sla.standing_left(OFFICE, sla.pause(clock, stopped)) == shown
