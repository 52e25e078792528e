"""Backups and moves: one tenant or the whole installation into one file, and out of it again.

Members: manifest.json, installation/… (the secret and the audit keys), then for each tenant its
shape, rows, sign-ins, jobs and files. What is in an archive can read the company: it is 0600.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec

from sortie.apps.composition import RESTORED, Kernel
from sortie.base.db import Connection
from sortie.base.errors import AppError
from sortie.base.i18n import Label
from sortie.kernel.files import service as files
from sortie.kernel.tenancy import service as tenancy
from sortie.kernel.tenancy.contracts import Tenant

type Progress = Callable[[str, int, int], None]

_INSTALLATION = "installation/"
# sealed with keys of another installation they can't be opened: people set them up again
_FOREIGN: tuple[str, ...] = (
    "DELETE FROM sortie_control.data_key WHERE tenant_id = $1",
    """
    UPDATE sortie_control.account SET totp_secret = NULL, totp_enabled_at = NULL
    WHERE tenant_id = $1
    """,
    """
    UPDATE sortie_control.oidc_provider SET client_secret = NULL, state = 'off'
    WHERE tenant_id = $1
    """,
)


class InstallationNotEmptyError(AppError):
    """A whole backup goes into an empty installation only: it must not mix two pasts."""

    code, status = "archive.not_empty", 409
    text = Label(
        "目标系统已有 {count} 家企业。请恢复到空的系统。",
        "This installation holds {count} companies already; restore into an empty one.",
    )


class WrongArchiveError(AppError):
    code, status = "archive.wrong_kind", 422
    text = Label(
        "这是「{found}」归档，此处需要「{wanted}」。",
        "This is an archive of one {found}; here one of a whole {wanted} is needed.",
    )


def _silent(_what: str, _done: int, _of: int) -> None:
    pass


# --- out ------------------------------------------------------------------------------------


async def export_tenant(
    kernel: Kernel, tenant: Tenant, path: Path, progress: Progress = _silent
) -> Sequence[str]:
    """One company whole into ``path`` (.tar.zst), as of one moment, while people work on.

    Returns: «company: place» of every file that has a row but no bytes in the store.
    """
    return await _write(kernel, [tenant], path, "tenant", progress)


async def backup(kernel: Kernel, path: Path, progress: Progress = _silent) -> Sequence[str]:
    """The whole installation into ``path``: every company, and the keys below the data folder.

    Returns: the lost files, as `export_tenant`.
    """
    kept = [x for x in await kernel.dbs.tenants() if x.state in {"active", "suspended"}]
    return await _write(kernel, kept, path, "installation", progress)


async def _write(
    kernel: Kernel, tenants: Sequence[Tenant], path: Path, kind: str, progress: Progress
) -> Sequence[str]:
    dbs = kernel.dbs
    lost: list[str] = []
    manifest = {
        "format": tenancy.FORMAT,
        "kind": kind,
        "program": version("sortie"),
        "made_at": datetime.now(UTC).isoformat(),
        "secret_mark": tenancy.secret_mark(dbs.secret),
        "tenants": [tenancy.describe(x) for x in tenants],
    }
    async with AsyncExitStack() as stack:
        # all views before the first row, so that databases differ by moments only
        names = {dbs.primary, *(x.database for x in tenants)}
        views = {
            name: await stack.enter_async_context(tenancy.steady_view(dbs.databases[name]))
            for name in sorted(names)
        }
        with tenancy.write_archive(path) as out:
            await asyncio.to_thread(out.add_bytes, tenancy.MANIFEST, msgspec.json.encode(manifest))
            if kind == "installation":
                await asyncio.to_thread(_add_keys, kernel.settings.data_dir, out)
            for number, tenant in enumerate(tenants):
                told = _named(progress, tenant, number, len(tenants))
                view, prefix = views[tenant.database], f"tenants/{number}/"
                await tenancy.write_tenant(view, views[dbs.primary], tenant, out, prefix, told)
                lost += await _write_files(kernel, view, tenant, out, prefix)
            progress("", len(tenants), len(tenants))
    return lost


def _named(progress: Progress, tenant: Tenant, number: int, count: int) -> Progress:
    """Tables of one tenant as hundredths of the whole."""

    def tell(what: str, done: int, of: int) -> None:
        part = 100 * done // of if of else 100
        progress(f"{tenant.code} {what}".strip(), 100 * number + part, 100 * count)

    return tell


def _add_keys(data_dir: Path, out: tenancy.ArchiveWriter) -> None:
    """The secret, if it isn't kept in the environment, and what makes the audit log provable."""
    audit = data_dir / "audit"
    for path in (data_dir / "secret", *sorted(audit.rglob("*"))):
        if path.is_file():
            out.add_file(f"{_INSTALLATION}{path.relative_to(data_dir)}", path)


