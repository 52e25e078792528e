"""The demo company hangs together: made small, on a real database, by day and by night."""

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from sortie.apps.composition import Kernel, build_kernel
from sortie.apps.demo import founding, keeping, places, refreshing
from sortie.apps.demo.company import Demo
from sortie.base.db import Row
from sortie.base.errors import ForbiddenError
from sortie.base.i18n import Label
from sortie.base.settings import Settings
from sortie.kernel.identity import service as identity
from sortie.kernel.identity.contracts import Caller
from sortie.kernel.jobs import service as jobs
from sortie.kernel.records import service as records

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]

SECRET = "a secret for tests only, long enough"
PASSWORD = "kites over the lake 7"
SCALE = 0.05
NOON = datetime(2026, 11, 18, 4, 20, tzinfo=UTC)
NIGHT = datetime(2026, 11, 18, 18, 50, tzinfo=UTC)


@pytest.fixture(scope="module")
async def kernel(
    database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Kernel]:
    folder = tmp_path_factory.mktemp("demo")
    built = build_kernel(Settings(database_url=database_url, data_dir=folder, secret=SECRET))
    await built.migrate()
    await built.start()
    yield built
    await built.close()


@dataclass(frozen=True, slots=True)
class Made:
    demo: Demo

    async def rows(self, sql: str, *args: Any) -> list[Row]:
        """``sql`` names tables as ``{work_order}``."""
        async with self.demo.tx() as tx:
            return await tx.fetch(sql.format_map(_Tables(tx.t)), *args)


class _Tables(dict[str, str]):
    def __init__(self, named: Any) -> None:
        self._named = named

    def __missing__(self, name: str) -> str:
        return str(self._named(name if name == "status_event" else f"o_{name}"))


@pytest.fixture(scope="module")
async def made(kernel: Kernel) -> Made:
    return Made(await founding.found(kernel, "demo-day", PASSWORD, now=NOON, scale=SCALE))


@pytest.fixture(scope="module")
async def again(kernel: Kernel) -> Made:
    """The same day's company once more."""
    return Made(await founding.found(kernel, "demo-again", PASSWORD, now=NOON, scale=SCALE))


async def test_forty_people_work_in_two_companies_of_a_group(made: Made) -> None:
    units = Counter(r["kind"] for r in await made.rows("SELECT u.kind FROM {org_unit} u"))

    assert len(made.demo.people) == 40
    assert len(made.demo.engineers) == 28
    assert units["group"] == 1
    assert units["company"] == 2


@pytest.mark.parametrize(
    "login",
    ["admin", "security", "audit", "manager", "dispatcher", "agent", "finance", "engineer"],
)
async def test_every_role_signs_in_with_the_installation_s_password(
    made: Made, kernel: Kernel, login: str
) -> None:
    opened = await identity.sign_in(
        kernel.parts["identity"],
        login=login,
        password=PASSWORD,
        caller=Caller(ip="127.0.0.1"),
        now=datetime.now(UTC),
        tenant_code="demo-day",
    )

    assert opened.principal.user_id == made.demo.people[login].id


async def test_no_two_visits_of_a_person_overlap(made: Made) -> None:
    overlaps = await made.rows(
        """
        SELECT a.number FROM {appointment} a JOIN {appointment} b
          ON a.engineer = b.engineer AND a.id < b.id AND a.committed AND b.committed
         AND tstzrange(a.planned_start, a.planned_end) && tstzrange(b.planned_start, b.planned_end)
        """
    )

    assert overlaps == []


async def test_work_of_the_past_was_done_inside_published_shifts(made: Made) -> None:
    outside = await made.rows(
        """
        SELECT a.number FROM {appointment} a
        WHERE a.state IN ('completed', 'cannot_complete') AND a.departed_at < $1 AND NOT EXISTS (
          SELECT 1 FROM {shift} s WHERE s."user" = a.engineer AND s.state = 'published'
            AND s.starts_at <= a.departed_at AND a.finished_at <= s.ends_at)
        """,
        NOON.replace(hour=0) - (NOON - NOON.replace(hour=0)),
    )

    assert outside == []


async def test_every_visit_s_moments_come_in_order(made: Made) -> None:
    wrong = await made.rows(
        """
        SELECT a.number FROM {appointment} a WHERE a.state = 'completed' AND NOT
          (a.accepted_at <= a.departed_at AND a.departed_at < a.arrived_at
           AND a.arrived_at < a.work_started_at AND a.work_started_at < a.finished_at)
        """
    )

    assert wrong == []


