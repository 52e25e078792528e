"""This room's tables in every tenant's schema: times of road engines by cell, and what was asked of them.

No records: a time can be asked for again, and nobody decides anything by who wrote it.
"""

TENANT_DDL: tuple[str, ...] = (
    """
    CREATE TABLE {schema}.travel_time (
      origin text NOT NULL,
      goal text NOT NULL,
      seconds int CHECK (seconds >= 0),
      at timestamptz NOT NULL,
      PRIMARY KEY (origin, goal)
    )
    """,
    """
    CREATE TABLE {schema}.travel_quota (
      provider uuid PRIMARY KEY,
      day date NOT NULL,
      used int NOT NULL,
      failures int NOT NULL,
      open_until timestamptz,
      last_error text
    )
    """,
    """
    GRANT SELECT, INSERT, UPDATE, DELETE
      ON {schema}.travel_time, {schema}.travel_quota TO {role}
    """,
)
