"""Making the demo company once, and showing the ways in at every start."""

from datetime import UTC, datetime
from random import Random
from typing import Any

from sortie.apps.composition import Kernel
from sortie.apps.demo import (
    clientele,
    equipping,
    hiring,
    keeping,
    past,
    pictures,
    refreshing,
    rosters,
    today,
)
from sortie.apps.demo.company import Demo
from sortie.apps.demo.keeping import Kept
from sortie.apps.demo.staff import GROUP
from sortie.apps.onboarding import make_password
from sortie.apps.serve.preparation import SignIn, Tell
from sortie.base.i18n import Label
from sortie.kernel.events import service as events
from sortie.kernel.identity.overriding import override_password
from sortie.kernel.jobs import service as jobs
from sortie.kernel.jobs.contracts import JobContext
from sortie.kernel.records import service as records
from sortie.kernel.tenancy.contracts import Tenant, TenantUnknownError

CODE = "demo"
_NEW_DAY = "demo.new_day"

_SHOWN: tuple[tuple[Label, str, str], ...] = (
    (Label("系统管理员", "System admin"), "admin", "/console/"),
    (Label("安全管理员", "Security admin"), "security", "/console/"),
    (Label("审计管理员", "Audit admin"), "audit", "/console/"),
    (Label("经理", "Manager"), "manager", "/console/"),
    (Label("调度员", "Dispatcher"), "dispatcher", "/console/"),
    (Label("客服", "Agent"), "agent", "/console/"),
    (Label("财务", "Finance"), "finance", "/console/"),
    (Label("工程师", "Engineer"), "engineer", "/m/"),
)


async def ensure_demo(kernel: Kernel, tell: Tell) -> list[SignIn]:
    """The demo company's sign-ins; it is made at the first start."""
    folder = kernel.settings.data_dir
    kept = keeping.read(folder)
    tenant = await _known(kernel)
    if tenant is not None and kept is not None and not kept.ready:
        # the making was cut short: what is there is half a company
        await kernel.delete_tenant(tenant)
        tenant = None
    if tenant is None:
        tell(Label("正在创建演示公司（约一分钟）", "making the demo company (about a minute)"))
        kept = Kept(CODE, make_password())
        keeping.write(folder, kept)
        demo = await found(kernel, CODE, kept.password, now=datetime.now(UTC))
        kept.asset_token, kept.ready = await _a_sticker(demo), True
        keeping.write(folder, kept)
    elif kept is None:
        kept = await _new_password(kernel, tenant)
        keeping.write(folder, kept)
    if tenant is not None:
        # the worker makes the day: nobody waits for it before signing in
        async with kernel.dbs.tx(tenant) as tx:
            await jobs.enqueue(tx, _NEW_DAY, {}, unique_key=_NEW_DAY, max_attempts=2)
    return ways_in(kept)


def install(kernel: Kernel) -> None:
    """Work ages: the worker of a demo gives the company some of each day."""

    async def new_day(job: JobContext, _args: dict[str, Any]) -> None:
        if job.tenant.code == CODE:
            await refreshing.refresh(kernel, job.tenant, now=datetime.now(UTC))

    kernel.jobs.add(_NEW_DAY, new_day, cron="1 6 * * *")


async def make_today(kernel: Kernel) -> bool:
    """Make today's work now, if it isn't there; whether it was made."""
    tenant = await kernel.dbs.tenant_by_code(CODE)
    return await refreshing.refresh(kernel, tenant, now=datetime.now(UTC))


async def found(
    kernel: Kernel, code: str, password: str, *, now: datetime, scale: float = 1.0
) -> Demo:
    """Make the company as of ``now``. ``scale`` shrinks customers, history and live jobs."""
    tenant = await kernel.create_tenant(code, GROUP, locale="zh-CN", time_zone="Asia/Shanghai")
    # seeded, so that a day's company is the same everywhere; secrets come from elsewhere
    day = f"sortie {now.date().isoformat()}"
    demo = Demo(kernel, tenant, now, scale, Random(day), Random(f"{day} {tenant.id}"))
    await hiring.hire_everyone(demo, password)
    await equipping.equip(demo)
    equipment = await clientele.win_customers(demo)
    roster = await rosters.roster_everyone(demo)
    album = await pictures.draw_album(demo)
    await past.live_through(demo, equipment, roster, album)
    async with demo.tx() as tx:
        # nobody is told of the past, only of what is new from here on
        await events.start_from_now(tx)
    await today.fill_today(demo, equipment, album)
    return demo


def ways_in(kept: Kept) -> list[SignIn]:
    """A line a role, and the sticker on one piece of equipment."""
    found = [SignIn(role, login, kept.password, path) for role, login, path in _SHOWN]
    if kept.asset_token:
        sticker = Label("客户（设备二维码）", "Customer (QR sticker)")
        found.append(SignIn(sticker, "-", "-", f"/p/{kept.tenant}/a/{kept.asset_token}"))
    return found


async def _known(kernel: Kernel) -> Tenant | None:
    try:
        return await kernel.dbs.tenant_by_code(CODE)
    except TenantUnknownError:
        return None


async def _a_sticker(demo: Demo) -> str:
    """The code of an air conditioner at a private customer's, for the table of ways in."""
    async with demo.tx() as tx:
        token: str | None = await tx.value(
            f"SELECT a.qr_token FROM {tx.t('o_asset')} AS a WHERE a.category = 'ac' "
            "AND a.state = 'in_use' ORDER BY a.number LIMIT 1"
        )
    return token or ""


async def _new_password(kernel: Kernel, tenant: Tenant) -> Kept:
    """The data folder was lost but not the database: a new password, to be changed at sign-in."""
    kept = Kept(CODE, make_password(), ready=True)
    identity, now = kernel.parts["identity"], datetime.now(UTC)
    async with kernel.dbs.tx(tenant) as tx:
        people = await records.find(tx, "user", login=[login for _, login, _ in _SHOWN])
    for person in people:
        await override_password(identity, tenant.id, person.id, kept.password, now=now)
    return kept
