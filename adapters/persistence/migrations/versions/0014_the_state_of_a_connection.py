"""Why nothing can be done at a store that is connected."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

SHOPS = "shopify_shops"


def upgrade() -> None:
    """Add the reason, its beginning and its cause."""
    op.add_column(SHOPS, sa.Column("hindrance", sa.String(), nullable=True))
    op.add_column(SHOPS, sa.Column("hindered_since", sa.DateTime(timezone=True), nullable=True))
    op.add_column(SHOPS, sa.Column("hindered_by", sa.String(), nullable=True))


def downgrade() -> None:
    """Forget them."""
    for name in ("hindered_by", "hindered_since", "hindrance"):
        op.drop_column(SHOPS, name)
