"""SQL of the room."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sortie.base.db import Row
from sortie.base.ids import FileId
from sortie.kernel.files.contracts import FileKind, StoredFile
from sortie.kernel.tenancy.contracts import Tx

_COLUMNS = (
    "id, sha256, size, kind, media_type, filename, width, height, taken_at, exif, variants, "
    "uploaded_by, uploaded_at"
)


def _file(row: Row) -> StoredFile:
    values: dict[str, Any] = dict(row)
    return StoredFile(
        **{
            **values,
            "id": FileId(values["id"]),
            "kind": FileKind(values["kind"]),
            "variants": tuple(values["variants"]),
        }
    )


async def insert(tx: Tx, file: StoredFile) -> None:
    await tx.execute(
        f"INSERT INTO {tx.t('file')} ({_COLUMNS}) "
        "VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13)",
        file.id,
        file.sha256,
        file.size,
        file.kind.value,
        file.media_type,
        file.filename,
        file.width,
        file.height,
        file.taken_at,
        dict(file.exif),
        list(file.variants),
        file.uploaded_by,
        file.uploaded_at,
    )


async def by_ids(tx: Tx, ids: Collection[UUID]) -> list[StoredFile]:
    rows = await tx.fetch(f"SELECT {_COLUMNS} FROM {tx.t('file')} WHERE id = ANY($1)", list(ids))
    return [_file(x) for x in rows]


async def unheld_bytes(tx: Tx, since: datetime) -> int:
    """What people without an account sent since then and no record holds."""
    return int(
        await tx.value(
            f"""
            SELECT coalesce(sum(f.size), 0) FROM {tx.t("file")} f
            WHERE f.uploaded_at > $1 AND f.uploaded_by IS NULL
              AND NOT EXISTS (SELECT 1 FROM {tx.t("file_link")} l WHERE l.file_id = f.id)
            """,
            since,
        )
    )


async def links_of(tx: Tx, ids: Collection[UUID]) -> list[Row]:
    """Rows (file_id, object, record_id, field)."""
    return await tx.fetch(
        f"SELECT file_id, object, record_id, field FROM {tx.t('file_link')} WHERE file_id = ANY($1)",
        list(ids),
    )


async def add_links(tx: Tx, links: Sequence[tuple[UUID, str, UUID, str]]) -> None:
    """Rows (file_id, object, record_id, field), many at once."""
    await tx.con.executemany(
        f"INSERT INTO {tx.t('file_link')} (file_id, object, record_id, field) "
        "VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        links,
    )


async def set_links(tx: Tx, ids: Sequence[UUID], object_: str, record_id: UUID, field: str) -> None:
    """Exactly these files in this field of this record."""
    await tx.execute(
        f"DELETE FROM {tx.t('file_link')} "
        "WHERE object = $1 AND record_id = $2 AND field = $3 AND NOT file_id = ANY($4)",
        object_,
        record_id,
        field,
        list(ids),
    )
    if ids:
        await tx.execute(
            f"INSERT INTO {tx.t('file_link')} (file_id, object, record_id, field) "
            "SELECT f, $2, $3, $4 FROM unnest($1::uuid[]) AS f ON CONFLICT DO NOTHING",
            list(ids),
            object_,
            record_id,
            field,
        )


async def lock_content(tx: Tx, sha256: str) -> None:
    """One at a time for the same bytes, so a sweep can't remove what an upload just reused."""
    await tx.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"{tx.tenant.schema}/{sha256}"
    )


async def remove_unlinked(tx: Tx, before: datetime, limit: int) -> list[StoredFile]:
    """Delete rows uploaded before ``before`` that no record holds; at most ``limit``, returned.

    A link made at this very moment makes the foreign key refuse: the job then simply runs again.
    """
    rows = await tx.fetch(
        f"""
        DELETE FROM {tx.t("file")} WHERE id IN (
          SELECT f.id FROM {tx.t("file")} f
          WHERE f.uploaded_at < $1
            AND NOT EXISTS (SELECT FROM {tx.t("file_link")} l WHERE l.file_id = f.id)
          ORDER BY f.uploaded_at LIMIT $2
        ) RETURNING {_COLUMNS}
        """,
        before,
        limit,
    )
    return [_file(x) for x in rows]


async def has_content(tx: Tx, sha256: str) -> bool:
    found = await tx.value(f"SELECT true FROM {tx.t('file')} WHERE sha256 = $1 LIMIT 1", sha256)
    return bool(found)
