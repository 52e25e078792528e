"""A tenant's schema as DDL, read from PostgreSQL's catalogue: what an archive rebuilds it from.

Own, instead of pg_dump: it needs no program beside ours, works over TLS and on every version, and
it refuses what it doesn't know rather than leaving it out.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from sortie.base.db import Connection, literal, quote
from sortie.base.errors import AppError
from sortie.base.i18n import Label


class SnapshotUncoveredError(AppError):
    """The schema holds a kind of thing that archives don't know yet."""

    code, status = "archive.uncovered", 500
    text = Label(
        "归档不支持模式中的「{what}」，请联系开发者。",
        "Archives don't cover “{what}” in the schema; tell the developers.",
    )


class TableShape(msgspec.Struct, frozen=True):
    """One table. ``columns`` are those whose values travel; ``before`` runs before its rows come,
    ``after`` when all tables have theirs.
    """

    name: str
    columns: list[str]
    before: list[str]
    after: list[str]


class SchemaShape(msgspec.Struct, frozen=True):
    """A schema's DDL under its own name. ``sequences``: statements that set their values."""

    schema: str
    tables: list[TableShape]
    sequences: list[str]
    grants: list[str]


@dataclass(frozen=True, slots=True)
class _Table:
    oid: int
    name: str
    qualified: str


async def read_shape(con: Connection, schema: str, role: str) -> SchemaShape:
    """Raises SnapshotUncoveredError: a view, function, trigger, policy or type lives there."""
    await _refuse_unknown(con, schema)
    rows = await con.fetch(
        """
        SELECT c.oid, c.relname, c.relpersistence = 'u' AS unlogged, c.reloptions
        FROM pg_catalog.pg_class c
        WHERE c.relnamespace = $1::regnamespace AND c.relkind = 'r' ORDER BY c.relname
        """,
        schema,
    )
    tables: list[TableShape] = []
    sequences: list[str] = []
    own = await _own_sequences(con, schema)
    for row in rows:
        qualified = f"{quote(schema)}.{quote(row['relname'])}"
        table = _Table(row["oid"], row["relname"], qualified)
        kind = "UNLOGGED TABLE" if row["unlogged"] else "TABLE"
        options = f" WITH ({', '.join(row['reloptions'])})" if row["reloptions"] else ""
        columns, identities, lines = await _columns(con, table)
        before = [f"CREATE {kind} {qualified} ({', '.join(lines)}){options}"]
        for name in identities:
            place = f"{literal(qualified)}, {literal(name)}"
            value = await _value(con, f"pg_get_serial_sequence({place})::regclass")
            sequences.append(f"SELECT setval(pg_get_serial_sequence({place}), {value})")
        tables.append(TableShape(table.name, columns, before, await _after(con, table)))
    sequences += [x[1] for x in own]
    first = [x[0] for x in own]
    if tables and first:
        head = tables[0]
        tables[0] = TableShape(head.name, head.columns, [*first, *head.before], head.after)
    return SchemaShape(schema, _by_reference(tables), sequences, await _grants(con, schema, role))


async def _refuse_unknown(con: Connection, schema: str) -> None:
    found = await con.fetchval(
        """
        SELECT kind || ' ' || name FROM (
          SELECT CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view'
                   WHEN 'p' THEN 'partitioned table' ELSE 'relation' END AS kind, c.relname AS name
            FROM pg_catalog.pg_class c
            WHERE c.relnamespace = $1::regnamespace AND c.relkind NOT IN ('r', 'i', 'S', 't')
          UNION ALL
          SELECT 'function', p.proname FROM pg_catalog.pg_proc p
            WHERE p.pronamespace = $1::regnamespace
          UNION ALL
          SELECT 'type', t.typname FROM pg_catalog.pg_type t
            WHERE t.typnamespace = $1::regnamespace AND t.typtype IN ('e', 'd', 'r')
          UNION ALL
          SELECT 'trigger', g.tgname FROM pg_catalog.pg_trigger g
            JOIN pg_catalog.pg_class c ON c.oid = g.tgrelid
            WHERE c.relnamespace = $1::regnamespace AND NOT g.tgisinternal
          UNION ALL
          SELECT 'policy', l.polname FROM pg_catalog.pg_policy l
            JOIN pg_catalog.pg_class c ON c.oid = l.polrelid
            WHERE c.relnamespace = $1::regnamespace
        ) x LIMIT 1
        """,
        schema,
    )
    if found is not None:
        raise SnapshotUncoveredError(what=found)


async def _columns(con: Connection, table: _Table) -> tuple[list[str], list[str], list[str]]:
    """Travelling columns, identity columns, and every column's definition."""
    rows = await con.fetch(
        """
        SELECT a.attname, format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull,
               a.attidentity::text AS identity, a.attgenerated::text AS generated,
               pg_get_expr(d.adbin, d.adrelid) AS default,
               CASE WHEN a.attcollation <> t.typcollation THEN a.attcollation::regcollation::text
               END AS collation
        FROM pg_catalog.pg_attribute a
        JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
        LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE a.attrelid = $1 AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
        """,
        table.oid,
    )
    columns, identities, lines = [], [], []
    for row in rows:
        line = f"{quote(row['attname'])} {row['type']}"
        if row["collation"]:
            line += f" COLLATE {row['collation']}"
        if row["identity"]:
            always = "ALWAYS" if row["identity"] == "a" else "BY DEFAULT"
            line += f" GENERATED {always} AS IDENTITY"
            identities.append(row["attname"])
        elif row["generated"]:
            line += f" GENERATED ALWAYS AS ({row['default']}) STORED"
        elif row["default"] is not None:
            line += f" DEFAULT {row['default']}"
        lines.append(line + (" NOT NULL" if row["attnotnull"] else ""))
        # a transaction id means nothing in another life: it takes the id of the restore
        if not row["generated"] and row["type"] != "xid8":
            columns.append(row["attname"])
    return columns, identities, lines


