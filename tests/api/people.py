"""Companies' people for tests over HTTP: a user record, its account, posts and roles."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx

from sortie.apps.api.app import Api
from sortie.base.ids import uuid7
from sortie.kernel.identity import service as identity_service
from sortie.kernel.permissions.contracts import system_actor
from sortie.kernel.records import service as records
from sortie.kernel.tenancy.contracts import Tenant

PASSWORD = "correct horse battery"
BASE = "http://127.0.0.1:8000"
SESSION = "/api/v1/session"


@dataclass(frozen=True, slots=True)
class Person:
    id: UUID
    login: str
    tenant: Tenant
    password: str = PASSWORD


async def make_person(
    api: Api,
    tenant: Tenant,
    *roles: str,
    unit: UUID | None = None,
    kind: str = "user",
    **account: Any,
) -> Person:
    """Someone who can sign in, holding ``roles`` and a post in ``unit``."""
    login = f"p-{uuid7().hex[-10:]}"
    person = Person(uuid7(), login, tenant)
    actor = system_actor(tenant.id)
    async with api.kernel.dbs.tx(tenant) as tx:
        if kind == "user":
            await records.create(
                tx, actor, "user", {"name": "韩梅梅", "login": login}, id=person.id
            )
            await records.command(tx, actor, "user", person.id, "activate")
        for code in roles:
            role = (await records.find(tx, "role", code=code))[0]
            await records.create(
                tx, actor, "user_role", {"user": str(person.id), "role": str(role.id)}
            )
        if unit is not None:
            await records.create(
                tx, actor, "employment", {"user": str(person.id), "org_unit": str(unit)}
            )
    given = {"password": PASSWORD, "name": "韩梅梅", "kind": kind} | account
    await identity_service.create_account(
        api.kernel.parts["identity"],
        tenant_id=tenant.id,
        user_id=person.id,
        login=login,
        **given,
    )
    return person


async def make_unit(
    api: Api, tenant: Tenant, kind: str = "company", parent: UUID | None = None
) -> UUID:
    async with api.kernel.dbs.tx(tenant) as tx:
        code = uuid7().hex[-8:]
        values = {"kind": kind, "code": code, "name": f"单位 {code}"}
        if parent is not None:
            values["parent"] = str(parent)
        made = await records.create(tx, system_actor(tenant.id), "org_unit", values)
    return made.id


@asynccontextmanager
async def browser(
    api: Api, headers: dict[str, str] | None = None, *, address: str = ""
) -> AsyncIterator[httpx.AsyncClient]:
    """A browser of its own, with its own address so that tests don't slow each other."""
    address = address or f"2001:db8:0:{uuid7().hex[-4:]}::1"
    transport = httpx.ASGITransport(api, client=(address, 1))
    async with httpx.AsyncClient(transport=transport, base_url=BASE, headers=headers) as client:
        yield client


async def enter(client: httpx.AsyncClient, person: Person, **more: Any) -> httpx.Response:
    """Sign in; the client keeps the cookie and sends the CSRF token from then on."""
    sent = {"login": person.login, "password": person.password, "tenant": person.tenant.code}
    answer = await client.post(SESSION, json=sent | more)
    if answer.status_code == 200:
        client.headers["X-CSRF-Token"] = answer.json()["csrf"]
    return answer


def logins(people: Iterable[Person]) -> list[str]:
    return [p.login for p in people]
