"""How far a store's orders are known to be whole, and the proofs of it."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add the tables, and find orders by their day."""
    op.create_table(
        "shopify_reconciliations",
        sa.Column("shop_domain", sa.String(), nullable=False),
        sa.Column("watermark", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("shop_domain", name="pk_shopify_reconciliations"),
    )
    op.create_table(
        "shopify_order_proofs",
        sa.Column("shop_domain", sa.String(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("proved_at", MOMENT, nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("currency", "shopify", "erp", "differences")),
        sa.PrimaryKeyConstraint("shop_domain", "day", name="pk_shopify_order_proofs"),
    )
    op.create_index("ix_shopify_order_proofs_day", "shopify_order_proofs", ["day"])
    op.create_index("ix_erp_orders_ordered_at", "erp_orders", ["ordered_at"])


def downgrade() -> None:
    """Take them away."""
    op.drop_index("ix_erp_orders_ordered_at", table_name="erp_orders")
    op.drop_table("shopify_order_proofs")
    op.drop_table("shopify_reconciliations")
