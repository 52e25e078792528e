"""Rights follow what is written through the one write path."""

from tests.kernel.conftest import fresh_tenant

from sortie.apps.composition import Kernel
from sortie.base.ids import uuid7
from sortie.kernel.identity.contracts import Principal
from sortie.kernel.permissions.contracts import system_actor
from sortie.kernel.permissions.service import actor_for
from sortie.kernel.records.service import create, delete


async def test_a_role_given_or_taken_by_a_record_holds_at_once(kernel: Kernel) -> None:
    company = await fresh_tenant(kernel)
    admin = system_actor(company.id)
    async with kernel.dbs.tx(company) as tx:
        unit = await create(
            tx, admin, "org_unit", {"name": "北区", "code": "north", "kind": "company"}
        )
        team = await create(
            tx,
            admin,
            "org_unit",
            {"name": "一组", "code": "t1", "kind": "team", "parent": unit.id},
        )
        user = await create(tx, admin, "user", {"name": "王工", "login": uuid7().hex})
        await create(tx, admin, "employment", {"user": user.id, "org_unit": team.id})
    principal = Principal(company.id, user.id, "user")
    async with kernel.dbs.tx(company) as tx:
        who = await actor_for(tx, principal)
        assert (who.units, who.org_id) == ({team.id}, unit.id)
        assert await tx.value(f"SELECT count(*) FROM {tx.t('org_closure')}") == 3
        assert not who.may("role_grant", "update")
        role = await tx.value(f"SELECT id FROM {tx.t('o_role')} WHERE code = 'security_admin'")
        given = await create(tx, admin, "user_role", {"user": user.id, "role": role})
    async with kernel.dbs.tx(company) as tx:
        assert (await actor_for(tx, principal)).may("role_grant", "update")
        await delete(tx, admin, "user_role", given.id, version=given.version)
    async with kernel.dbs.tx(company) as tx:
        assert not (await actor_for(tx, principal)).may("role_grant", "update")
