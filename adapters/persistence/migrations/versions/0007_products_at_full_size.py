"""Products at full size: states, deletions and near keys are kept, and a match touches no index."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
MAPPINGS, ITEMS, DELETED = "shopify_product_mappings", "erp_items", "shopify_deleted_products"
NEW: dict[str, sa.types.TypeEngine[Any]] = {
    "product_status": sa.String(),
    "product_updated_at": MOMENT,
    "digest": sa.BigInteger(),
    "deleted_at": MOMENT,
}
SEPARATORS = " -_./"


def upgrade() -> None:
    """Add what is new; the index by ERP item served nothing and cost every write."""
    for name, kind in NEW.items():
        op.add_column(MAPPINGS, sa.Column(name, kind, nullable=True))
    op.add_column(MAPPINGS, sa.Column("rekeyed", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.drop_index(f"ix_{MAPPINGS}_erp_product_id", table_name=MAPPINGS)
    if op.get_bind().dialect.name == "postgresql":
        # Room for a second version of every row beside the first: a match then touches no index.
        op.execute(f"ALTER TABLE {MAPPINGS} SET (fillfactor = 45)")
    op.create_table(
        DELETED,
        sa.Column("shop_domain", sa.String(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("deleted_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("shop_domain", "product_id", name=f"pk_{DELETED}"),
    )
    for key in ("sku", "barcode"):
        op.add_column(ITEMS, sa.Column(f"near_{key}", sa.String(), nullable=True))
        op.execute(sa.text(f"UPDATE {ITEMS} SET near_{key} = {_near(key)} WHERE {key} IS NOT NULL"))  # noqa: S608
        op.create_index(f"ix_{ITEMS}_near_{key}", ITEMS, [f"near_{key}"])


def downgrade() -> None:
    """Take it away again."""
    for key in ("sku", "barcode"):
        op.drop_index(f"ix_{ITEMS}_near_{key}", table_name=ITEMS)
        op.drop_column(ITEMS, f"near_{key}")
    op.drop_table(DELETED)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE {MAPPINGS} RESET (fillfactor)")
    op.create_index(f"ix_{MAPPINGS}_erp_product_id", MAPPINGS, ["erp_product_id"])
    for name in (*NEW, "rekeyed"):
        op.drop_column(MAPPINGS, name)


def _near(column: str) -> str:
    without = f"lower({column})"
    for separator in SEPARATORS:
        without = f"replace({without}, '{separator}', '')"
    return f"ltrim({without}, '0')"
