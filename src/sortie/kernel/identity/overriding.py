"""A new password given by whoever holds the machine: the last way back in."""

from datetime import datetime
from uuid import UUID

from sortie.base.errors import NotFoundError
from sortie.base.i18n import Label
from sortie.kernel.identity import passwords, rules, sessions, signin, throttle
from sortie.kernel.identity.accounts import row_of
from sortie.kernel.identity.contracts import Identity


async def override_password(
    identity: Identity, tenant_id: UUID, account_id: UUID, password: str, *, now: datetime
) -> None:
    """Set ``password``, to be changed at the next sign-in; ends every session and lock-out.

    A second factor stays in force.
    """
    hashed = await passwords.hash_password(password)
    async with identity.plane.control() as con:
        row = await row_of(con, account_id, lock=True)
        if row["tenant_id"] != tenant_id:
            raise NotFoundError(Label("该账号", "This account"))
        rules.check_password(password, login=row["login"])
        await signin.set_password(con, account_id, hashed, now)
        await con.execute(
            "UPDATE sortie_control.account SET must_change_password = true WHERE id = $1",
            account_id,
        )
        await sessions.revoke_all(con, account_id, now=now)
        await throttle.clear(con, throttle.account_key(account_id))