async def test_check_ins_flagged_inside_are_near_the_site(made: Made) -> None:
    far = await made.rows(
        """
        SELECT c.id FROM {check_in} c JOIN {appointment} a ON a.id = c.appointment
          JOIN {work_order} w ON w.id = a.work_order
        WHERE c.kind = 'arrive' AND c.inside AND c.distance_m > w.fence_m
        """
    )

    assert far == []


async def test_every_state_has_the_moments_it_stands_for(made: Made) -> None:
    lacking = await made.rows(
        """
        SELECT w.number, w.state FROM {work_order} w WHERE
          (w.state IN ('accepted', 'pending_settlement', 'settled', 'archived')
           AND (w.finished_at IS NULL OR w.accepted_at IS NULL OR cardinality(w.engineers) = 0))
          OR (w.state = 'archived' AND w.archived_at IS NULL)
          OR (w.state IN ('settled', 'archived') AND w.amount IS NULL)
          OR w.finished_at > $1
        """,
        NOON,
    )

    assert lacking == []


async def test_the_status_history_leads_to_the_state(made: Made) -> None:
    wrong = await made.rows(
        """
        SELECT w.number FROM {work_order} w JOIN LATERAL (
          SELECT e.to_state FROM {status_event} e
          WHERE e.object = 'work_order' AND e.record_id = w.id
          ORDER BY e.received_at DESC, e.id DESC LIMIT 1) e ON true WHERE e.to_state <> w.state
        """
    )

    assert wrong == []


async def test_live_orders_stand_in_every_state_of_a_day(made: Made) -> None:
    states = {r["state"] for r in await made.rows("SELECT DISTINCT w.state FROM {work_order} w")}

    assert states >= {
        "pending_dispatch", "in_review", "in_pool", "dispatched", "in_progress", "on_hold",
        "cannot_complete", "pending_acceptance", "rework", "accepted", "pending_settlement",
        "settled", "archived", "cancelled",
    }  # fmt: skip


async def test_bills_add_up_and_settled_orders_are_paid(made: Made) -> None:
    bills = await made.rows("SELECT b.lines, b.total FROM {bill} b")
    unpaid = await made.rows(
        """
        SELECT w.number FROM {work_order} w WHERE w.state IN ('settled', 'archived') AND NOT EXISTS
          (SELECT 1 FROM {bill} b WHERE b.work_order = w.id AND b.state = 'paid'
           AND b.total = w.amount AND b.paid_at IS NOT NULL)
        """
    )

    assert bills
    for bill in bills:
        assert sum(Decimal(line["amount"]) for line in bill["lines"]) == bill["total"]
    assert unpaid == []


async def test_statements_of_past_months_are_made_and_the_older_ones_paid(made: Made) -> None:
    rows = await made.rows("SELECT DISTINCT s.period, s.state FROM {statement} s ORDER BY 1")

    assert [tuple(r) for r in rows][-2:] == [("2026-10", "published"), ("2026-11", "draft")]
    assert {r["state"] for r in rows[:-2]} == {"paid"}


async def test_engineers_have_unread_word_of_their_jobs(made: Made) -> None:
    (row,) = await made.rows(
        """SELECT count(*) AS many FROM {notification} n WHERE n.read_at IS NULL AND n."user" = $1""",
        made.demo.people["engineer"].id,
    )

    assert row["many"] >= 2


async def test_every_site_lies_in_the_area_it_says(made: Made) -> None:
    rows = await made.rows(
        "SELECT s.name, a.code FROM {site} s LEFT JOIN {service_area} a ON a.id = s.area"
    )

    assert {r["code"] for r in rows} <= {area.code for area in places.AREAS}


async def test_phones_ring_nowhere(made: Made) -> None:
    rows = await made.rows(
        "SELECT c.phone FROM {customer} c UNION ALL SELECT u.phone FROM {user} u"
    )

    assert {r["phone"][:6] for r in rows} == {"+86154"}


CONTENT = (
    "SELECT w.number, w.subject, w.state, w.created_at, w.amount FROM {work_order} w ORDER BY 1",
    "SELECT c.number, c.name, c.phone FROM {customer} c ORDER BY 1",
    "SELECT a.number, a.state, a.planned_start FROM {appointment} a ORDER BY 1",
)


@pytest.mark.parametrize("content", CONTENT, ids=("orders", "customers", "visits"))
async def test_the_same_day_gives_the_same_company(made: Made, again: Made, content: str) -> None:
    first, second = await made.rows(content), await again.rows(content)

    assert [tuple(r) for r in first] == [tuple(r) for r in second]


async def test_what_opens_the_portal_is_never_the_same_twice(made: Made, again: Made) -> None:
    tokens = [
        {r["qr_token"] for r in await one.rows("SELECT a.qr_token FROM {asset} a")}
        for one in (made, again)
    ]

    assert not tokens[0] & tokens[1]


