from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sortie.base.calendar import Segment, WorkCalendar
from sortie.base.errors import InvalidError
from sortie.domains.settlement.contracts import (
    BandKind,
    Charge,
    JobToBill,
    PriceRule,
    TimeBand,
    UsedItem,
)
from sortie.domains.settlement.rules.price_form import (
    bill_to_plain,
    price_rule_from_plain,
    price_rule_to_plain,
)
from sortie.domains.settlement.rules.pricing import choose_price_rule, price, work_and_parts
from sortie.domains.settlement.rules.time_bands import banded

ZONE = ZoneInfo("Asia/Shanghai")
OFFICE = WorkCalendar(
    id="office", weekly=((Segment(540, 1080),),) * 5 + ((), ()), public_holidays="CN"
)
TYPE, AREA = UUID(int=1), UUID(int=2)
D = Decimal


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def work(start: str, minutes: int) -> tuple[tuple[datetime, datetime], ...]:
    return ((at(start), at(start) + timedelta(minutes=minutes)),)


NIGHT = TimeBand(BandKind.NIGHT, D(50))
HOLIDAY = TimeBand(BandKind.HOLIDAY, D(100))
OFF = TimeBand(BandKind.OFF_HOURS, D(20))
RULE = PriceRule(
    "r1",
    3,
    base=D(80),
    included_min=30,
    hour_price=D(120),
    free_km=D(10),
    km_price=D("2.5"),
    bands=(NIGHT, HOLIDAY, OFF),
    part_markup_percent=D(15),
    level_percent={4: D(20)},
    minimum=D(100),
)
PART = UsedItem(Charge.PART, "压缩机电容", D(2), D("35.50"), "个")


def bill(rule: PriceRule = RULE, **changes: Any) -> dict[str, str]:
    base: dict[str, Any] = {"id": UUID(int=9), "work": work("2026-11-23 10:00", 70)}
    made = price(JobToBill(**(base | changes)), rule, OFFICE)
    lines: dict[str, str] = {}
    for line in made.lines:
        lines[f"{line.charge}{'' if line.charge not in lines else '+'}"] = str(line.amount)
    return lines | {"total": str(made.total)}


def test_an_ordinary_job_is_base_time_beyond_the_included_way_and_parts() -> None:
    # 70 min less 30 included, rounded up to 60; 12.3 km less 10 free; 2 × 35.50 × 1.15
    assert bill(distance_m=12_300, items=(PART,)) == {
        "base": "80.00", "labour": "120.00", "distance": "5.75", "part": "81.65", "total": "287.40",
    }  # fmt: skip


def test_a_short_job_is_topped_up_to_the_minimum() -> None:
    assert bill(work=work("2026-11-23 10:00", 20)) == {
        "base": "80.00", "minimum": "20.00", "total": "100.00",
    }  # fmt: skip


def test_a_holiday_doubles_and_the_highest_band_counts_alone() -> None:
    assert bill(work=work("2026-10-01 23:00", 90)) == {
        "base": "160.00", "labour": "240.00", "total": "400.00",
    }  # fmt: skip


def test_work_into_the_evening_is_cut_at_the_band() -> None:
    # 17:00-18:30: 30 included, 30 ordinary, 30 out of hours at +20 %
    lines = price(JobToBill(UUID(int=9), work=work("2026-11-23 17:00", 90)), RULE, OFFICE).lines
    assert [(str(ln.label.en), str(ln.amount)) for ln in lines[1:]] == [
        ("Labour", "60.00"),
        ("Labour (out of hours)", "72.00"),
    ]
    assert lines[2].inputs["band_percent"] == "20"


def test_a_senior_engineer_costs_more_and_no_other() -> None:
    assert bill(engineer_level=4)["labour"] == "144.00"
    assert bill(engineer_level=3)["labour"] == "120.00"


def test_warranty_shows_the_charge_and_takes_it_off_again_but_not_the_part() -> None:
    made = price(
        JobToBill(UUID(int=9), work=work("2026-11-23 10:00", 70), in_warranty=True, items=(PART,)),
        RULE,
        OFFICE,
    )
    freed = [(str(ln.inputs["charge"]), str(ln.amount)) for ln in made.lines if ln.charge == "free"]
    assert freed == [("base", "-80.00"), ("labour", "-120.00")]
    assert made.total == D("100.00")  # 81.65 of parts, topped up
    assert work_and_parts(made) == (D("18.35"), D("81.65"))


def test_rework_is_free_whole_even_of_the_minimum() -> None:
    assert bill(is_rework=True, items=(PART,), distance_m=50_000)["total"] == "0.00"
    paid = replace(RULE, rework_free=False)
    assert bill(paid, is_rework=True)["total"] == "200.00"


def test_a_contract_discount_comes_off_everything() -> None:
    made = bill(replace(RULE, discount_percent=D("12.5")), items=(PART,))
    assert made["discount"] == "-35.21"  # 12.5 % of 281.65
    assert made["total"] == "246.44"


def test_what_is_not_billable_is_not_billed() -> None:
    assert "part" not in bill(items=(replace(PART, billable=False),))


