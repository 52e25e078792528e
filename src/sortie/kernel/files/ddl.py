"""This room's tables in every tenant's schema."""

TENANT_DDL: tuple[str, ...] = (
    """
    CREATE TABLE {schema}.file (
      id uuid PRIMARY KEY,
      sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{{64}}$'),
      size bigint NOT NULL CHECK (size > 0),
      kind text NOT NULL,
      media_type text NOT NULL,
      filename text NOT NULL,
      width int,
      height int,
      taken_at timestamptz,
      exif jsonb NOT NULL DEFAULT '{{}}',
      variants int[] NOT NULL DEFAULT '{{}}',
      uploaded_by uuid,
      uploaded_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX file_sha256 ON {schema}.file (sha256)",
    "CREATE INDEX file_uploaded_at ON {schema}.file (uploaded_at)",
    """
    CREATE TABLE {schema}.file_link (
      file_id uuid NOT NULL REFERENCES {schema}.file,
      object text NOT NULL,
      record_id uuid NOT NULL,
      field text NOT NULL,
      linked_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (file_id, object, record_id, field)
    )
    """,
    "CREATE INDEX file_link_record ON {schema}.file_link (object, record_id, field)",
    # a file's facts never change: evidence stays what it was
    "GRANT SELECT, INSERT, DELETE ON {schema}.file, {schema}.file_link TO {role}",
)
