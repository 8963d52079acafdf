"""Until when Shopify may still be at a push whose answer never came."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

PUSHES = "shopify_fulfillment_pushes"


def upgrade() -> None:
    """Add the moment."""
    op.add_column(PUSHES, sa.Column("unclear_until", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Forget it."""
    op.drop_column(PUSHES, "unclear_until")
