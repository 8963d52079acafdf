"""Which file an import read."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

RUNS = "shopify_import_runs"


def upgrade() -> None:
    """Add its digest."""
    op.add_column(RUNS, sa.Column("file_digest", sa.String(), nullable=True))


def downgrade() -> None:
    """Forget it."""
    op.drop_column(RUNS, "file_digest")