async def _after(con: Connection, table: _Table) -> list[str]:
    """Constraints and indexes; foreign keys last, when their targets have their keys."""
    rows = await con.fetch(
        """
        SELECT conname, contype::text AS kind, pg_get_constraintdef(oid) AS definition
        FROM pg_catalog.pg_constraint
        WHERE conrelid = $1 AND contype IN ('p', 'u', 'c', 'x', 'f')
        ORDER BY contype = 'f', contype <> 'p', conname
        """,
        table.oid,
    )
    add = f"ALTER TABLE {table.qualified} ADD CONSTRAINT"
    added = [(x["kind"], f"{add} {quote(x['conname'])} {x['definition']}") for x in rows]
    indexes = await con.fetch(
        """
        SELECT pg_get_indexdef(i.indexrelid) AS definition FROM pg_catalog.pg_index i
        WHERE i.indrelid = $1 AND i.indisvalid
          AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint k
                          WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
        ORDER BY 1
        """,
        table.oid,
    )
    return [
        *(x for kind, x in added if kind != "f"),
        *(x["definition"] for x in indexes),
        *(x for kind, x in added if kind == "f"),
    ]


def _by_reference(tables: Sequence[TableShape]) -> list[TableShape]:
    """The same tables; foreign keys move to the last one's ``after``, behind all keys."""
    if not tables:
        return []
    foreign = [x for t in tables for x in t.after if " FOREIGN KEY " in x]
    kept = [
        TableShape(t.name, t.columns, t.before, [x for x in t.after if x not in foreign])
        for t in tables
    ]
    last = kept[-1]
    kept[-1] = TableShape(last.name, last.columns, last.before, [*last.after, *foreign])
    return kept


async def _own_sequences(con: Connection, schema: str) -> list[tuple[str, str]]:
    """Sequences that no identity column owns: (creation, setting)."""
    rows = await con.fetch(
        """
        SELECT c.oid, c.relname, s.seqincrement, s.seqstart, format_type(s.seqtypid, NULL) AS type
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_sequence s ON s.seqrelid = c.oid
        WHERE c.relnamespace = $1::regnamespace
          AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                          WHERE d.objid = c.oid AND d.deptype = 'i')
        ORDER BY c.relname
        """,
        schema,
    )
    found = []
    for row in rows:
        name = f"{quote(schema)}.{quote(row['relname'])}"
        value = await _value(con, f"{literal(name)}::regclass")
        made = (
            f"CREATE SEQUENCE {name} AS {row['type']} "
            f"INCREMENT {row['seqincrement']} START {row['seqstart']}"
        )
        found.append((made, f"SELECT setval({literal(name)}, {value})"))
    return found


async def _value(con: Connection, sequence: str) -> str:
    """``last value, whether it was given out`` of a sequence, as setval takes them."""
    name = await con.fetchval(f"SELECT {sequence}::text")
    row = await con.fetchrow(f"SELECT last_value, is_called FROM {name}")
    if row is None:
        return "1, false"
    return f"{row['last_value']}, {str(row['is_called']).lower()}"


async def _grants(con: Connection, schema: str, role: str) -> list[str]:
    """What the tenant's role may do, table by table and column by column."""
    rows = await con.fetch(
        """
        SELECT c.relname, c.relkind::text AS kind, NULL AS attname, acl.privilege_type AS right
        FROM pg_catalog.pg_class c, aclexplode(c.relacl) acl
        WHERE c.relnamespace = $1::regnamespace AND acl.grantee = $2::regrole
        UNION ALL
        SELECT c.relname, c.relkind::text, a.attname, acl.privilege_type
        FROM pg_catalog.pg_class c
        JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0,
        aclexplode(a.attacl) acl
        WHERE c.relnamespace = $1::regnamespace AND acl.grantee = $2::regrole
        ORDER BY 1, 3 NULLS FIRST, 4
        """,
        schema,
        role,
    )
    grants = []
    for row in rows:
        # only rights tables and sequences have had in every version: MAINTAIN came with 17
        column = f" ({quote(row['attname'])})" if row["attname"] else ""
        kind = "SEQUENCE" if row["kind"] == "S" else "TABLE"
        target = f"{quote(schema)}.{quote(row['relname'])}"
        grants.append(f"GRANT {row['right']}{column} ON {kind} {target} TO {quote(role)}")
    return grants


def renamed(shape: SchemaShape, schema: str) -> SchemaShape:
    """The same shape for a schema and role of another name; names are random, so text will do."""
    before = shape.schema

    def swap(lines: list[str]) -> list[str]:
        return [x.replace(before, schema) for x in lines]

    tables = [TableShape(t.name, t.columns, swap(t.before), swap(t.after)) for t in shape.tables]
    return SchemaShape(schema, tables, swap(shape.sequences), swap(shape.grants))