async def _write_files(
    kernel: Kernel, view: Connection, tenant: Tenant, out: tenancy.ArchiveWriter, prefix: str
) -> list[str]:
    lost = []
    async for place, content in files.contents(kernel.files, view, tenant):
        if content is None:
            lost.append(f"{tenant.code}: {place}")
            continue
        with tempfile.NamedTemporaryFile(prefix="sortie-export-") as spool:
            async for chunk in content:
                spool.write(chunk)
            spool.flush()
            name, path = f"{prefix}files/{place}", Path(spool.name)
            await asyncio.to_thread(out.add_file, name, path)
    return lost


# --- in -------------------------------------------------------------------------------------


def take_keys(path: Path, data_dir: Path) -> bool:
    """Put the secret and audit keys of a backup into an empty data folder; whether it had any.

    Call it before settings are loaded: what was sealed opens with this secret only.

    Raises:
        ArchiveDamagedError: unreadable.
    """
    found = False
    with tenancy.read_archive(path) as archive:
        archive.manifest()
        for name, content in archive.members():
            if not name.startswith(_INSTALLATION):
                break
            target = data_dir / name.removeprefix(_INSTALLATION)
            if not target.resolve().is_relative_to(data_dir.resolve()):
                raise tenancy.ArchiveDamagedError(where=name)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.touch(mode=0o600)
            target.write_bytes(content.read_bytes())
            found = True
    return found


async def import_tenant(
    kernel: Kernel, path: Path, *, code: str | None = None, progress: Progress = _silent
) -> Tenant:
    """The company of an archive, ready for sign-in; under another ``code`` if wanted.

    Raises:
        ArchiveDamagedError: nothing of it stays. TenantExistsError: its id or code is here.
    """
    [tenant] = await _read(kernel, path, "tenant", code, progress)
    return tenant


async def restore(kernel: Kernel, path: Path, *, progress: Progress = _silent) -> Sequence[Tenant]:
    """Every company of a backup, into an empty installation; nobody is signed in afterwards.

    Raises:
        InstallationNotEmptyError: there are companies. ArchiveDamagedError: nothing of it stays.
    """
    if present := await kernel.dbs.tenants():
        raise InstallationNotEmptyError(count=len(present))
    return await _read(kernel, path, "installation", None, progress)


async def _read(
    kernel: Kernel, path: Path, kind: str, code: str | None, progress: Progress
) -> list[Tenant]:
    loads: list[tenancy.TenantLoad] = []
    try:
        with tenancy.read_archive(path) as archive:
            manifest = await asyncio.to_thread(_manifest, archive, kind)
            described = [tenancy.described(x) for x in manifest["tenants"]]
            for tenant in described:
                load = await tenancy.TenantLoad.begin(kernel.dbs, tenant, code)
                loads.append(load)
            await _take_members(kernel, archive, loads, progress)
        # the digests fit: only now may anyone get in
        foreign = manifest["secret_mark"] != tenancy.secret_mark(kernel.dbs.secret)
        fixes = _FOREIGN if foreign else ()
        found = [await x.finish(kernel.steps, RESTORED, kernel.install, fixes) for x in loads]
        for tenant, restored in zip(described, found, strict=True):
            if tenant.state == "suspended":
                await tenancy.suspend_tenant(kernel.dbs, restored)
    except BaseException:
        for load in loads:
            await load.abandon()
            await files.delete_tenant_files(kernel.files, load.tenant)
        raise
    return found


def _manifest(archive: tenancy.ArchiveReader, kind: str) -> dict[str, Any]:
    manifest = archive.manifest()
    if manifest["kind"] != kind:
        raise WrongArchiveError(found=manifest["kind"], wanted=kind)
    return manifest


async def _take_members(
    kernel: Kernel,
    archive: tenancy.ArchiveReader,
    loads: Sequence[tenancy.TenantLoad],
    progress: Progress,
) -> None:
    async for name, content in _threaded(archive.members()):
        if name.startswith(_INSTALLATION):
            continue
        root, _, rest = name.partition("/")
        number, _, member = rest.partition("/")
        if root != "tenants" or not number.isdigit() or int(number) >= len(loads):
            raise tenancy.ArchiveDamagedError(where=name)
        load = loads[int(number)]
        progress(f"{load.tenant.code} {member}", int(number), len(loads))
        if member.startswith("files/"):
            place = member.removeprefix("files/")
            await files.take_content(kernel.files, load.tenant, place, content)
        else:
            await load.take(member, content)
    progress("", len(loads), len(loads))


async def _threaded(members: Iterator[tuple[str, Path]]) -> AsyncIterator[tuple[str, Path]]:
    """Unpack in a thread: zstd and the disk would hold up the loop."""
    end: Any = object()
    while (found := await asyncio.to_thread(next, members, end)) is not end:
        yield found
