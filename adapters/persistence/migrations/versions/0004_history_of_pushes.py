"""Every attempt of a push is kept."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

PUSHES = "shopify_fulfillment_pushes"


def upgrade() -> None:
    """Add the history."""
    op.add_column(PUSHES, sa.Column("history", sa.String(), nullable=True))


def downgrade() -> None:
    """Forget it."""
    op.drop_column(PUSHES, "history")
