"""How many files an import asked for, and how many workers died over it: neither goes on without end."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

RUNS = "shopify_import_runs"
COUNTS = ("asked", "taken_back")


def upgrade() -> None:
    """Add the counts; nobody counted until now."""
    for name in COUNTS:
        op.add_column(RUNS, sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table(RUNS) as runs:
        for name in COUNTS:
            runs.alter_column(name, server_default=None)


def downgrade() -> None:
    """Forget them."""
    for name in COUNTS:
        op.drop_column(RUNS, name)
