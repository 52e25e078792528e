"""Tables every tenant's schema starts with.

A room's ``TENANT_DDL`` only ever grows at its end: what a tenant has had applied is kept in its
``kernel_ddl`` ledger, and ``migrate_all`` runs the rest. ``{schema}`` and ``{role}`` are put in
quoted; a literal brace is written double. Each room grants the role what it needs, no more.
"""

TENANT_DDL: tuple[str, ...] = (
    """
    CREATE TABLE {schema}.kernel_state (
      one boolean PRIMARY KEY DEFAULT true CHECK (one),
      meta_version bigint NOT NULL DEFAULT 1,
      rights_version bigint NOT NULL DEFAULT 1
    )
    """,
    "INSERT INTO {schema}.kernel_state DEFAULT VALUES",
    "GRANT SELECT, UPDATE ON {schema}.kernel_state TO {role}",
)

LEDGER = """
    CREATE TABLE IF NOT EXISTS {schema}.kernel_ddl (
      room text NOT NULL,
      step int NOT NULL,
      sha256 text NOT NULL,
      applied_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (room, step)
    )
"""

DEFAULT_RIGHTS = """
    ALTER DEFAULT PRIVILEGES IN SCHEMA {schema}
      GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role};
    ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT USAGE, SELECT ON SEQUENCES TO {role}
"""

NO_DEFAULT_RIGHTS = """
    ALTER DEFAULT PRIVILEGES IN SCHEMA {schema}
      REVOKE SELECT, INSERT, UPDATE, DELETE ON TABLES FROM {role};
    ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} REVOKE USAGE, SELECT ON SEQUENCES FROM {role}
"""
