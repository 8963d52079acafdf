"""A store has one unfinished import of a kind, whoever asks and when."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

RUNS, INDEX = "shopify_import_runs", "uq_shopify_import_runs_unfinished"
UNFINISHED = "status IN ('pending', 'running')"


def upgrade() -> None:
    """End what was planned twice, and see that it does not happen again."""
    runs = sa.table(RUNS, *(sa.column(name) for name in ("id", "shop_domain", "kind", "status", "error")))
    first = sa.select(sa.func.min(runs.c.id)).where(sa.text(UNFINISHED)).group_by(runs.c.shop_domain, runs.c.kind)
    twice = runs.update().where(sa.text(UNFINISHED), runs.c.id.not_in(first))
    op.execute(twice.values(status="failed", error="planned twice; the other run does it"))
    condition = sa.text(UNFINISHED)
    columns = ["shop_domain", "kind"]
    op.create_index(INDEX, RUNS, columns, unique=True, postgresql_where=condition, sqlite_where=condition)


def downgrade() -> None:
    """Allow it again."""
    op.drop_index(INDEX, table_name=RUNS)
