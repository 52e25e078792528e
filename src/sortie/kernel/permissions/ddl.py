"""This room's tables in every tenant's schema: the closure of the org tree, and record shares."""

TENANT_DDL: tuple[str, ...] = (
    """
    CREATE TABLE {schema}.org_closure (
      ancestor uuid NOT NULL,
      descendant uuid NOT NULL,
      depth int NOT NULL CHECK (depth >= 0),
      PRIMARY KEY (ancestor, descendant)
    )
    """,
    "CREATE INDEX org_closure_up ON {schema}.org_closure (descendant, depth)",
    """
    CREATE TABLE {schema}.record_share (
      id uuid PRIMARY KEY,
      object text NOT NULL,
      record_id uuid NOT NULL,
      grantee_kind text NOT NULL CHECK (grantee_kind IN ('user', 'unit')),
      grantee_id uuid NOT NULL,
      level text NOT NULL CHECK (level IN ('read', 'write', 'own')),
      until timestamptz,
      created_at timestamptz NOT NULL,
      created_by uuid,
      UNIQUE (object, record_id, grantee_id)
    )
    """,
    "CREATE INDEX record_share_grantee ON {schema}.record_share (grantee_id, object)",
    """
    GRANT SELECT, INSERT, UPDATE, DELETE
      ON {schema}.org_closure, {schema}.record_share TO {role}
    """,
)
