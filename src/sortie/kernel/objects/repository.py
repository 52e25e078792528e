"""SQL of the meta tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sortie.base.ids import uuid7
from sortie.kernel.objects.codec import (
    field_from_plain,
    field_to_plain,
    object_from_plain,
    object_to_plain,
)
from sortie.kernel.objects.contracts import Field, Object
from sortie.kernel.tenancy.contracts import Tx


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field as frozen in the tenant's schema, tombstones included."""

    id: UUID
    object: str
    name: str
    column: str | None
    column_type: str | None
    custom: bool
    definition: dict[str, Any]
    override: dict[str, Any]
    retired: bool
    cleared: bool

    def frozen(self) -> Field:
        """As the program or the administrator declared it, without overrides."""
        return self._built(self.definition)

    def field(self) -> Field:
        return self._built({**self.definition, **self.override, **self._all_choices()})

    def _all_choices(self) -> dict[str, Any]:
        """A choice that came with a later release is offered although the list was overridden."""
        own = self.override.get("options", {}).get("choices")
        if own is None:
            return {}
        named = {c["value"] for c in own}
        new = [c for c in self.definition["options"]["choices"] if c["value"] not in named]
        return {"options": {**self.override["options"], "choices": [*own, *new]}}

    def _built(self, definition: dict[str, Any]) -> Field:
        return field_from_plain(
            definition, id_=str(self.id), column=self.column or "", retired=self.retired
        )


@dataclass(frozen=True, slots=True)
class ObjectRow:
    name: str
    table: str
    custom: bool
    definition: dict[str, Any]
    retired: bool

    def object(self) -> Object:
        """Without its fields."""
        return object_from_plain(self.definition, table=self.table, retired=self.retired)


@dataclass(frozen=True, slots=True)
class Meta:
    """All definitions of a tenant, read in one statement, so of one moment."""

    version: int
    objects: dict[str, ObjectRow]
    fields: dict[str, list[FieldRow]]


async def load(tx: Tx) -> Meta:
    rows = await tx.fetch(
        f"""
        SELECT s.meta_version, o.name AS object, o.table_name, o.custom AS object_custom,
               o.definition AS object_definition, o.retired_at IS NOT NULL AS object_retired,
               f.id, f.name, f.column_name, f.column_type, f.custom, f.definition, f.override,
               f.retired_at IS NOT NULL AS retired, f.cleared
        FROM {tx.t("kernel_state")} s
        LEFT JOIN {tx.t("meta_object")} o ON true
        LEFT JOIN {tx.t("meta_field")} f ON f.object = o.name
        ORDER BY o.position, o.name, f.position, f.created_at, f.id
        """
    )
    objects: dict[str, ObjectRow] = {}
    fields: dict[str, list[FieldRow]] = {}
    for r in rows:
        name = r["object"]
        if name is None:
            continue
        if name not in objects:
            objects[name] = ObjectRow(
                name,
                r["table_name"],
                r["object_custom"],
                r["object_definition"],
                r["object_retired"],
            )
            fields[name] = []
        if r["id"] is not None:
            fields[name].append(
                FieldRow(
                    r["id"], name, r["name"], r["column_name"], r["column_type"], r["custom"],
                    r["definition"], r["override"], r["retired"], r["cleared"],
                )
            )  # fmt: skip
    return Meta(rows[0]["meta_version"], objects, fields)


async def bump(tx: Tx) -> int:
    """The next metadata version; this transaction's own cache is left aside until it commits."""
    version: int = await tx.value(
        f"UPDATE {tx.t('kernel_state')} SET meta_version = meta_version + 1 RETURNING meta_version"
    )
    tx.meta_version = version
    tx.state["objects.changed"] = True
    return version


async def put_objects(tx: Tx, objects: Sequence[tuple[Object, int]]) -> None:
    """Insert or refreeze each object at its position."""
    await tx.con.executemany(
        f"""
        INSERT INTO {tx.t("meta_object")} (name, table_name, custom, definition, position)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (name) DO UPDATE SET definition = excluded.definition,
          position = excluded.position, retired_at = NULL
        """,
        [(o.name, o.table, o.custom, object_to_plain(o), position) for o, position in objects],
    )


async def put_fields(tx: Tx, rows: Sequence[tuple[str, int, Field, bool, str | None]]) -> None:
    """Insert or refreeze (object, position, field, custom, column type)."""
    await tx.con.executemany(
        f"""
        INSERT INTO {tx.t("meta_field")}
          (id, object, name, column_name, column_type, custom, definition, position)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (id) DO UPDATE SET definition = excluded.definition,
          position = excluded.position, retired_at = NULL, cleared = false
        """,
        [
            (UUID(f.id), object_, f.name, f.column or None, kind, custom, field_to_plain(f), place)
            for object_, place, f, custom, kind in rows
        ],
    )


async def retire_object(tx: Tx, name: str) -> None:
    await tx.execute(
        f"UPDATE {tx.t('meta_object')} SET retired_at = $2 WHERE name = $1", name, tx.now
    )


async def retire_field(tx: Tx, id_: UUID) -> None:
    await tx.execute(f"UPDATE {tx.t('meta_field')} SET retired_at = $2 WHERE id = $1", id_, tx.now)


async def buried(tx: Tx, object_: str, name: str, since: datetime) -> UUID | None:
    """The newest tombstone of that name that still has its column and values."""
    found: UUID | None = await tx.value(
        f"SELECT id FROM {tx.t('meta_field')} WHERE object = $1 AND name = $2 AND custom "
        "AND retired_at > $3 AND NOT cleared ORDER BY retired_at DESC LIMIT 1",
        object_,
        name,
        since,
    )
    return found


async def unbury(tx: Tx, id_: UUID) -> None:
    """Live again and optional; what would have emptied it is called off."""
    await tx.execute(
        f"UPDATE {tx.t('meta_field')} SET retired_at = NULL, "
        'definition = definition || \'{"required": false, "default": null}\' WHERE id = $1',
        id_,
    )
    await tx.execute(f"DELETE FROM {tx.t('meta_task')} WHERE field_id = $1 AND kind = 'clear'", id_)


async def override_field(tx: Tx, id_: UUID, override: dict[str, Any]) -> None:
    await tx.execute(f"UPDATE {tx.t('meta_field')} SET override = $2 WHERE id = $1", id_, override)


async def next_name(tx: Tx) -> int:
    """The next number for generated table and column names; never given twice."""
    found: int = await tx.value(f"SELECT nextval({tx.t('meta_name')!r}::regclass)")
    return found


async def note(
    tx: Tx, actor_id: UUID | None, entries: Sequence[tuple[str, str, str | None, dict[str, Any]]]
) -> None:
    """Write (action, object, field, detail) into the ledger."""
    await tx.con.executemany(
        f"INSERT INTO {tx.t('meta_ledger')} (actor_id, action, object, field, detail) "
        "VALUES ($1, $2, $3, $4, $5)",
        [(actor_id, *entry) for entry in entries],
    )


async def add_task(
    tx: Tx,
    kind: str,
    object_: str,
    field_id: UUID | None,
    args: dict[str, Any],
    *,
    after_days: int = 0,
) -> UUID:
    """Heavy work to be done outside this transaction; the ``objects.work`` job does it."""
    id_ = uuid7()
    await tx.execute(
        f"INSERT INTO {tx.t('meta_task')} (id, kind, object, field_id, args, not_before) "
        "VALUES ($1, $2, $3, $4, $5, $6)",
        id_,
        kind,
        object_,
        field_id,
        args,
        tx.now + timedelta(days=after_days),
    )
    return id_
