"""What identity adds: data keys, throttles, links to other sign-ins, how a session was proved."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SCHEMA = "sortie_control"
STAMP = sa.DateTime(timezone=True)


def upgrade() -> None:
    for table, columns in _ADDED.items():
        for column in columns:
            op.add_column(table, column, schema=SCHEMA)
    _keys()
    _throttles()
    op.create_table(
        "external_identity",
        sa.Column(
            "provider_id",
            sa.Uuid,
            sa.ForeignKey(f"{SCHEMA}.oidc_provider.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("subject", sa.Text, primary_key=True),
        sa.Column(
            "account_id",
            sa.Uuid,
            sa.ForeignKey(f"{SCHEMA}.account.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("linked_at", STAMP, nullable=False, server_default=sa.text("now()")),
        schema=SCHEMA,
    )
    op.create_index("session_expiry", "session", ["expires_at"], schema=SCHEMA)
    op.create_index("api_key_prefix", "api_key", ["prefix"], unique=True, schema=SCHEMA)
    op.create_index(
        "oidc_provider_code", "oidc_provider", ["tenant_id", "code"], unique=True, schema=SCHEMA
    )


def _text(name: str, default: str = "") -> sa.Column[object]:
    return sa.Column(name, sa.Text, nullable=False, server_default=default)


_ADDED: dict[str, list[sa.Column[object]]] = {
    "account": [_text("kind", "user"), _text("name")],
    "session": [
        _text("method", "password"),
        sa.Column("proved_at", STAMP, nullable=False, server_default=sa.text("now()")),
    ],
    "credential": [sa.Column("synced", sa.Boolean, nullable=False, server_default="false")],
    "login_attempt": [
        sa.Column("account_id", sa.Uuid),
        _text("method", "password"),
        _text("user_agent"),
    ],
    "oidc_provider": [_text("code", "default")],
}


def _keys() -> None:
    op.create_table(
        "data_key",
        sa.Column(
            "tenant_id",
            sa.Uuid,
            sa.ForeignKey(f"{SCHEMA}.tenant.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("wrapped", sa.LargeBinary, nullable=False),
        sa.Column("created_at", STAMP, nullable=False, server_default=sa.text("now()")),
        schema=SCHEMA,
    )


def _throttles() -> None:
    # unlogged: a crash may forget who was being slowed down
    op.create_table(
        "throttle",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("last_at", STAMP, nullable=False),
        sa.Column("locked_until", STAMP),
        schema=SCHEMA,
        prefixes=["UNLOGGED"],
    )
    op.create_table(
        "rate",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("window_at", STAMP, nullable=False),
        sa.Column("hits", sa.Integer, nullable=False),
        schema=SCHEMA,
        prefixes=["UNLOGGED"],
    )
