"""Which orders an import is about."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

RUNS = "shopify_import_runs"
COLUMNS = ("orders_since", "orders_until", "orders_by_creation")


def upgrade() -> None:
    """Add them; until now only whole lists were imported."""
    for name in COLUMNS[:2]:
        op.add_column(RUNS, sa.Column(name, sa.DateTime(timezone=True)))
    op.add_column(RUNS, sa.Column(COLUMNS[2], sa.Boolean()))


def downgrade() -> None:
    """Forget them."""
    for name in COLUMNS:
        op.drop_column(RUNS, name)
