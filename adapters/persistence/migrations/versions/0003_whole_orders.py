"""Whole orders: every kind of line, taxes, refunds, parcels, both currencies; deletions; privacy requests."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
AMOUNT = sa.Numeric().with_variant(sa.String(), "sqlite")

FILLED: dict[str, list[tuple[str, sa.types.TypeEngine[Any], str]]] = {
    "erp_orders": [
        ("taxes_included", sa.Boolean(), "false"),
        ("payment_gateways", sa.String(), "'[]'"),
        ("discount_codes", sa.String(), "'[]'"),
    ],
    "erp_order_lines": [
        ("kind", sa.String(), "CASE WHEN item_id IS NULL AND sku IS NULL THEN 'shipping' ELSE 'goods' END"),
        ("current_quantity", sa.Integer(), "quantity"),
        ("discounts", sa.String(), "'[]'"),
        ("taxes", sa.String(), "'[]'"),
        ("requires_shipping", sa.Boolean(), "item_id IS NOT NULL"),
    ],
    "shopify_order_links": [("deleted", sa.Boolean(), "false")],
    "shopify_customer_links": [("deleted", sa.Boolean(), "false")],
}
"""New columns that are never empty, and what they are for the rows that are there."""

EMPTY: dict[str, list[tuple[str, sa.types.TypeEngine[Any]]]] = {
    "erp_orders": [
        ("tax", AMOUNT),
        ("current_total", AMOUNT),
        ("outstanding", AMOUNT),
        ("cash_rounding", AMOUNT),
        ("presentment_currency", sa.String()),
        ("presentment_total", AMOUNT),
        ("company_id", sa.BigInteger()),
        ("company_location_id", sa.BigInteger()),
        ("po_number", sa.String()),
        ("phone", sa.String()),
        ("source", sa.String()),
        ("tags", sa.String()),
        ("note", sa.String()),
        ("cancel_reason", sa.String()),
        ("deleted_at", MOMENT),
        ("risk", sa.String()),
    ],
    "erp_order_lines": [("presentment_price", AMOUNT)],
}

INDEXED = [
    ("erp_orders", "customer_id"),
    ("erp_orders", "name"),
    ("shopify_product_mappings", "barcode"),
    ("shopify_product_mappings", "product_id"),
    ("shopify_product_mappings", "sku"),
]


def upgrade() -> None:
    """Add what is new."""
    for table, columns in FILLED.items():
        for name, kind, _ in columns:
            op.add_column(table, sa.Column(name, kind, nullable=True))
        rows = sa.table(table, *(sa.column(name) for name, _, _ in columns))
        op.execute(rows.update().values({name: sa.text(value) for name, _, value in columns}))
        with op.batch_alter_table(table) as batch:
            for name, kind, _ in columns:
                batch.alter_column(name, existing_type=kind, nullable=False)
    for table, empty in EMPTY.items():
        for name, kind in empty:
            op.add_column(table, sa.Column(name, kind, nullable=True))
    for table, name in INDEXED:
        op.create_index(f"ix_{table}_{name}", table, [name])
    op.create_table(
        "erp_order_refunds",
        *_part_of_order("erp_order_refunds", "shopify_refund_id"),
        sa.Column("refunded_at", MOMENT, nullable=False),
        sa.Column("repaid", AMOUNT, nullable=False),
        sa.Column("pending", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("details", sa.String(), nullable=False),
    )
    op.create_table(
        "erp_order_parcels",
        *_part_of_order("erp_order_parcels", "shopify_fulfillment_id"),
        sa.Column("status", sa.String(), nullable=True),
        sa.Column("updated_at", MOMENT, nullable=True),
        sa.Column("details", sa.String(), nullable=False),
    )
    op.create_table(
        "shopify_privacy_requests",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("shop_domain", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=True),
        sa.Column("requested_at", MOMENT, nullable=False),
        sa.Column("handled_at", MOMENT, nullable=False),
        sa.Column("report", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_shopify_privacy_requests"),
    )


def downgrade() -> None:
    """Take it away again."""
    for table in ("shopify_privacy_requests", "erp_order_parcels", "erp_order_refunds"):
        op.drop_table(table)
    for table, name in INDEXED:
        op.drop_index(f"ix_{table}_{name}", table_name=table)
    for table, columns in FILLED.items():
        names = [name for name, _, _ in columns] + [name for name, _ in EMPTY.get(table, [])]
        with op.batch_alter_table(table) as batch:
            for name in names:
                batch.drop_column(name)


def _part_of_order(table: str, key: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column(key, sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["erp_orders.id"], name=f"fk_{table}_order_id"),
        sa.PrimaryKeyConstraint("order_id", key, name=f"pk_{table}"),
    ]
