"""The console: who is signed in, who failed to be, and what its pages look for."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
EVENTS, UNFINISHED = "shopify_webhook_events", "('pending', 'processing')"
INDEXES = {
    f"ix_{EVENTS}_settled_resource": (["shop_domain", "resource_key", "id"], f"status NOT IN {UNFINISHED}"),
    f"ix_{EVENTS}_dead": (["shop_domain", "id"], "status = 'dead'"),
}
SESSIONS, FAILURES = "shopify_console_sessions", "shopify_console_failures"


def upgrade() -> None:
    """Make room for them."""
    op.create_table(
        SESSIONS,
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f(f"pk_{SESSIONS}")),
    )
    op.create_index(op.f(f"ix_{SESSIONS}_expires_at"), SESSIONS, ["expires_at"])
    op.create_table(
        FAILURES,
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("last_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("source", name=op.f(f"pk_{FAILURES}")),
    )
    op.create_index(op.f(f"ix_{FAILURES}_last_at"), FAILURES, ["last_at"])
    op.create_index(op.f("ix_erp_orders_email"), "erp_orders", ["email"])
    for name, (columns, condition) in INDEXES.items():
        rows = sa.text(condition)
        op.create_index(name, EVENTS, columns, postgresql_where=rows, sqlite_where=rows)


def downgrade() -> None:
    """Take it away."""
    op.drop_index(op.f("ix_erp_orders_email"), table_name="erp_orders")
    for name in INDEXES:
        op.drop_index(name, table_name=EVENTS)
    op.drop_table(FAILURES)
    op.drop_table(SESSIONS)
