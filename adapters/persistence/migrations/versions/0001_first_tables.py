"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
AMOUNT = sa.Numeric().with_variant(sa.String(), "sqlite")


def upgrade() -> None:
    """Create every table."""
    op.create_table(
        "erp_customers",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("shop_domain", sa.String(), nullable=False),
        sa.Column("shopify_customer_id", sa.BigInteger(), nullable=False),
        sa.Column("first_name", sa.String(), nullable=True),
        sa.Column("last_name", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("addresses", sa.String(), nullable=False),
        sa.Column("updated_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erp_customers")),
        sa.UniqueConstraint(
            "shop_domain", "shopify_customer_id", name=op.f("uq_erp_customers_shop_domain_shopify_customer_id")
        ),
    )
    op.create_index(op.f("ix_erp_customers_email"), "erp_customers", ["email"], unique=False)
    op.create_table(
        "erp_items",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sku", sa.String(), nullable=True),
        sa.Column("barcode", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erp_items")),
    )
    op.create_index(op.f("ix_erp_items_barcode"), "erp_items", ["barcode"], unique=False)
    op.create_index(op.f("ix_erp_items_sku"), "erp_items", ["sku"], unique=False)
    op.create_table(
        "erp_orders",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("shop_domain", sa.String(), nullable=False),
        sa.Column("shopify_order_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("ordered_at", MOMENT, nullable=True),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("total", AMOUNT, nullable=False),
        sa.Column("customer_id", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("shipping_address", sa.String(), nullable=True),
        sa.Column("billing_address", sa.String(), nullable=True),
        sa.Column("financial_status", sa.String(), nullable=True),
        sa.Column("fulfillment_status", sa.String(), nullable=True),
        sa.Column("cancelled_at", MOMENT, nullable=True),
        sa.Column("test", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erp_orders")),
        sa.UniqueConstraint("shop_domain", "shopify_order_id", name=op.f("uq_erp_orders_shop_domain_shopify_order_id")),
    )
    op.create_table(
        "erp_shipments",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("order_id", sa.String(), nullable=False),
        sa.Column("lines", sa.String(), nullable=False),
        sa.Column("tracking_number", sa.String(), nullable=True),
        sa.Column("fulfillment_ids", sa.String(), nullable=False),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erp_shipments")),
    )
    op.create_index(op.f("ix_erp_shipments_order_id"), "erp_shipments", ["order_id"], unique=False)
    op.create_table(
        "shopify_customer_links",
        sa.Column("shop_domain", sa.String(), nullable=False),
        sa.Column("shopify_id", sa.BigInteger(), nullable=False),
        sa.Column("erp_id", sa.String(), nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("triggered_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("shop_domain", "shopify_id", name=op.f("pk_shopify_customer_links")),
    )
    op.create_index(op.f("ix_shopify_customer_links_erp_id"), "shopify_customer_links", ["erp_id"], unique=False)
    op.create_table(
        "shopify_fulfillment_pushes",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("erp_shipment_id", sa.String(), nullable=False),
        sa.Column("shop_domain", sa.String(), nullable=True),
        sa.Column("shopify_order_id", sa.BigInteger(), nullable=True),
        sa.Column("shipment", sa.String(), nullable=False),
        sa.Column("plan", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", MOMENT, nullable=True),
        sa.Column("claimed_by", sa.String(), nullable=True),
        sa.Column("claimed_at", MOMENT, nullable=True),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shopify_fulfillment_pushes")),
        sa.UniqueConstraint("erp_shipment_id", name=op.f("uq_shopify_fulfillment_pushes_erp_shipment_id")),
    )
    op.create_index(
        op.f("ix_shopify_fulfillment_pushes_claimed_by"), "shopify_fulfillment_pushes", ["claimed_by"], unique=False
    )
    op.create_index(
        op.f("ix_shopify_fulfillment_pushes_shopify_order_id"),
        "shopify_fulfillment_pushes",
        ["shopify_order_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_shopify_fulfillment_pushes_status"), "shopify_fulfillment_pushes", ["status"], unique=False
    )
    op.create_table(
        "shopify_import_runs",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("shop_domain", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("cursor", sa.String(), nullable=True),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", MOMENT, nullable=True),
        sa.Column("claimed_by", sa.String(), nullable=True),
        sa.Column("claimed_at", MOMENT, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shopify_import_runs")),
    )
    op.create_index(op.f("ix_shopify_import_runs_claimed_by"), "shopify_import_runs", ["claimed_by"], unique=False)
    op.create_index(op.f("ix_shopify_import_runs_shop_domain"), "shopify_import_runs", ["shop_domain"], unique=False)
    op.create_index(op.f("ix_shopify_import_runs_status"), "shopify_import_runs", ["status"], unique=False)
    op.create_table(
        "shopify_oauth_states",
        sa.Column("nonce", sa.String(), nullable=False),
        sa.Column("shop_domain", sa.String(), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("nonce", name=op.f("pk_shopify_oauth_states")),
    )
    op.create_index(op.f("ix_shopify_oauth_states_expires_at"), "shopify_oauth_states", ["expires_at"], unique=False)
    op.create_table(
        "shopify_order_links",
        sa.Column("shop_domain", sa.String(), nullable=False),
        sa.Column("shopify_id", sa.BigInteger(), nullable=False),
        sa.Column("erp_id", sa.String(), nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("triggered_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("shop_domain", "shopify_id", name=op.f("pk_shopify_order_links")),
    )
    op.create_index(op.f("ix_shopify_order_links_erp_id"), "shopify_order_links", ["erp_id"], unique=False)
    op.create_table(
        "shopify_product_mappings",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("shop_domain", sa.String(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("variant_id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("sku", sa.String(), nullable=True),
        sa.Column("barcode", sa.String(), nullable=True),
        sa.Column("erp_product_id", sa.String(), nullable=True),
        sa.Column("matched_by", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shopify_product_mappings")),
        sa.UniqueConstraint(
            "shop_domain", "variant_id", name=op.f("uq_shopify_product_mappings_shop_domain_variant_id")
        ),
    )
    op.create_index(
        op.f("ix_shopify_product_mappings_erp_product_id"), "shopify_product_mappings", ["erp_product_id"], unique=False
    )
    op.create_table(
        "shopify_shops",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("shop_domain", sa.String(), nullable=False),
        sa.Column("scopes", sa.String(), nullable=False),
        sa.Column("api_version", sa.String(), nullable=False),
        sa.Column("installed_at", MOMENT, nullable=False),
        sa.Column("uninstalled_at", MOMENT, nullable=True),
        sa.Column("access_token", sa.LargeBinary(), nullable=True),
        sa.Column("access_token_expires_at", MOMENT, nullable=True),
        sa.Column("refresh_token", sa.LargeBinary(), nullable=True),
        sa.Column("refresh_token_expires_at", MOMENT, nullable=True),
        sa.Column("refresh_claimed_until", MOMENT, nullable=True),
        sa.Column("webhooks_due_at", MOMENT, nullable=True),
        sa.Column("webhooks_error", sa.String(), nullable=True),
        sa.Column("metadata", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shopify_shops")),
        sa.UniqueConstraint("shop_domain", name=op.f("uq_shopify_shops_shop_domain")),
    )
    op.create_index(op.f("ix_shopify_shops_webhooks_due_at"), "shopify_shops", ["webhooks_due_at"], unique=False)
    op.create_table(
        "shopify_webhook_events",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("shop_domain", sa.String(), nullable=False),
        sa.Column("webhook_id", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("event_id", sa.String(), nullable=True),
        sa.Column("triggered_at", MOMENT, nullable=True),
        sa.Column("resource_key", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("next_attempt_at", MOMENT, nullable=True),
        sa.Column("claimed_by", sa.String(), nullable=True),
        sa.Column("claimed_at", MOMENT, nullable=True),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.Column("waiting_for", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shopify_webhook_events")),
        sa.UniqueConstraint("shop_domain", "webhook_id", name=op.f("uq_shopify_webhook_events_shop_domain_webhook_id")),
    )
    op.create_index(
        op.f("ix_shopify_webhook_events_claimed_by"), "shopify_webhook_events", ["claimed_by"], unique=False
    )
    op.create_index(
        "ix_shopify_webhook_events_due", "shopify_webhook_events", ["status", "next_attempt_at"], unique=False
    )
    op.create_index(
        "ix_shopify_webhook_events_resource",
        "shopify_webhook_events",
        ["shop_domain", "resource_key", "status"],
        unique=False,
    )
    op.create_table(
        "shopify_webhook_subscriptions",
        sa.Column("subscription_id", sa.String(), nullable=False),
        sa.Column("shop_domain", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("uri", sa.String(), nullable=False),
        sa.Column("api_version", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("subscription_id", name=op.f("pk_shopify_webhook_subscriptions")),
    )
    op.create_index(
        op.f("ix_shopify_webhook_subscriptions_shop_domain"),
        "shopify_webhook_subscriptions",
        ["shop_domain"],
        unique=False,
    )
    op.create_table(
        "erp_order_lines",
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("line_item_id", sa.BigInteger(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=True),
        sa.Column("sku", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("unit_price", AMOUNT, nullable=False),
        sa.Column("discount", AMOUNT, nullable=False),
        sa.Column("tax", AMOUNT, nullable=False),
        sa.Column("total", AMOUNT, nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["erp_orders.id"], name=op.f("fk_erp_order_lines_order_id")),
        sa.PrimaryKeyConstraint("order_id", "position", name=op.f("pk_erp_order_lines")),
    )
    # ### end Alembic commands ###
    _compress_bodies()


def downgrade() -> None:
    """Remove every table."""
    op.drop_table("erp_order_lines")
    op.drop_index(op.f("ix_shopify_webhook_subscriptions_shop_domain"), table_name="shopify_webhook_subscriptions")
    op.drop_table("shopify_webhook_subscriptions")
    op.drop_index("ix_shopify_webhook_events_resource", table_name="shopify_webhook_events")
    op.drop_index("ix_shopify_webhook_events_due", table_name="shopify_webhook_events")
    op.drop_index(op.f("ix_shopify_webhook_events_claimed_by"), table_name="shopify_webhook_events")
    op.drop_table("shopify_webhook_events")
    op.drop_index(op.f("ix_shopify_shops_webhooks_due_at"), table_name="shopify_shops")
    op.drop_table("shopify_shops")
    op.drop_index(op.f("ix_shopify_product_mappings_erp_product_id"), table_name="shopify_product_mappings")
    op.drop_table("shopify_product_mappings")
    op.drop_index(op.f("ix_shopify_order_links_erp_id"), table_name="shopify_order_links")
    op.drop_table("shopify_order_links")
    op.drop_index(op.f("ix_shopify_oauth_states_expires_at"), table_name="shopify_oauth_states")
    op.drop_table("shopify_oauth_states")
    op.drop_index(op.f("ix_shopify_import_runs_status"), table_name="shopify_import_runs")
    op.drop_index(op.f("ix_shopify_import_runs_shop_domain"), table_name="shopify_import_runs")
    op.drop_index(op.f("ix_shopify_import_runs_claimed_by"), table_name="shopify_import_runs")
    op.drop_table("shopify_import_runs")
    op.drop_index(op.f("ix_shopify_fulfillment_pushes_status"), table_name="shopify_fulfillment_pushes")
    op.drop_index(op.f("ix_shopify_fulfillment_pushes_shopify_order_id"), table_name="shopify_fulfillment_pushes")
    op.drop_index(op.f("ix_shopify_fulfillment_pushes_claimed_by"), table_name="shopify_fulfillment_pushes")
    op.drop_table("shopify_fulfillment_pushes")
    op.drop_index(op.f("ix_shopify_customer_links_erp_id"), table_name="shopify_customer_links")
    op.drop_table("shopify_customer_links")
    op.drop_index(op.f("ix_erp_shipments_order_id"), table_name="erp_shipments")
    op.drop_table("erp_shipments")
    op.drop_table("erp_orders")
    op.drop_index(op.f("ix_erp_items_sku"), table_name="erp_items")
    op.drop_index(op.f("ix_erp_items_barcode"), table_name="erp_items")
    op.drop_table("erp_items")
    op.drop_index(op.f("ix_erp_customers_email"), table_name="erp_customers")
    op.drop_table("erp_customers")
    # ### end Alembic commands ###


def _compress_bodies() -> None:
    """Webhook bodies with lz4, where PostgreSQL has it: it costs a fraction of the default's time."""
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    methods = connection.exec_driver_sql(
        "SELECT enumvals FROM pg_settings WHERE name = 'default_toast_compression'"
    ).scalar()
    if methods and "lz4" in methods:
        op.execute("ALTER TABLE shopify_webhook_events ALTER COLUMN body SET COMPRESSION lz4")
