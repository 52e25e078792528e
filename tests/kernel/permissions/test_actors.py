"""Who an actor is: posts by date, roles by term, shares, and no stale rights."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from tests.kernel.conftest import fresh_tenant

from sortie.apps.composition import Kernel
from sortie.base.ids import uuid7
from sortie.kernel.identity.contracts import Principal
from sortie.kernel.permissions import repository
from sortie.kernel.permissions.contracts import FieldRight, ScopeKind, Share
from sortie.kernel.permissions.service import (
    actor_for,
    directory_changed,
    rebuild_closure,
    share_record,
)
from sortie.kernel.tenancy.contracts import Tenant, Tx

NOW = datetime(2026, 3, 20, 4, 0, tzinfo=UTC)


@pytest.fixture
async def company(kernel: Kernel) -> Tenant:
    return await fresh_tenant(kernel)


async def _add(tx: Tx, object_: str, **values: Any) -> UUID:
    id_ = uuid7()
    names = ", ".join(f'"{n}"' for n in ("id", *values))
    slots = ", ".join(f"${n + 1}" for n in range(len(values) + 1))
    await tx.execute(
        f"INSERT INTO {tx.t('o_' + object_)} ({names}) VALUES ({slots})", id_, *values.values()
    )
    return id_


async def _unit(tx: Tx, kind: str, parent: UUID | None = None) -> UUID:
    return await _add(
        tx, "org_unit", kind=kind, code=uuid7().hex, name=kind, parent=parent, state="active"
    )


async def _role(tx: Tx, code: str) -> UUID:
    found: UUID = await tx.value(f"SELECT id FROM {tx.t('o_role')} WHERE code = $1", code)
    return found


async def _person(tx: Tx, name: str = "王工") -> UUID:
    return await _add(tx, "user", name=name, login=uuid7().hex, state="active")


def _principal(tenant: Tenant, user: UUID, **more: Any) -> Principal:
    return Principal(tenant.id, user, more.pop("kind", "user"), **more)


async def test_posts_hold_only_while_they_run(kernel: Kernel, company: Tenant) -> None:
    async with kernel.dbs.tx(company, now=NOW) as tx:
        group = await _unit(tx, "group")
        firm = await _unit(tx, "company", group)
        dept = await _unit(tx, "department", firm)
        team = await _unit(tx, "team", dept)
        other = await _unit(tx, "department", firm)
        user = await _person(tx)
        post = {"user": user, "valid_to": date(2026, 3, 20)}
        await _add(tx, "employment", org_unit=other, is_primary=False, **post)
        await _add(tx, "employment", org_unit=team, is_primary=True, user=user)
        await _add(
            tx, "employment", user=user, org_unit=group, is_primary=False,
            valid_from=date(2026, 3, 21),
        )  # fmt: skip
        await rebuild_closure(tx)
    async with kernel.dbs.tx(company, now=NOW) as tx:
        who = await actor_for(tx, _principal(company, user))
        assert who.units == {team, other}
        assert (who.dept_id, who.org_id, who.name) == (team, firm, "王工")
        assert who.unit_scope == {dept, team, other}
        assert who.subtree == {team, other}
        assert who.chain == {team, dept, firm, group, other}
        closure = await tx.value(f"SELECT count(*) FROM {tx.t('org_closure')}")
        assert closure == 1 + 2 + 3 + 4 + 3
    # 00:30 in Shanghai is the next day there, though not yet in UTC
    async with kernel.dbs.tx(company, now=datetime(2026, 3, 20, 16, 30, tzinfo=UTC)) as tx:
        who = await actor_for(tx, _principal(company, user))
        assert who.units == {team, group}
        assert who.subtree == {group, firm, dept, team, other}


async def test_a_role_given_until_a_moment_ends_then(kernel: Kernel, company: Tenant) -> None:
    async with kernel.dbs.tx(company, now=NOW) as tx:
        user = await _person(tx)
        await _add(
            tx, "user_role", user=user, role=await _role(tx, "security_admin"),
            until=NOW + timedelta(minutes=5),
        )  # fmt: skip
        await directory_changed(tx, "user_role", {"id"})
    for minutes, held in ((1, True), (4, True), (6, False)):
        async with kernel.dbs.tx(company, now=NOW + timedelta(minutes=minutes)) as tx:
            who = await actor_for(tx, _principal(company, user))
            assert ("security_admin" in who.roles) is held
            assert ("admin.security" in who.features) is held
            assert "staff" in who.roles


async def test_a_change_of_rights_holds_from_its_commit_on(kernel: Kernel, company: Tenant) -> None:
    async with kernel.dbs.tx(company, now=NOW) as tx:
        user = await _person(tx)
        await directory_changed(tx, "user_role", {"id"})
    principal = _principal(company, user)
    async with kernel.dbs.tx(company, now=NOW) as before:
        assert not (await actor_for(before, principal)).may("role", "update")
        async with kernel.dbs.tx(company, now=NOW) as tx:
            given = await _add(tx, "user_role", user=user, role=await _role(tx, "security_admin"))
            await directory_changed(tx, "user_role", {"id"})
            # the writer sees its own change, nobody else yet
            assert (await actor_for(tx, principal)).may("role", "update")
            assert not (await actor_for(before, principal)).may("role", "update")
    async with kernel.dbs.tx(company, now=NOW) as tx:
        assert (await actor_for(tx, principal)).may("role", "update")
        await tx.execute(
            f"UPDATE {tx.t('o_user_role')} SET deleted_at = $2 WHERE id = $1", given, NOW
        )
        await directory_changed(tx, "user_role", {"deleted_at"})
    async with kernel.dbs.tx(company, now=NOW) as tx:
        assert not (await actor_for(tx, principal)).may("role", "update")


async def test_a_change_that_was_rolled_back_leaves_no_trace(
    kernel: Kernel, company: Tenant
) -> None:
    async with kernel.dbs.tx(company, now=NOW) as tx:
        user = await _person(tx)
        await directory_changed(tx, "user_role", {"id"})
    principal = _principal(company, user)
    with pytest.raises(ZeroDivisionError):
        await _given_and_undone(kernel, company, principal)
    async with kernel.dbs.tx(company, now=NOW) as tx:
        await directory_changed(tx, "role", {"name"})
    async with kernel.dbs.tx(company, now=NOW) as tx:
        assert not (await actor_for(tx, principal)).may("role", "update")


async def _given_and_undone(kernel: Kernel, company: Tenant, principal: Principal) -> None:
    async with kernel.dbs.tx(company, now=NOW) as tx:
        role = await _role(tx, "security_admin")
        await _add(tx, "user_role", user=principal.user_id, role=role)
        await directory_changed(tx, "user_role", {"id"})
        assert (await actor_for(tx, principal)).may("role", "update")
        _ = 1 / 0


async def test_the_three_administrators_imply_nothing_of_each_other(
    kernel: Kernel, company: Tenant
) -> None:
    people = {}
    codes = ("system_admin", "security_admin", "audit_admin")
    async with kernel.dbs.tx(company, now=NOW) as tx:
        for code in codes:
            people[code] = await _person(tx, code)
            await _add(tx, "user_role", user=people[code], role=await _role(tx, code))
        await directory_changed(tx, "user_role", {"id"})
    async with kernel.dbs.tx(company, now=NOW) as tx:
        who = {c: await actor_for(tx, _principal(company, people[c])) for c in codes}
        features = {"system_admin": "admin.system", "security_admin": "admin.security"}
        features["audit_admin"] = "admin.audit"
        for code in codes:
            assert who[code].features == {features[code]}
        assert who["system_admin"].may("org_unit", "update")
        assert not who["system_admin"].may("role_grant", "update")
        assert not who["security_admin"].may("org_unit", "update")
        assert who["security_admin"].may("role_grant", "update")
        assert not who["audit_admin"].may("role_grant", "update")
        business = set(who["system_admin"].rights.grants) & {"work_order", "customer", "bill"}
        assert not business


async def test_somebody_who_left_or_is_unknown_has_no_rights(
    kernel: Kernel, company: Tenant
) -> None:
    async with kernel.dbs.tx(company, now=NOW) as tx:
        user = await _person(tx)
        role = await _role(tx, "manager")
        await _add(tx, "user_role", user=user, role=role)
        await tx.execute(f"UPDATE {tx.t('o_user')} SET state = 'left' WHERE id = $1", user)
        await directory_changed(tx, "user", {"state"})
    async with kernel.dbs.tx(company, now=NOW) as tx:
        for id_ in (user, uuid7()):
            who = await actor_for(tx, _principal(company, id_))
            assert not who.rights.grants
            assert not who.roles


async def test_a_customer_holds_the_portal_role_alone(kernel: Kernel, company: Tenant) -> None:
    async with kernel.dbs.tx(company, now=NOW) as tx:
        who = await actor_for(tx, _principal(company, uuid7(), kind="portal"))
        assert who.roles == {"portal"}
        assert not who.units


async def test_an_api_key_narrows_its_person(kernel: Kernel, company: Tenant) -> None:
    async with kernel.dbs.tx(company, now=NOW) as tx:
        user = await _person(tx)
        await _add(tx, "user_role", user=user, role=await _role(tx, "system_admin"))
        await directory_changed(tx, "user_role", {"id"})
    async with kernel.dbs.tx(company, now=NOW) as tx:
        scopes = frozenset({"read"})
        key = await actor_for(tx, _principal(company, user, kind="api_key", key_scopes=scopes))
        assert key.may("org_unit", "read")
        assert not key.may("org_unit", "update")
        assert not key.features
        assert (await actor_for(tx, _principal(company, user))).may("org_unit", "update")


async def test_a_grant_is_read_with_its_scope_and_fields(kernel: Kernel, company: Tenant) -> None:
    async with kernel.dbs.tx(company, now=NOW) as tx:
        top = await _unit(tx, "company")
        below = await _unit(tx, "team", top)
        user = await _person(tx)
        role = await _add(tx, "role", code="c_own", name="自定义")
        await _add(
            tx, "role_grant", role=role, object="calendar", actions=["read"],
            scope_kind="named", scope_units=[top], default_field="read",
            fields={"definition": "hidden", "name": "nonsense"},
        )  # fmt: skip
        await _add(tx, "user_role", user=user, role=role)
        await directory_changed(tx, "role_grant", {"id"})
    async with kernel.dbs.tx(company, now=NOW) as tx:
        who = await actor_for(tx, _principal(company, user))
        (found,) = [g for g in who.rights.on("calendar") if g.role == "c_own"]
        assert found.scope.kind is ScopeKind.NAMED
        assert set(found.scope.units) == {top, below}
        assert found.fields == {"definition": FieldRight.HIDDEN, "name": FieldRight.HIDDEN}


async def test_a_share_makes_its_object_known_to_the_grantee(
    kernel: Kernel, company: Tenant
) -> None:
    async with kernel.dbs.tx(company, now=NOW) as tx:
        top = await _unit(tx, "company")
        team = await _unit(tx, "team", top)
        user, other = await _person(tx), await _person(tx)
        await _add(tx, "employment", user=user, org_unit=team, is_primary=True)
        await directory_changed(tx, "employment", {"id"})
        giver = await actor_for(tx, _principal(company, other))
        await share_record(tx, giver, Share("calendar", uuid7(), "unit", top, "read"))
    async with kernel.dbs.tx(company, now=NOW) as tx:
        assert (await actor_for(tx, _principal(company, user))).shared == {"calendar"}
        assert (await actor_for(tx, _principal(company, other))).shared == frozenset()


async def test_every_column_this_room_reads_is_there(kernel: Kernel, company: Tenant) -> None:
    async with kernel.dbs.tx(company, now=NOW) as tx:
        for table, columns in repository.READS.items():
            rows = await tx.fetch(
                "SELECT attname FROM pg_catalog.pg_attribute WHERE attrelid = $1::regclass",
                tx.t(table),
            )
            assert set(columns) <= {r["attname"] for r in rows}, table
