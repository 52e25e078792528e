"""The control plane: tenants, their databases, and everything that signs people in."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SCHEMA = "sortie_control"
NOW = sa.text("now()")
STAMP = sa.DateTime(timezone=True)


def _made() -> sa.Column[object]:
    return sa.Column("created_at", STAMP, nullable=False, server_default=NOW)


def _id() -> sa.Column[object]:
    return sa.Column("id", sa.Uuid, primary_key=True)


def _of(column: str, table: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(
        column,
        sa.Uuid,
        sa.ForeignKey(f"{SCHEMA}.{table}.id", ondelete="CASCADE"),
        nullable=nullable,
        index=True,
    )


def upgrade() -> None:
    app = op.get_context().opts["values"]["app_role"]
    _tenants()
    _rights(app)
    _accounts()
    _sessions()
    _tokens()


def _rights(app: str) -> None:
    # before the tables whose rows the program writes: tenants, their state and their place
    # change under the owner only
    op.execute(f'GRANT USAGE ON SCHEMA {SCHEMA} TO "{app}"')
    op.execute(f'GRANT SELECT ON ALL TABLES IN SCHEMA {SCHEMA} TO "{app}"')
    op.execute(
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA {SCHEMA} "
        f'GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO "{app}"'
    )
    op.execute(
        f'ALTER DEFAULT PRIVILEGES IN SCHEMA {SCHEMA} GRANT USAGE, SELECT ON SEQUENCES TO "{app}"'
    )


def _tenants() -> None:
    op.create_table(
        "database_map",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("capacity", sa.Integer, nullable=False, server_default="200"),
        sa.Column("state", sa.Text, nullable=False, server_default="open"),
        _made(),
        sa.CheckConstraint("state IN ('open', 'closed')", name="database_map_state"),
        schema=SCHEMA,
    )
    op.create_table(
        "tenant",
        _id(),
        sa.Column("code", sa.Text, nullable=False, unique=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("schema", sa.Text, nullable=False, unique=True),
        sa.Column("role", sa.Text, nullable=False, unique=True),
        sa.Column("database", sa.Text, sa.ForeignKey(f"{SCHEMA}.database_map.key"), nullable=False),
        sa.Column("state", sa.Text, nullable=False, server_default="making"),
        sa.Column("locale", sa.Text, nullable=False, server_default="zh-CN"),
        sa.Column("time_zone", sa.Text, nullable=False, server_default="Asia/Shanghai"),
        _made(),
        sa.CheckConstraint(
            "state IN ('making', 'active', 'suspended', 'deleting')", name="tenant_state"
        ),
        sa.CheckConstraint("code ~ '^[a-z0-9][a-z0-9-]{0,38}$'", name="tenant_code"),
        schema=SCHEMA,
    )


def _accounts() -> None:
    op.create_table(
        "account",
        _id(),
        _of("tenant_id", "tenant"),
        sa.Column("login", sa.Text, nullable=False),
        sa.Column("phone", sa.Text),
        sa.Column("email", sa.Text),
        sa.Column("password_hash", sa.Text),
        sa.Column("state", sa.Text, nullable=False, server_default="active"),
        sa.Column("locale", sa.Text, nullable=False, server_default="zh-CN"),
        sa.Column("totp_secret", sa.LargeBinary),
        sa.Column("totp_enabled_at", STAMP),
        sa.Column("totp_last_step", sa.BigInteger),
        sa.Column("recovery_codes", pg.ARRAY(sa.Text), nullable=False, server_default="{}"),
        sa.Column("oidc_provider_id", sa.Uuid),
        sa.Column("oidc_subject", sa.Text),
        sa.Column("failed_count", sa.Integer, nullable=False, server_default="0"),
        sa.Column("locked_until", STAMP),
        sa.Column("password_changed_at", STAMP),
        sa.Column("must_change_password", sa.Boolean, nullable=False, server_default="false"),
        sa.Column("last_sign_in_at", STAMP),
        _made(),
        sa.CheckConstraint(
            "state IN ('invited', 'active', 'locked', 'left')", name="account_state"
        ),
        schema=SCHEMA,
    )
    login = sa.text("lower(login)")
    op.create_index("account_login", "account", ["tenant_id", login], unique=True, schema=SCHEMA)
    op.create_index("account_login_any", "account", [login], schema=SCHEMA)
    for name, column in (("account_phone", "phone"), ("account_email", "lower(email)")):
        op.create_index(
            name,
            "account",
            [sa.text(column)],
            schema=SCHEMA,
            postgresql_where=sa.text(f"{column} IS NOT NULL"),
        )
    op.create_table(
        "oidc_provider",
        _id(),
        _of("tenant_id", "tenant"),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("issuer", sa.Text, nullable=False),
        sa.Column("client_id", sa.Text, nullable=False),
        sa.Column("client_secret", sa.LargeBinary),
        sa.Column(
            "scopes", pg.ARRAY(sa.Text), nullable=False, server_default="{openid,email,profile}"
        ),
        sa.Column("state", sa.Text, nullable=False, server_default="active"),
        _made(),
        schema=SCHEMA,
    )


def _sessions() -> None:
    op.create_table(
        "session",
        _id(),
        _of("tenant_id", "tenant"),
        _of("account_id", "account"),
        sa.Column("kind", sa.Text, nullable=False, server_default="console"),
        sa.Column("token_hash", sa.LargeBinary, nullable=False, unique=True),
        sa.Column("device_name", sa.Text),
        sa.Column("user_agent", sa.Text),
        sa.Column("ip", pg.INET),
        _made(),
        sa.Column("last_seen_at", STAMP, nullable=False, server_default=NOW),
        sa.Column("expires_at", STAMP, nullable=False),
        sa.Column("revoked_at", STAMP),
        sa.Column("extra", pg.JSONB, nullable=False, server_default="{}"),
        schema=SCHEMA,
    )
    op.create_table(
        "api_key",
        _id(),
        _of("tenant_id", "tenant"),
        _of("account_id", "account", nullable=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("prefix", sa.Text, nullable=False),
        sa.Column("key_hash", sa.LargeBinary, nullable=False, unique=True),
        sa.Column("scopes", pg.ARRAY(sa.Text), nullable=False, server_default="{}"),
        sa.Column("created_by", sa.Uuid),
        _made(),
        sa.Column("last_used_at", STAMP),
        sa.Column("expires_at", STAMP),
        sa.Column("revoked_at", STAMP),
        schema=SCHEMA,
    )
    op.create_table(
        "credential",
        _id(),
        _of("tenant_id", "tenant"),
        _of("account_id", "account"),
        sa.Column("credential_id", sa.LargeBinary, nullable=False, unique=True),
        sa.Column("public_key", sa.LargeBinary, nullable=False),
        sa.Column("sign_count", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("transports", pg.ARRAY(sa.Text), nullable=False, server_default="{}"),
        sa.Column("name", sa.Text),
        _made(),
        sa.Column("last_used_at", STAMP),
        schema=SCHEMA,
    )


def _tokens() -> None:
    for table in ("invitation", "reset_token"):
        op.create_table(
            table,
            _id(),
            _of("tenant_id", "tenant"),
            _of("account_id", "account"),
            sa.Column("token_hash", sa.LargeBinary, nullable=False, unique=True),
            sa.Column("created_by", sa.Uuid),
            _made(),
            sa.Column("expires_at", STAMP, nullable=False),
            sa.Column("used_at", STAMP),
            schema=SCHEMA,
        )
    op.create_table(
        "challenge",
        _id(),
        _of("tenant_id", "tenant", nullable=True),
        _of("account_id", "account", nullable=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("content", pg.JSONB, nullable=False),
        _made(),
        sa.Column("expires_at", STAMP, nullable=False),
        schema=SCHEMA,
    )
    op.create_table(
        "login_attempt",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("at", STAMP, nullable=False, server_default=NOW),
        _of("tenant_id", "tenant", nullable=True),
        sa.Column("login", sa.Text, nullable=False),
        sa.Column("ip", pg.INET),
        sa.Column("outcome", sa.Text, nullable=False),
        schema=SCHEMA,
    )
    op.create_index("login_attempt_login", "login_attempt", ["login", "at"], schema=SCHEMA)
    op.create_index("login_attempt_ip", "login_attempt", ["ip", "at"], schema=SCHEMA)
