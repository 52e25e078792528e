"""This room's tables in every tenant's schema: the tenant's role may add and read, no more."""

TENANT_DDL: tuple[str, ...] = (
    """
    CREATE TABLE {schema}.audit_entry (
        id uuid PRIMARY KEY,
        tx xid8 NOT NULL DEFAULT pg_current_xact_id(),
        at timestamptz NOT NULL,
        actor_id uuid,
        actor_kind text NOT NULL,
        actor_name text NOT NULL,
        session_id uuid,
        request_id text NOT NULL,
        action text NOT NULL,
        object text,
        record_id uuid,
        before jsonb,
        after jsonb,
        reason text,
        extra jsonb
    )
    """,
    "CREATE INDEX audit_entry_tx ON {schema}.audit_entry (tx)",
    "CREATE INDEX audit_entry_about ON {schema}.audit_entry (object, record_id, at)",
    "CREATE INDEX audit_entry_at ON {schema}.audit_entry (at)",
    "CREATE INDEX audit_entry_actor ON {schema}.audit_entry (actor_id, at)",
    """
    CREATE TABLE {schema}.audit_leaf (
        index bigint PRIMARY KEY,
        entry_id uuid NOT NULL UNIQUE,
        hash bytea NOT NULL
    )
    """,
    """
    CREATE TABLE {schema}.audit_head (
        size bigint PRIMARY KEY,
        root bytea NOT NULL,
        peaks bytea NOT NULL,
        seen text NOT NULL,
        epoch bigint NOT NULL,
        at timestamptz NOT NULL,
        signature bytea NOT NULL,
        key bytea NOT NULL
    )
    """,
    """
    GRANT SELECT, INSERT ON {schema}.audit_entry, {schema}.audit_leaf,
        {schema}.audit_head TO {role}
    """,
)

RESTORED: tuple[str, ...] = ("UPDATE {schema}.audit_entry SET tx = pg_current_xact_id()",)
"""Run by the owner after a restore: another server counts its transactions anew."""
