"""Who is signed in to the console, and who failed to be."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0011"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
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


def downgrade() -> None:
    """Take it away."""
    op.drop_table(FAILURES)
    op.drop_table(SESSIONS)
