"""The queue, its schedules and its workers."""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE sortie_jobs.job (
  id uuid PRIMARY KEY,
  tenant_role name NOT NULL,
  tenant_id uuid NOT NULL,
  name text NOT NULL,
  args jsonb NOT NULL,
  state text NOT NULL DEFAULT 'ready' CHECK (state IN ('ready', 'running', 'dead')),
  run_at timestamptz NOT NULL DEFAULT now(),
  attempts int NOT NULL DEFAULT 0,
  max_attempts int NOT NULL CHECK (max_attempts > 0),
  unique_key text,
  worker uuid,
  leased_until timestamptz,
  last_error text,
  created_at timestamptz NOT NULL DEFAULT now(),
  ended_at timestamptz
);
CREATE INDEX job_due ON sortie_jobs.job (run_at) WHERE state = 'ready';
CREATE INDEX job_leased ON sortie_jobs.job (leased_until) WHERE state = 'running';
CREATE INDEX job_dead ON sortie_jobs.job (tenant_role, ended_at) WHERE state = 'dead';
-- unique while it waits: what is asked for during a run must run again
CREATE UNIQUE INDEX job_unique ON sortie_jobs.job (tenant_role, name, unique_key)
  WHERE state = 'ready' AND unique_key IS NOT NULL;
CREATE TABLE sortie_jobs.schedule (
  tenant_role name NOT NULL,
  name text NOT NULL,
  last_due timestamptz NOT NULL,
  PRIMARY KEY (tenant_role, name)
);
CREATE TABLE sortie_jobs.worker (
  id uuid PRIMARY KEY,
  host text NOT NULL,
  pid int NOT NULL,
  started_at timestamptz NOT NULL DEFAULT now(),
  seen_at timestamptz NOT NULL DEFAULT now(),
  running int NOT NULL DEFAULT 0
);
"""

_RIGHTS = """
ALTER TABLE sortie_jobs.job ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON sortie_jobs.job TO "{shared}"
  USING (tenant_role = current_user) WITH CHECK (tenant_role = current_user);
CREATE POLICY program ON sortie_jobs.job TO "{app}" USING (true) WITH CHECK (true);
GRANT USAGE ON SCHEMA sortie_jobs TO "{app}", "{shared}";
GRANT SELECT, INSERT, DELETE, UPDATE (args, run_at) ON sortie_jobs.job TO "{shared}";
GRANT SELECT, INSERT, UPDATE, DELETE
  ON sortie_jobs.job, sortie_jobs.schedule, sortie_jobs.worker TO "{app}";
"""


def upgrade() -> None:
    values = op.get_context().opts["values"]
    op.execute(_TABLES)
    op.execute(_RIGHTS.format(app=values["app_role"], shared=values["shared_role"]))
