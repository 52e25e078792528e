from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from sortie.domains.settlement.contracts import EarningKind, EarningRule, JobEarned
from sortie.domains.settlement.rules.statements import build_statement, lines_of, period_of

ZONE = ZoneInfo("Asia/Shanghai")
TYPE = UUID(int=1)
D = Decimal
RULE = EarningRule(D(40), D(5), {TYPE: D(60)}, late_grace_min=10)
JOB = JobEarned(
    UUID(int=9), "WO1", datetime(2026, 11, 23, 4, tzinfo=UTC), None, D("200.00"), D("81.65")
)


def amounts(job: JobEarned) -> list[tuple[str, str]]:
    return [(str(line.kind), str(line.amount)) for line in lines_of(job, RULE)]


def test_a_share_of_the_work_and_of_the_parts_is_earned() -> None:
    assert amounts(JOB) == [("share", "84.08")]  # 80 + 4.0825
    assert lines_of(JOB, RULE)[0].inputs["share_percent"] == "40"


def test_a_fixed_price_of_the_work_type_wins_over_the_share() -> None:
    assert amounts(replace(JOB, work_type=TYPE)) == [("fixed", "60.00")]


def test_rework_takes_back_what_the_first_job_earned() -> None:
    again = replace(JOB, charged=D(0), parts=D(0), rework_of_earning=D("84.08"))
    assert amounts(again) == [("share", "0.00"), ("rework", "-84.08")]


def test_lateness_beyond_the_grace_costs_a_part_of_the_job_only() -> None:
    assert amounts(replace(JOB, late_min=10)) == [("share", "84.08")]
    assert amounts(replace(JOB, late_min=11)) == [("share", "84.08"), ("late", "-8.41")]


def test_the_period_is_the_companys_month_not_that_of_utc() -> None:
    assert period_of(datetime(2026, 10, 31, 16, tzinfo=UTC), ZONE) == "2026-11"
    last = replace(JOB, finished_at=datetime(2026, 11, 30, 15, 59, tzinfo=UTC))
    next_ = replace(JOB, finished_at=datetime(2026, 11, 30, 16, 0, tzinfo=UTC))
    made = build_statement("2026-11", [next_, last, JOB], RULE, ZONE)
    assert made.job_count == 2
    assert made.total == D("168.16")
    assert [line.work_order for line in made.lines] == [JOB.work_order] * 2


@given(
    st.decimals(0, 10_000, places=2),
    st.lists(st.decimals("0.1", 5, places=1), min_size=1, max_size=5).map(tuple),
)
def test_a_crew_together_earns_exactly_the_jobs_share(
    charged: Decimal, crew: tuple[Decimal, ...]
) -> None:
    job = replace(JOB, charged=charged, parts=D(0), crew=crew)
    alone = lines_of(replace(job, crew=(D(1),)), RULE)[0].amount
    parts = [lines_of(replace(job, place=n), RULE)[0].amount for n in range(len(crew))]
    assert sum(parts, D(0)) == alone


finished = st.datetimes(datetime(2026, 10, 1), datetime(2027, 1, 1), timezones=st.just(UTC))


@given(
    st.lists(
        st.builds(
            JobEarned,
            st.uuids(),
            st.text(max_size=5),
            finished,
            st.sampled_from([None, TYPE]),
            st.decimals(0, 1000, places=2),
            late_min=st.integers(0, 60),
            rework_of_earning=st.none() | st.decimals(0, 100, places=2),
        ),
        max_size=8,
    )
)
def test_a_statement_sums_its_lines_and_the_order_of_the_jobs_changes_nothing(
    jobs: list[JobEarned],
) -> None:
    jobs = [
        replace(job, finished_at=job.finished_at + timedelta(seconds=n))
        for n, job in enumerate(jobs)
    ]
    made = build_statement("2026-11", jobs, RULE, ZONE)
    assert made.total == sum((line.amount for line in made.lines), D(0))
    assert build_statement("2026-11", reversed(jobs), RULE, ZONE).total == made.total
    for line in made.lines:
        deduction = line.kind in (EarningKind.REWORK, EarningKind.LATE)
        assert (line.amount < 0) if deduction else (line.amount >= 0)
