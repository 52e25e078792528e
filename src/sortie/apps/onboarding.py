"""People's first way in: a user record, its post, its roles and an account, from any caller."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sortie.apps.composition import Kernel
from sortie.base.errors import NotFoundError
from sortie.base.i18n import Label, Locale
from sortie.kernel.identity import service as identity
from sortie.kernel.permissions.contracts import Actor, system_actor
from sortie.kernel.records import service as records
from sortie.kernel.tenancy.contracts import Tenant, Tx

ADMINISTRATORS = ("system_admin", "security_admin", "audit_admin")
# No look-alikes: this is read from a screen and typed on a phone.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_PASSWORD_LENGTH = 16


@dataclass(frozen=True, slots=True)
class NewUser:
    """Who comes in. Without ``password`` one is made, to be changed at the first sign-in; without
    ``locale`` they speak their company's language.
    """

    login: str
    name: str
    roles: tuple[str, ...] = ()
    password: str | None = None
    phone: str | None = None
    email: str | None = None
    unit_id: UUID | None = None
    position: str | None = None
    locale: Locale | None = None


@dataclass(frozen=True, slots=True)
class Admitted:
    """The user's id (also the account's) and the password to be told once."""

    user_id: UUID
    login: str
    password: str


def make_password() -> str:
    """A password that can be read aloud: 79 bits."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(_PASSWORD_LENGTH))


async def admit(kernel: Kernel, tenant: Tenant, new: NewUser) -> Admitted:
    """Make record, post, roles and account.

    Raises:
        NotFoundError: a role doesn't exist.
        LoginTakenError: another account of the company has this login.
    """
    actor = system_actor(tenant.id)
    new = replace(new, locale=new.locale or tenant.locale)
    async with kernel.dbs.tx(tenant) as tx:
        user_id = await _record(tx, actor, new)
    password = new.password or make_password()
    await identity.create_account(
        kernel.parts["identity"],
        tenant_id=tenant.id,
        user_id=user_id,
        login=new.login,
        name=new.name,
        email=new.email,
        phone=new.phone,
        locale=new.locale or tenant.locale,
        password=password,
        must_change=new.password is None,
    )
    return Admitted(user_id, new.login, password)


async def _record(tx: Tx, actor: Actor, new: NewUser) -> UUID:
    given = {"name": new.name, "login": new.login, "locale": new.locale, "phone": new.phone,
             "email": new.email}  # fmt: skip
    values = {key: value for key, value in given.items() if value is not None}
    user = await records.create(tx, actor, "user", values)
    await records.command(tx, actor, "user", user.id, "activate")
    if new.unit_id is not None:
        post = {"user": user.id, "org_unit": new.unit_id, "position": new.position or ""}
        await records.create(tx, actor, "employment", post)
    for role_id in await _role_ids(tx, new.roles):
        await records.create(tx, actor, "user_role", {"user": user.id, "role": role_id})
    return user.id


async def _role_ids(tx: Tx, codes: Sequence[str]) -> list[UUID]:
    found = []
    for code in codes:
        roles = await records.find(tx, "role", code=code)
        if not roles:
            raise NotFoundError(Label(f"角色 {code}", f"Role {code}"))
        found.append(roles[0].id)
    return found
