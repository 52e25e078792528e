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
    """
    CREATE TABLE {schema}.number_series (
        id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        series text NOT NULL UNIQUE,
        high bigint NOT NULL DEFAULT 0
    )
    """,
    # Sequences, so that two creators never wait for each other; ``high`` says where to begin
    # again when the sequence itself wasn't copied. Only every hundredth number writes it.
    """
    CREATE FUNCTION {schema}.take_number(wanted text) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER AS $body$
    DECLARE
        known record;
        sequence text;
        taken bigint;
    BEGIN
        SELECT id, high INTO known FROM {schema}.number_series WHERE series = wanted;
        IF known.id IS NULL THEN
            INSERT INTO {schema}.number_series (series) VALUES (wanted) ON CONFLICT DO NOTHING;
            SELECT id, high INTO known FROM {schema}.number_series WHERE series = wanted;
        END IF;
        sequence := '{schema}.number_' || known.id;
        IF pg_catalog.to_regclass(sequence) IS NULL THEN
            PERFORM pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtext(sequence));
            EXECUTE 'CREATE SEQUENCE IF NOT EXISTS ' || sequence
                || ' START WITH ' || (known.high + 1);
        END IF;
        taken := pg_catalog.nextval(sequence::pg_catalog.regclass);
        IF taken > known.high THEN
            UPDATE {schema}.number_series SET high = taken + 99
                WHERE series = wanted AND high < taken;
        END IF;
        RETURN taken;
    END
    $body$
    """,
    "REVOKE ALL ON FUNCTION {schema}.take_number(text) FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION {schema}.take_number(text) TO {role}",
    "GRANT SELECT ON {schema}.number_series TO {role}",
    "GRANT SELECT, INSERT ON {schema}.status_event TO {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON {schema}.idempotency, {schema}.counter TO {role}",
)