def test_the_rule_of_a_contract_wins_then_rank_then_the_narrowest() -> None:
    any_ = PriceRule("any")
    typed = PriceRule("typed", work_types=frozenset({TYPE}))
    narrow = PriceRule("narrow", work_types=frozenset({TYPE}), areas=frozenset({AREA}))
    first = PriceRule("first", rank=1)
    deal = PriceRule("deal", rank=900, contract="HT-1")
    old = PriceRule("old", rank=0, valid_to=date(2026, 10, 31))
    day = date(2026, 11, 23)
    job = JobToBill(UUID(int=9), work_type=TYPE, area=AREA)
    assert choose_price_rule([any_, typed, narrow, old], job, day) is narrow
    assert choose_price_rule([any_, narrow, first], job, day) is first
    assert choose_price_rule([first, deal], replace(job, contract="HT-1"), day) is deal
    assert choose_price_rule([deal, old], job, day) is None
    assert choose_price_rule([replace(any_, revision=1), replace(any_, revision=2)], job, day) == (
        replace(any_, revision=2)
    )
    vip = PriceRule("vip", customer_level="vip")
    assert choose_price_rule([any_, vip], job, day) is any_
    assert choose_price_rule([any_, vip], replace(job, customer_level="vip"), day) is vip


def test_every_line_can_be_worked_out_again_from_its_inputs() -> None:
    made = price(
        JobToBill(UUID(int=9), work=work("2026-11-23 10:00", 70), items=(PART,)), RULE, OFFICE
    )
    plain = bill_to_plain(made)
    assert plain["rule"] == {"id": "r1", "revision": 3}
    labour = plain["lines"][1]
    assert labour["inputs"]["minutes"] == 60
    assert D(labour["amount"]) == D(labour["inputs"]["hour_price"])
    assert sum(D(line["amount"]) for line in plain["lines"]) == D(plain["total"])


percents = st.decimals(0, 200, places=1)
rules = st.builds(
    PriceRule,
    st.just("r"),
    base=st.decimals(0, 500, places=2),
    included_min=st.integers(0, 60),
    hour_price=st.decimals(0, 500, places=2),
    step_min=st.integers(1, 60),
    free_km=st.decimals(0, 20, places=1),
    km_price=st.decimals(0, 10, places=2),
    bands=st.lists(st.builds(TimeBand, st.sampled_from(BandKind), percents), max_size=3).map(tuple),
    part_markup_percent=percents,
    discount_percent=st.decimals(0, 100, places=2),
    minimum=st.decimals(0, 300, places=2),
    rework_free=st.booleans(),
    warranty_free=st.frozensets(st.sampled_from([Charge.BASE, Charge.LABOUR, Charge.PART])),
)
starts = st.datetimes(datetime(2026, 9, 25), datetime(2026, 10, 12), timezones=st.just(UTC))
jobs = st.builds(
    JobToBill,
    st.just(UUID(int=9)),
    work=st.tuples(starts, st.integers(0, 300)).map(
        lambda t: ((t[0], t[0] + timedelta(minutes=t[1])),)
    ),
    distance_m=st.floats(0, 1e5),
    in_warranty=st.booleans(),
    is_rework=st.booleans(),
    items=st.lists(
        st.builds(
            UsedItem,
            st.sampled_from([Charge.PART, Charge.SERVICE]),
            st.just("件"),
            st.decimals(0, 20, places=4),
            st.decimals(0, 999, places=6),
        ),
        max_size=3,
    ).map(tuple),
)


@given(jobs, rules)
def test_the_lines_always_sum_to_the_total_which_is_never_below_nothing(
    job: JobToBill, rule: PriceRule
) -> None:
    made = price(job, rule, OFFICE)
    assert sum((line.amount for line in made.lines), D(0)) == made.total
    assert made.total >= 0
    assert made.total == 0 or made.total >= rule.minimum
    assert sum(work_and_parts(made)) == made.total
    if job.is_rework and rule.rework_free:
        assert made.total == 0


@given(jobs, rules, st.integers(1, 120))
def test_longer_work_is_never_cheaper(job: JobToBill, rule: PriceRule, more: int) -> None:
    (start, end), *_ = job.work
    longer = replace(job, work=((start, end + timedelta(minutes=more)),))
    plain = replace(rule, bands=())
    assert price(longer, plain, OFFICE).total >= price(job, plain, OFFICE).total


@given(jobs, st.lists(st.sampled_from([NIGHT, HOLIDAY, OFF]), max_size=3))
def test_the_bands_hold_every_minute_once(job: JobToBill, bands: list[TimeBand]) -> None:
    (start, end), *_ = job.work
    assert sum(b.minutes for b in banded(job.work, bands, OFFICE)) == (end - start) // timedelta(
        minutes=1
    )


@given(rules)
def test_a_price_rule_survives_its_plain_form(rule: PriceRule) -> None:
    assert price_rule_from_plain(price_rule_to_plain(rule), id="r") == rule


def test_every_wrong_field_of_a_price_rule_is_named_at_once() -> None:
    with pytest.raises(InvalidError) as caught:
        price_rule_from_plain(
            {
                "base": 1.5,
                "hour_price": "-1",
                "minimum": "lots",
                "discount_percent": "101",
                "step_min": -5,
                "level_percent": {"high": "2"},
                "bands": [{"kind": "moon", "percent": "5"}, {"kind": "night"}],
                "warranty_free": ["discount"],
            }
        )
    assert {f.path for f in caught.value.fields} == {
        "base", "hour_price", "minimum", "discount_percent", "step_min", "level_percent", "bands.0",
        "bands.1", "warranty_free",
    }  # fmt: skip


def test_a_night_band_may_lie_within_one_day() -> None:
    noon = TimeBand(BandKind.NIGHT, D(10), time(12), time(13))
    parts = banded(work("2026-11-23 11:30", 120), [noon], OFFICE)
    assert [(p.band, p.minutes) for p in parts] == [("", 30), ("night", 60), ("", 30)]