async def test_people_are_at_work_in_the_middle_of_the_night_too(kernel: Kernel) -> None:
    night = Made(await founding.found(kernel, "demo-night", PASSWORD, now=NIGHT, scale=SCALE))
    states = {r["state"] for r in await night.rows("SELECT DISTINCT a.state FROM {appointment} a")}

    assert states >= {"dispatched", "accepted", "en_route", "working", "paused", "completed"}


async def test_past_decisions_say_who_else_could_have_gone(made: Made) -> None:
    rows = await made.rows(
        """
        SELECT d.candidates, d.chosen FROM {dispatch_decision} d JOIN {work_order} w
          ON w.id = d.work_order WHERE w.state = 'archived' LIMIT 50
        """
    )

    assert rows
    for row in rows:
        scores = [one["score"] for one in row["candidates"]]
        assert scores == sorted(scores, reverse=True)
        assert str(row["chosen"]) in {one["user"] for one in row["candidates"]}
        assert all(one["parts"] for one in row["candidates"])


async def test_planned_visits_know_their_way(made: Made) -> None:
    (row,) = await made.rows(
        "SELECT count(*) FILTER (WHERE a.travel_m IS NULL) AS lacking FROM {appointment} a"
    )

    assert row["lacking"] == 0


async def test_a_later_day_ends_what_was_open_and_has_work_of_its_own(kernel: Kernel) -> None:
    old = Made(await founding.found(kernel, "demo-ages", PASSWORD, now=NOON, scale=SCALE))
    then = {r["id"] for r in await old.rows("SELECT w.id FROM {work_order} w")}
    later = NOON + timedelta(days=3)

    assert await refreshing.refresh(kernel, old.demo.tenant, now=later, scale=SCALE)
    assert not await refreshing.refresh(kernel, old.demo.tenant, now=later, scale=SCALE)

    left = await old.rows(
        "SELECT w.number, w.state FROM {work_order} w WHERE w.id = ANY($1) AND w.state NOT IN "
        "('pending_settlement', 'settled', 'archived', 'cancelled')",
        list(then),
    )
    fresh = await old.rows(
        "SELECT DISTINCT w.state FROM {work_order} w WHERE NOT w.id = ANY($1)", list(then)
    )
    days = await old.rows(
        "SELECT DISTINCT s.day FROM {shift} s WHERE s.starts_at > $1 AND s.state = 'published'",
        later,
    )
    assert left == []
    assert {r["state"] for r in fresh} >= {"pending_dispatch", "in_progress", "pending_acceptance"}
    wanted = {later.date() + timedelta(days=n) for n in range(1, 15)}
    assert wanted <= {r["day"] for r in days}


async def test_nobody_but_the_product_loads_a_past(made: Made) -> None:
    async with made.demo.tx() as tx:
        boss = await made.demo.actor(tx, "manager")
        with pytest.raises(ForbiddenError):
            await records.load_history(tx, boss, "customer", [])


@pytest.fixture
async def bare(kernel: Kernel, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Kernel]:
    """An installation without its demo, which will be a very small one."""
    made_at = founding.found

    async def small(*args: Any, **more: Any) -> Demo:
        return await made_at(*args, **more, scale=0.01)

    monkeypatch.setattr(founding, "found", small)
    yield kernel
    await kernel.delete_tenant(await kernel.dbs.tenant_by_code(founding.CODE))
    (kernel.settings.data_dir / keeping.NAME).unlink()


async def test_a_making_cut_short_begins_again(bare: Kernel) -> None:
    half = await bare.create_tenant(founding.CODE, "half")
    keeping.write(bare.settings.data_dir, keeping.Kept(founding.CODE, "never shown to anybody"))
    ways_in = await founding.ensure_demo(bare, lambda _: None)

    assert (await bare.dbs.tenant_by_code(founding.CODE)).id != half.id
    assert "never shown to anybody" not in {way.password for way in ways_in}


async def test_the_first_start_makes_the_company_and_the_second_shows_the_same_ways_in(
    bare: Kernel,
) -> None:
    told: list[Label] = []
    first = await founding.ensure_demo(bare, told.append)
    second = await founding.ensure_demo(bare, told.append)

    assert first == second
    assert len(told) == 1
    waiting = await jobs.counts(bare.dbs, await bare.dbs.tenant_by_code(founding.CODE))
    assert waiting["demo.new_day"] == {"ready": 1}
    assert (bare.settings.data_dir / keeping.NAME).stat().st_mode & 0o777 == 0o600
    assert first[-1].path.startswith("/p/demo/a/")
