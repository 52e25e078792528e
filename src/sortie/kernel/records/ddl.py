"""This room's tables in every tenant's schema."""

TENANT_DDL: tuple[str, ...] = (
    """
    CREATE TABLE {schema}.status_event (
        id uuid PRIMARY KEY,
        object text NOT NULL,
        record_id uuid NOT NULL,
        from_state text,
        to_state text NOT NULL,
        command text NOT NULL,
        actor_id uuid,
        actor_name text NOT NULL,
        reason text,
        occurred_at timestamptz NOT NULL,
        received_at timestamptz NOT NULL,
        clock_offset_ms integer,
        location jsonb,
        device_id text
    )
    """,
    """
    CREATE INDEX status_event_about
        ON {schema}.status_event (object, record_id, received_at)
    """,
    """
    CREATE TABLE {schema}.idempotency (
        actor text NOT NULL,
        key text NOT NULL,
        fingerprint text NOT NULL,
        status integer,
        answer text,
        at timestamptz NOT NULL,
        PRIMARY KEY (actor, key)
    )
    """,
    "CREATE INDEX idempotency_at ON {schema}.idempotency (at)",
    """
    CREATE TABLE {schema}.counter (
        name text PRIMARY KEY,
        used numeric(18,4) NOT NULL CHECK (used >= 0),
        cap numeric(18,4) NOT NULL,
        CONSTRAINT counter_within_cap CHECK (used <= cap)
    )
    """,
    "GRANT SELECT, INSERT ON {schema}.status_event TO {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON {schema}.idempotency, {schema}.counter TO {role}",
    # what the device's own clock said, and why it wasn't believed where it wasn't
    """
    ALTER TABLE {schema}.status_event
        ADD COLUMN device_at timestamptz, ADD COLUMN time_flag text
    """,
)
