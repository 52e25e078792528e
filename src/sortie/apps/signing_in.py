"""Identity bolted to this installation's databases, address and mail, and to its user records."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from sortie.apps.mail import mailer_for
from sortie.apps.outward import guarded
from sortie.base.settings import Settings
from sortie.kernel.audit import service as audit
from sortie.kernel.audit.contracts import AuditQuery
from sortie.kernel.identity import service as identity_service
from sortie.kernel.identity.contracts import (
    AccountState,
    Attempt,
    AttemptQuery,
    ControlPlane,
    Identity,
    IdentitySettings,
)
from sortie.kernel.jobs.contracts import JobContext
from sortie.kernel.jobs.service import JobRegistry
from sortie.kernel.permissions.contracts import Actor, system_actor
from sortie.kernel.records.contracts import Change
from sortie.kernel.records.service import Hooks
from sortie.kernel.tenancy.contracts import Tx

if TYPE_CHECKING:
    from httpx import AsyncBaseTransport

REFUSED = "session.refused"
_SETTLED = timedelta(seconds=30)
_PAGE = 500
_OUT = {"locked": AccountState.LOCKED, "left": AccountState.LEFT}
_TOLD = frozenset({"name", "email", "phone", "locale"})


def build_identity(settings: Settings, plane: ControlPlane) -> Identity:
    given = IdentitySettings(secret=settings.secret.encode(), public_url=settings.public_url)
    return Identity(
        plane, given, mailer_for(settings), cast("AsyncBaseTransport", guarded(settings))
    )


def add_sweep(identity: Identity, jobs: JobRegistry) -> None:
    """Forget run-out links, throttles and old sessions nightly; tell refused tries each minute."""

    async def sweep(_job: JobContext, _args: dict[str, Any]) -> None:
        await identity_service.sweep(identity, now=datetime.now(UTC))

    async def tell(job: JobContext, _args: dict[str, Any]) -> None:
        # not at once: a request of a known name may take no longer than of a made-up one
        async with job.dbs.tx(job.tenant) as tx:
            await tell_refused(tx, identity, until=tx.now - _SETTLED)

    jobs.add("identity.sweep", sweep, cron="17 3 * * *")
    jobs.add("identity.tell_refused", tell, every_s=60)


async def tell_refused(tx: Tx, identity: Identity, *, until: datetime) -> int:
    """Append the company's refused tries to sign in before ``until`` to its audit; how many.

    Goes on after the last one told. ``until`` lies so far back that no older try is still on
    its way into the log of tries.
    """
    told = await audit.entries(tx, AuditQuery(action=REFUSED), limit=1)
    after = datetime.fromisoformat(told[0].extra["at"]) if told else None
    found: list[Attempt] = []
    before = until
    while page := await identity_service.attempts(
        identity, tx.tenant.id, before=before, asked=AttemptQuery(after=after), limit=_PAGE
    ):
        found += page
        before = page[-1].at
    actor = system_actor(tx.tenant.id, "sign-in")
    for attempt in reversed(found):
        extra = {
            "at": attempt.at.isoformat(),
            "login": attempt.login,
            "outcome": attempt.outcome,
            "method": attempt.method,
            "ip": attempt.ip,
        }
        await audit.append(tx, actor, REFUSED, "user", attempt.account_id, extra=extra)
    return len(found)


def follow_users(identity: Identity, hooks: Hooks) -> None:
    """Accounts follow user records: who is locked, leaves or goes to the trash is out at once.

    Letting someone out happens before the record's commit and letting in after it, so that a
    failure between the two errs on the closed side.
    """

    async def follow(tx: Tx, _actor: Actor, change: Change) -> None:
        user, company = change.after.id, tx.tenant.id
        state = change.after.get("state")
        gone = _OUT.get(state) or (AccountState.LEFT if change.op == "delete" else None)
        if change.op == "create":
            return
        if gone is not None:
            await identity_service.follow_state(identity, company, user, gone, now=tx.now)
        elif change.changed & {"state", "deleted_at"} or change.op == "restore":

            async def let_in() -> None:
                await identity_service.follow_state(
                    identity, company, user, AccountState.ACTIVE, now=tx.now
                )

            tx.after_commit(let_in)
        if change.changed & _TOLD:
            told = {name: change.after.get(name) for name in _TOLD}

            async def rename() -> None:
                await identity_service.update_account(identity, company, user, **told)

            tx.after_commit(rename)

    hooks.after("user", follow)
