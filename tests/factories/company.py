"""A small company at work: people of each role, one customer, one work type."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sortie.apps.composition import Kernel
from sortie.base.ids import uuid7
from sortie.domains.dispatch.contracts.wishes import OrderWish
from sortie.domains.dispatch.service import orders
from sortie.kernel.identity.contracts import Principal
from sortie.kernel.permissions import service as permissions
from sortie.kernel.permissions.contracts import Actor, system_actor
from sortie.kernel.records import service as records
from sortie.kernel.records.contracts import Stored
from sortie.kernel.tenancy.contracts import Tenant, Tx

JINAN = (117.02, 36.67)


@dataclass
class Company:
    """A tenant with people of each role, one customer, one work type."""

    kernel: Kernel
    tenant: Tenant
    people: dict[str, UUID] = field(default_factory=dict)
    ids: dict[str, UUID] = field(default_factory=dict)

    def tx(self, now: datetime | None = None) -> Any:
        return self.kernel.dbs.tx(self.tenant, now=now)

    async def actor(self, tx: Tx, who: str) -> Actor:
        return await permissions.actor_for(
            tx, Principal(self.tenant.id, self.people[who], "user", name=who)
        )


async def found_company(kernel: Kernel) -> Company:
    tenant = await kernel.create_tenant(f"t-{uuid7().hex[-12:]}", "试验公司")
    company = Company(kernel, tenant)
    async with company.tx() as tx:
        system = system_actor(tenant.id)
        company.ids["unit"] = (
            await _make(tx, system, "org_unit", kind="company", code="HQ", name="总部")
        ).id
        for who, role in {
            "dan": "dispatcher", "mia": "manager", "amy": "agent",
            "eli": "engineer", "eve": "engineer", "fin": "finance",
        }.items():  # fmt: skip
            await _hire(tx, company, who, role)
        await permissions.rebuild_closure(tx)
        await _equip(tx, company)
    return company


async def _make(tx: Tx, actor: Actor, object_: str, **values: Any) -> Stored:
    return await records.create(tx, actor, object_, values, id=uuid7())


async def _hire(tx: Tx, company: Company, who: str, role: str) -> None:
    system = system_actor(company.tenant.id)
    user = await _make(tx, system, "user", name=who, login=who, state="active")
    company.people[who] = user.id
    await _make(
        tx,
        system,
        "employment",
        user=user.id,
        org_unit=company.ids["unit"],
        is_primary=True,
        valid_from="2020-01-01",
    )
    found = await records.find(tx, "role", code=role)
    await _make(tx, system, "user_role", user=user.id, role=found[0].id)


async def _equip(tx: Tx, company: Company) -> None:
    system = system_actor(company.tenant.id)
    where = {"lon": JINAN[0], "lat": JINAN[1], "datum": "WGS84"}
    ids = company.ids
    ids["skill"] = (await _make(tx, system, "skill", code="ac", name="空调维修")).id
    steps = [
        {"key": "before", "kind": "photo", "title": "维修前照片", "required": True},
        {"key": "pressure", "kind": "number", "title": "压力", "required": True},
    ]
    ids["checklist"] = (await _make(tx, system, "checklist", name="空调", items=steps)).id
    ids["type"] = (
        await _make(
            tx,
            system,
            "work_type",
            code="AC",
            name="空调维修",
            duration=3600,
            checklist=ids["checklist"],
            base_price="80",
        )
    ).id
    await _make(
        tx, system, "work_type_skill", work_type=ids["type"], skill=ids["skill"], min_level=2
    )
    ids["customer"] = (
        await _make(tx, system, "customer", name="王女士", phone="13800005678", dept_id=ids["unit"])
    ).id
    ids["site"] = (
        await _make(
            tx,
            system,
            "site",
            customer=ids["customer"],
            name="家",
            location=where,
            address_text="历下区泉城路 1 号",
        )
    ).id
    for who, level in (("eli", 3), ("eve", 1)):
        await _put_to_work(tx, company, who, level)


async def _put_to_work(tx: Tx, company: Company, who: str, level: int) -> None:
    """A resource with the skill and a published shift round this moment."""
    system = system_actor(company.tenant.id)
    user, day = company.people[who], datetime.now(UTC)
    where = {"lon": JINAN[0], "lat": JINAN[1], "datum": "WGS84"}
    await _make(tx, system, "field_resource", user=user, home=where, max_jobs=60)
    await _make(tx, system, "user_skill", user=user, skill=company.ids["skill"], level=level)
    shift = await _make(
        tx,
        system,
        "shift",
        user=user,
        day=day.date().isoformat(),
        starts_at=(day - timedelta(hours=2)).isoformat(),
        ends_at=(day + timedelta(hours=20)).isoformat(),
    )
    await records.command(tx, system, "shift", shift.id, "publish")


async def hire_engineers(company: Company, names: list[str]) -> None:
    """More engineers of skill level 3, at work now."""
    async with company.tx() as tx:
        for who in names:
            await _hire(tx, company, who, "engineer")
            await _put_to_work(tx, company, who, 3)
        await permissions.rebuild_closure(tx)


async def new_order(company: Company, **more: Any) -> UUID:
    """An order waiting to be dispatched, made by the agent."""
    async with company.tx() as tx:
        amy = await company.actor(tx, "amy")
        wish = OrderWish(
            work_type=company.ids["type"],
            customer=company.ids["customer"],
            site=company.ids["site"],
            **more,
        )
        return (await orders.create_order(tx, amy, wish)).id
