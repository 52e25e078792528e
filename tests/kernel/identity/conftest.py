"""Identity on a real control plane, with a mailbox instead of SMTP."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from sortie.apps.composition import Kernel
from sortie.base.ids import uuid7
from sortie.kernel.identity import service as identity_service
from sortie.kernel.identity.contracts import Account, Caller, Identity, IdentitySettings, Mail
from sortie.kernel.tenancy.contracts import Tenant

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
PASSWORD = "correct horse battery"


@dataclass
class Mailbox:
    mails: list[Mail] = field(default_factory=list)
    companies: list[Tenant | None] = field(default_factory=list)

    async def send(self, mail: Mail, tenant: Tenant | None) -> None:
        self.mails.append(mail)
        self.companies.append(tenant)


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def identity(kernel: Kernel, mailbox: Mailbox) -> Identity:
    settings = IdentitySettings(b"a secret for tests only", "http://localhost:8000")
    return Identity(kernel.dbs, settings, mailbox)


@pytest.fixture
def caller() -> Caller:
    # each test its own address, so that one's wrong tries don't slow another
    return Caller(f"2001:db8:0:{uuid7().hex[-4:]}::1", "Mozilla/5.0 (iPhone) Safari/605")


@pytest.fixture
async def account(identity: Identity, tenant: Tenant) -> Account:
    return await new_account(identity, tenant)


async def new_account(identity: Identity, tenant: Tenant, **more: object) -> Account:
    name = uuid7().hex[-10:]
    given = {"login": f"li-{name}", "email": f"{name}@example.com", "password": PASSWORD} | more
    return await identity_service.create_account(
        identity,
        tenant_id=tenant.id,
        user_id=uuid7(),
        name="李雷",
        **given,
    )
