"""PostgreSQL roles: owner (the URL's user), the program's sign-in, one role a tenant.

``sortie_app`` may sign in and become a tenant's role, but inherits nothing and owns nothing.
``sortie_tenants`` holds what all tenants' roles share: adding to the job queue.
"""

import asyncio
import base64
import hashlib
import hmac
import os

import asyncpg

from sortie.base.db import Connection, literal, quote
from sortie.base.errors import AppError
from sortie.base.i18n import Label

APP_ROLE = "sortie_app"
SHARED_ROLE = "sortie_tenants"
_ITERATIONS = 4096


class OwnerTooWeakError(AppError):
    """The database URL's user can't make roles, which keep tenants apart."""

    code, status = "tenancy.owner_too_weak", 500
    text = Label(
        "数据库用户「{user}」没有 CREATEROLE 权限。请执行：ALTER ROLE {user} CREATEROLE;",
        "Database user “{user}” may not make roles. Run: ALTER ROLE {user} CREATEROLE;",
    )


def app_password(secret: bytes) -> str:
    """The program's database password: derived, so it is stored nowhere and every node knows it."""
    return hmac.new(secret, b"db-app", hashlib.sha256).hexdigest()


def scram_verifier(password: str, salt: bytes) -> str:
    """What PostgreSQL keeps for a password; sent instead of it, so no log ever holds it.

    Source: RFC 5803; PostgreSQL's src/common/scram-common.c.
    """
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, _ITERATIONS)
    client = hmac.digest(salted, b"Client Key", "sha256")
    stored, server = hashlib.sha256(client).digest(), hmac.digest(salted, b"Server Key", "sha256")
    text = [base64.b64encode(x).decode() for x in (salt, stored, server)]
    return f"SCRAM-SHA-256${_ITERATIONS}:{text[0]}${text[1]}:{text[2]}"


async def ensure_roles(con: Connection, password: str) -> None:
    """Make or refresh the roles the whole server shares; outside any transaction.

    Raises:
        OwnerTooWeakError: the URL's user may not make roles.
    """
    verifier = literal(scram_verifier(password, os.urandom(16)))
    sign_in = f"ALTER ROLE {quote(APP_ROLE)} LOGIN NOINHERIT PASSWORD {verifier}"
    user = await con.fetchval("SELECT current_user")
    try:
        await _ensure(con, APP_ROLE, "LOGIN NOINHERIT")
        await _ensure(con, SHARED_ROLE, "NOLOGIN")
        await _patiently(con, sign_in)
    except asyncpg.InsufficientPrivilegeError as denied:
        raise OwnerTooWeakError(user=user) from denied


async def _patiently(con: Connection, statement: str) -> None:
    """Roles belong to the whole server: another database's start may alter the same one now."""
    for last in (False,) * 9 + (True,):
        try:
            await con.execute(statement)
        except asyncpg.InternalServerError:  # «tuple concurrently updated»
            if last:
                raise
            await asyncio.sleep(0.05)
        else:
            return


async def _ensure(con: Connection, role: str, rights: str) -> None:
    # roles belong to the server: another database's migration may be making the same one
    await con.execute(
        f"""
        DO $$ BEGIN
          IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = {literal(role)}) THEN
            CREATE ROLE {quote(role)} {rights};
          END IF;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
        END $$
        """
    )


def tenant_role_sql(role: str, schema: str) -> str:
    """Schema and role of one tenant."""
    r, s = quote(role), quote(schema)
    return f"""
        CREATE ROLE {r} NOLOGIN;
        GRANT {r} TO {quote(APP_ROLE)};
        GRANT {quote(SHARED_ROLE)} TO {r};
        CREATE SCHEMA {s};
        GRANT USAGE ON SCHEMA {s} TO {r};
    """
