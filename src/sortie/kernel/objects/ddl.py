"""The objects room's own tables in each tenant's schema: frozen definitions, ledger, open work."""

TENANT_DDL: tuple[str, ...] = (
    """
    CREATE TABLE {schema}.meta_object (
      name text PRIMARY KEY,
      table_name text NOT NULL UNIQUE,
      custom boolean NOT NULL,
      definition jsonb NOT NULL,
      position int NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now(),
      retired_at timestamptz
    )
    """,
    """
    CREATE TABLE {schema}.meta_field (
      id uuid PRIMARY KEY,
      object text NOT NULL REFERENCES {schema}.meta_object (name),
      name text NOT NULL,
      column_name text,
      column_type text,
      custom boolean NOT NULL,
      definition jsonb NOT NULL,
      override jsonb NOT NULL DEFAULT '{{}}',
      position int NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now(),
      retired_at timestamptz,
      -- a retired column whose values are gone may serve another field; then its name moves there
      cleared boolean NOT NULL DEFAULT false
    )
    """,
    """
    CREATE UNIQUE INDEX meta_field_name ON {schema}.meta_field (object, name)
      WHERE retired_at IS NULL
    """,
    """
    CREATE TABLE {schema}.meta_ledger (
      seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      at timestamptz NOT NULL DEFAULT now(),
      actor_id uuid,
      action text NOT NULL,
      object text NOT NULL,
      field text,
      detail jsonb NOT NULL DEFAULT '{{}}'
    )
    """,
    """
    CREATE TABLE {schema}.meta_task (
      id uuid PRIMARY KEY,
      kind text NOT NULL CHECK (kind IN ('index', 'require', 'clear')),
      object text NOT NULL,
      field_id uuid,
      args jsonb NOT NULL DEFAULT '{{}}',
      state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done', 'failed')),
      attempts int NOT NULL DEFAULT 0,
      error text,
      not_before timestamptz NOT NULL DEFAULT now(),
      created_at timestamptz NOT NULL DEFAULT now(),
      finished_at timestamptz
    )
    """,
    "CREATE SEQUENCE {schema}.meta_name",
    """
    GRANT SELECT ON {schema}.meta_object, {schema}.meta_field, {schema}.meta_task,
      {schema}.meta_ledger TO {role}
    """,
)
