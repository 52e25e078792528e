"""Bring databases to this program's version: roles, control plane. Safe to run many at once."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from sortie.base.db import connect
from sortie.base.errors import AppError
from sortie.base.i18n import Label
from sortie.base.migrations import Migrations, upgrade
from sortie.kernel.tenancy import repository
from sortie.kernel.tenancy.databases import PRIMARY
from sortie.kernel.tenancy.roles import APP_ROLE, SHARED_ROLE, app_password, ensure_roles

CONTROL_PLANE = Migrations(
    repository.CONTROL, Path(__file__).parent / "migrations", "tenancy", primary_only=True
)
# any number, the same in every release: one migration a database at a time
LOCK = 0x50_52_54_49_45
_OLDEST = 15


class ServerTooOldError(AppError):
    code, status = "tenancy.server_too_old", 500
    text = Label(
        "PostgreSQL {found} 过旧，需要 {wanted} 或更高版本。",
        "PostgreSQL {found} is too old; version {wanted} or newer is needed.",
    )


async def migrate(
    databases: Mapping[str, str],
    *,
    secret: bytes,
    primary: str = PRIMARY,
    more: Sequence[Migrations] = (),
) -> None:
    """Migrate every database: this room's control plane, then ``more`` in their order.

    Raises:
        ServerTooOldError: PostgreSQL before 15.
        OwnerTooWeakError: the URL's user may not make roles.
    """
    values = {"app_role": APP_ROLE, "shared_role": SHARED_ROLE}
    for key, dsn in databases.items():
        con = await connect(dsn)
        try:
            major = con.get_server_version().major
            if major < _OLDEST:
                raise ServerTooOldError(found=major, wanted=_OLDEST)
            await ensure_roles(con, app_password(secret))
            async with con.transaction():
                await con.execute("SELECT pg_advisory_xact_lock($1)", LOCK)
                for these in (CONTROL_PLANE, *more):
                    if key == primary or not these.primary_only:
                        await upgrade(con, these, values)
                if key == primary:
                    await repository.register_databases(con, databases)
        finally:
            await con.close()
