"""This room's tables in every tenant's schema. {schema} and {role} are quoted by the caller."""

TENANT_DDL: tuple[str, ...] = (
    """
    CREATE TABLE {schema}.feed_state (
        one boolean PRIMARY KEY DEFAULT true CHECK (one),
        epoch bigint NOT NULL DEFAULT 1,
        secret bytea NOT NULL
    )
    """,
    """
    INSERT INTO {schema}.feed_state (secret) VALUES (
        uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())
    )
    """,
    """
    CREATE TABLE {schema}.feed (
        id uuid PRIMARY KEY,
        tx xid8 NOT NULL DEFAULT pg_current_xact_id(),
        at timestamptz NOT NULL,
        kind text NOT NULL CHECK (kind IN ('record', 'event')),
        name text NOT NULL,
        object text,
        record_id uuid,
        version bigint,
        op text,
        actor_id uuid,
        dedupe_key text UNIQUE,
        data jsonb NOT NULL DEFAULT '{{}}'
    )
    """,
    "CREATE INDEX feed_tx ON {schema}.feed (tx, id)",
    """
    CREATE TABLE {schema}.subscription_cursor (
        reader text PRIMARY KEY,
        cursor text,
        updated_at timestamptz NOT NULL DEFAULT now()
    )
    """,
    """
    CREATE TABLE {schema}.subscription_done (
        consumer text NOT NULL,
        entry_id uuid NOT NULL,
        at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (consumer, entry_id)
    )
    """,
    "CREATE INDEX subscription_done_at ON {schema}.subscription_done (at)",
    """
    CREATE TABLE {schema}.subscription_failure (
        consumer text NOT NULL,
        entry_id uuid NOT NULL,
        attempts integer NOT NULL,
        next_at timestamptz,
        error text NOT NULL,
        PRIMARY KEY (consumer, entry_id)
    )
    """,
    "CREATE INDEX subscription_failure_next ON {schema}.subscription_failure (next_at)",
    """
    CREATE TABLE {schema}.webhook (
        id uuid PRIMARY KEY,
        name text NOT NULL,
        url text NOT NULL,
        secret text NOT NULL,
        old_secret text,
        topics text[] NOT NULL DEFAULT '{{}}',
        allow_hosts text[] NOT NULL DEFAULT '{{}}',
        active boolean NOT NULL DEFAULT true,
        acts_as uuid,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL
    )
    """,
    """
    CREATE TABLE {schema}.webhook_delivery (
        id uuid PRIMARY KEY,
        webhook_id uuid NOT NULL REFERENCES {schema}.webhook (id) ON DELETE CASCADE,
        entry_id uuid NOT NULL,
        topic text NOT NULL,
        body text NOT NULL,
        state text NOT NULL CHECK (state IN ('waiting', 'delivered', 'failed')),
        attempts integer NOT NULL DEFAULT 0,
        last_status integer,
        last_error text,
        last_answer text,
        took_ms integer,
        created_at timestamptz NOT NULL,
        last_at timestamptz,
        UNIQUE (webhook_id, entry_id)
    )
    """,
    "CREATE INDEX webhook_delivery_recent ON {schema}.webhook_delivery (webhook_id, created_at)",
    "GRANT SELECT ON {schema}.feed_state TO {role}",
    "GRANT SELECT, INSERT, DELETE ON {schema}.feed TO {role}",
    """
    GRANT SELECT, INSERT, UPDATE, DELETE ON {schema}.subscription_cursor,
        {schema}.subscription_done, {schema}.subscription_failure,
        {schema}.webhook, {schema}.webhook_delivery TO {role}
    """,
    "ALTER TABLE {schema}.feed_state ADD COLUMN purged_tx xid8",
    "GRANT UPDATE (purged_tx) ON {schema}.feed_state TO {role}",
)

RESTORED: tuple[str, ...] = (
    "UPDATE {schema}.feed_state SET epoch = epoch + 1, purged_tx = NULL",
    "UPDATE {schema}.feed SET tx = pg_current_xact_id()",
    "UPDATE {schema}.subscription_cursor SET cursor = NULL",
)
"""Run by the owner after a restore: another server counts its transactions anew.

Consumers start over; what they handled is in ``subscription_done``, so nothing is done twice.
"""
