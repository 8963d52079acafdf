"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIMESTAMP = sa.DateTime(timezone=True)
AMOUNT = sa.Numeric().with_variant(sa.String(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "erp_companies",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("shop_domain", sa.String(), nullable=False),
        sa.Column("shopify_company_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erp_companies")),
        sa.UniqueConstraint(
            "shop_domain", "shopify_company_id", name=op.f("uq_erp_companies_shop_domain_shopify_company_id")
        ),
    )
    op.create_index(op.f("ix_erp_companies_external_id"), "erp_companies", ["external_id"], unique=False)
    op.create_table(
        "erp_company_contacts",
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("company_id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("is_main", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("customer_id", "company_id", name=op.f("pk_erp_company_contacts")),
    )
    op.create_index(op.f("ix_erp_company_contacts_company_id"), "erp_company_contacts", ["company_id"], unique=False)
    op.create_table(
        "erp_customers",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("shop_domain", sa.String(), nullable=True),
        sa.Column("shopify_customer_id", sa.BigInteger(), nullable=True),
        sa.Column("first_name", sa.String(), nullable=True),
        sa.Column("last_name", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("normalized_email", sa.String(), nullable=True),
        sa.Column("normalized_phone", sa.String(), nullable=True),
        sa.Column("addresses", sa.String(), nullable=False),
        sa.Column("email_consent", sa.String(), nullable=True),
        sa.Column("email_consent_level", sa.String(), nullable=True),
        sa.Column("email_consent_at", TIMESTAMP, nullable=True),
        sa.Column("sms_consent", sa.String(), nullable=True),
        sa.Column("sms_consent_level", sa.String(), nullable=True),
        sa.Column("sms_consent_at", TIMESTAMP, nullable=True),
        sa.Column("updated_at", TIMESTAMP, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erp_customers")),
        sa.UniqueConstraint(
            "shop_domain", "shopify_customer_id", name=op.f("uq_erp_customers_shop_domain_shopify_customer_id")
        ),
    )
    op.create_index(op.f("ix_erp_customers_normalized_email"), "erp_customers", ["normalized_email"], unique=False)
    op.create_index(op.f("ix_erp_customers_normalized_phone"), "erp_customers", ["normalized_phone"], unique=False)
    op.create_table(
        "erp_items",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sku", sa.String(), nullable=True),
        sa.Column("barcode", sa.String(), nullable=True),
        sa.Column("normalized_sku", sa.String(), nullable=True),
        sa.Column("normalized_barcode", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erp_items")),
    )
    op.create_index(op.f("ix_erp_items_barcode"), "erp_items", ["barcode"], unique=False)
    op.create_index(op.f("ix_erp_items_normalized_barcode"), "erp_items", ["normalized_barcode"], unique=False)
    op.create_index(op.f("ix_erp_items_normalized_sku"), "erp_items", ["normalized_sku"], unique=False)
    op.create_index(op.f("ix_erp_items_sku"), "erp_items", ["sku"], unique=False)
    op.create_table(
        "erp_orders",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("shop_domain", sa.String(), nullable=False),
        sa.Column("shopify_order_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("ordered_at", TIMESTAMP, nullable=True),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("total", AMOUNT, nullable=False),
        sa.Column("tax", AMOUNT, nullable=True),
        sa.Column("taxes_included", sa.Boolean(), nullable=False),
        sa.Column("current_total", AMOUNT, nullable=True),
        sa.Column("outstanding", AMOUNT, nullable=True),
        sa.Column("cash_rounding", AMOUNT, nullable=True),
        sa.Column("presentment_currency", sa.String(), nullable=True),
        sa.Column("presentment_total", AMOUNT, nullable=True),
        sa.Column("payment_gateways", sa.String(), nullable=False),
        sa.Column("discount_codes", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=True),
        sa.Column("shopify_company_id", sa.BigInteger(), nullable=True),
        sa.Column("shopify_company_location_id", sa.BigInteger(), nullable=True),
        sa.Column("po_number", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("shipping_address", sa.String(), nullable=True),
        sa.Column("billing_address", sa.String(), nullable=True),
        sa.Column("financial_status", sa.String(), nullable=True),
        sa.Column("fulfillment_status", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("tags", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("cancelled_at", TIMESTAMP, nullable=True),
        sa.Column("cancel_reason", sa.String(), nullable=True),
        sa.Column("deleted_at", TIMESTAMP, nullable=True),
        sa.Column("risk", sa.String(), nullable=True),
        sa.Column("test", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erp_orders")),
        sa.UniqueConstraint("shop_domain", "shopify_order_id", name=op.f("uq_erp_orders_shop_domain_shopify_order_id")),
    )
    op.create_index(op.f("ix_erp_orders_customer_id"), "erp_orders", ["customer_id"], unique=False)
    op.create_index(op.f("ix_erp_orders_email"), "erp_orders", ["email"], unique=False)
    op.create_index(op.f("ix_erp_orders_name"), "erp_orders", ["name"], unique=False)
    op.create_index(op.f("ix_erp_orders_ordered_at"), "erp_orders", ["ordered_at"], unique=False)
    op.create_table(
        "erp_shipments",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("order_id", sa.String(), nullable=False),
        sa.Column("lines", sa.String(), nullable=False),
        sa.Column("tracking_number", sa.String(), nullable=True),
        sa.Column("fulfillment_ids", sa.String(), nullable=False),
        sa.Column("confirmed_at", TIMESTAMP, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erp_shipments")),
    )
    op.create_index(op.f("ix_erp_shipments_order_id"), "erp_shipments", ["order_id"], unique=False)
    op.create_table(
        "shopify_console_sessions",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("expires_at", TIMESTAMP, nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_shopify_console_sessions")),
    )
    op.create_index(
        op.f("ix_shopify_console_sessions_expires_at"), "shopify_console_sessions", ["expires_at"], unique=False
    )
    op.create_table(
        "shopify_console_sign_in_failures",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("last_failed_at", TIMESTAMP, nullable=False),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_shopify_console_sign_in_failures")),
    )
    op.create_index(
        op.f("ix_shopify_console_sign_in_failures_last_failed_at"),
        "shopify_console_sign_in_failures",
        ["last_failed_at"],
        unique=False,
    )
    op.create_table(
        "shopify_customer_links",
        sa.Column("shop_domain", sa.String(), nullable=False),
        sa.Column("shopify_id", sa.BigInteger(), nullable=False),
        sa.Column("erp_id", sa.String(), nullable=False),
        sa.Column("updated_at", TIMESTAMP, nullable=False),
        sa.Column("triggered_at", TIMESTAMP, nullable=True),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("digest", sa.BigInteger(), nullable=True),
        sa.Column("review_reason", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("shop_domain", "shopify_id", name=op.f("pk_shopify_customer_links")),
    )
    op.create_index(op.f("ix_shopify_customer_links_erp_id"), "shopify_customer_links", ["erp_id"], unique=False)
    op.create_table(
        "shopify_deleted_products",
        sa.Column("shop_domain", sa.String(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("deleted_at", TIMESTAMP, nullable=False),
        sa.PrimaryKeyConstraint("shop_domain", "product_id", name=op.f("pk_shopify_deleted_products")),
    )
    op.create_table(
        "shopify_delivery_hours",
        sa.Column("shop_domain", sa.String(), nullable=False),
        sa.Column("hour", TIMESTAMP, nullable=False),
        sa.PrimaryKeyConstraint("shop_domain", "hour", name=op.f("pk_shopify_delivery_hours")),
    )
    op.create_table(
        "shopify_delivery_outages",
        sa.Column("shop_domain", sa.String(), nullable=False),
        sa.Column("last_delivery_at", TIMESTAMP, nullable=False),
        sa.Column("resync_requested_at", TIMESTAMP, nullable=False),
        sa.PrimaryKeyConstraint("shop_domain", name=op.f("pk_shopify_delivery_outages")),
    )
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
        sa.Column("next_attempt_at", TIMESTAMP, nullable=True),
        sa.Column("claimed_by", sa.String(), nullable=True),
        sa.Column("claimed_at", TIMESTAMP, nullable=True),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.Column("created_at", TIMESTAMP, nullable=False),
        sa.Column("history", sa.String(), nullable=True),
        sa.Column("outcome_unknown_until", TIMESTAMP, nullable=True),
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
        "shopify_import_refused_lines",
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("line", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", "line", name=op.f("pk_shopify_import_refused_lines")),
    )
    op.create_table(
        "shopify_import_runs",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("shop_domain", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("operation_id", sa.String(), nullable=True),
        sa.Column("last_line", sa.BigInteger(), nullable=False),
        sa.Column("read", sa.BigInteger(), nullable=False),
        sa.Column("written", sa.BigInteger(), nullable=False),
        sa.Column("refused", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=True),
        sa.Column("records_per_second", sa.Float(), nullable=True),
        sa.Column("step", sa.String(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", TIMESTAMP, nullable=True),
        sa.Column("claimed_by", sa.String(), nullable=True),
        sa.Column("claimed_at", TIMESTAMP, nullable=True),
        sa.Column("claims", sa.Integer(), nullable=False),
        sa.Column("files_requested", sa.Integer(), nullable=False),
        sa.Column("crash_count", sa.Integer(), nullable=False),
        sa.Column("created_at", TIMESTAMP, nullable=False),
        sa.Column("finished_at", TIMESTAMP, nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("file_digest", sa.String(), nullable=True),
        sa.Column("orders_since", TIMESTAMP, nullable=True),
        sa.Column("orders_until", TIMESTAMP, nullable=True),
        sa.Column("orders_by_creation", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shopify_import_runs")),
    )
    op.create_index(op.f("ix_shopify_import_runs_claimed_by"), "shopify_import_runs", ["claimed_by"], unique=False)
    op.create_index(op.f("ix_shopify_import_runs_shop_domain"), "shopify_import_runs", ["shop_domain"], unique=False)
    op.create_index(op.f("ix_shopify_import_runs_status"), "shopify_import_runs", ["status"], unique=False)
    op.create_index(
        "uq_shopify_import_runs_unfinished",
        "shopify_import_runs",
        ["shop_domain", "kind"],
        unique=True,
        postgresql_where=sa.text("status IN ('pending', 'running')"),
        sqlite_where=sa.text("status IN ('pending', 'running')"),
    )
    op.create_table(
        "shopify_job_runs",
        sa.Column("job", sa.String(), nullable=False),
        sa.Column("worker", sa.String(), nullable=False),
        sa.Column("started_at", TIMESTAMP, nullable=False),
        sa.PrimaryKeyConstraint("job", name=op.f("pk_shopify_job_runs")),
    )
    op.create_table(
        "shopify_missed_windows",
        sa.Column("shop_domain", sa.String(), nullable=False),
        sa.Column("since", TIMESTAMP, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("detected_at", TIMESTAMP, nullable=False),
        sa.PrimaryKeyConstraint("shop_domain", name=op.f("pk_shopify_missed_windows")),
    )
    op.create_table(
        "shopify_oauth_states",
        sa.Column("nonce", sa.String(), nullable=False),
        sa.Column("shop_domain", sa.String(), nullable=False),
        sa.Column("expires_at", TIMESTAMP, nullable=False),
        sa.PrimaryKeyConstraint("nonce", name=op.f("pk_shopify_oauth_states")),
    )
    op.create_index(op.f("ix_shopify_oauth_states_expires_at"), "shopify_oauth_states", ["expires_at"], unique=False)
    op.create_table(
        "shopify_order_audits",
        sa.Column("shop_domain", sa.String(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("audited_at", TIMESTAMP, nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("shopify_totals", sa.String(), nullable=False),
        sa.Column("erp_totals", sa.String(), nullable=False),
        sa.Column("differences", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("shop_domain", "day", name=op.f("pk_shopify_order_audits")),
    )
    op.create_index(op.f("ix_shopify_order_audits_day"), "shopify_order_audits", ["day"], unique=False)
    op.create_table(
        "shopify_order_links",
        sa.Column("shop_domain", sa.String(), nullable=False),
        sa.Column("shopify_id", sa.BigInteger(), nullable=False),
        sa.Column("erp_id", sa.String(), nullable=False),
        sa.Column("updated_at", TIMESTAMP, nullable=False),
        sa.Column("triggered_at", TIMESTAMP, nullable=True),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("digest", sa.BigInteger(), nullable=True),
        sa.Column("review_reason", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("shop_domain", "shopify_id", name=op.f("pk_shopify_order_links")),
    )
    op.create_index(op.f("ix_shopify_order_links_erp_id"), "shopify_order_links", ["erp_id"], unique=False)
    op.create_table(
        "shopify_privacy_requests",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("shop_domain", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=True),
        sa.Column("requested_at", TIMESTAMP, nullable=False),
        sa.Column("handled_at", TIMESTAMP, nullable=False),
        sa.Column("report", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shopify_privacy_requests")),
    )
    op.create_table(
        "shopify_product_mappings",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("shop_domain", sa.String(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("variant_id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("sku", sa.String(), nullable=True),
        sa.Column("barcode", sa.String(), nullable=True),
        sa.Column("product_status", sa.String(), nullable=True),
        sa.Column("product_updated_at", TIMESTAMP, nullable=True),
        sa.Column("erp_item_id", sa.String(), nullable=True),
        sa.Column("matched_by", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("keys_changed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("digest", sa.BigInteger(), nullable=True),
        sa.Column("deleted_at", TIMESTAMP, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shopify_product_mappings")),
        sa.UniqueConstraint(
            "shop_domain", "variant_id", name=op.f("uq_shopify_product_mappings_shop_domain_variant_id")
        ),
    )
    op.create_index(op.f("ix_shopify_product_mappings_barcode"), "shopify_product_mappings", ["barcode"], unique=False)
    op.create_index(
        op.f("ix_shopify_product_mappings_product_id"), "shopify_product_mappings", ["product_id"], unique=False
    )
    op.create_index(op.f("ix_shopify_product_mappings_sku"), "shopify_product_mappings", ["sku"], unique=False)
    op.create_table(
        "shopify_reconciliations",
        sa.Column("shop_domain", sa.String(), nullable=False),
        sa.Column("watermark", TIMESTAMP, nullable=False),
        sa.PrimaryKeyConstraint("shop_domain", name=op.f("pk_shopify_reconciliations")),
    )
    op.create_table(
        "shopify_shops",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("shop_domain", sa.String(), nullable=False),
        sa.Column("scopes", sa.String(), nullable=False),
        sa.Column("api_version", sa.String(), nullable=False),
        sa.Column("installed_at", TIMESTAMP, nullable=False),
        sa.Column("uninstalled_at", TIMESTAMP, nullable=True),
        sa.Column("connection_problem", sa.String(), nullable=True),
        sa.Column("suspended_at", TIMESTAMP, nullable=True),
        sa.Column("suspension_cause", sa.String(), nullable=True),
        sa.Column("access_token", sa.LargeBinary(), nullable=True),
        sa.Column("access_token_expires_at", TIMESTAMP, nullable=True),
        sa.Column("refresh_token", sa.LargeBinary(), nullable=True),
        sa.Column("refresh_token_expires_at", TIMESTAMP, nullable=True),
        sa.Column("refresh_claimed_until", TIMESTAMP, nullable=True),
        sa.Column("subscriptions_due_at", TIMESTAMP, nullable=True),
        sa.Column("subscriptions_error", sa.String(), nullable=True),
        sa.Column("metadata", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shopify_shops")),
        sa.UniqueConstraint("shop_domain", name=op.f("uq_shopify_shops_shop_domain")),
    )
    op.create_index(
        op.f("ix_shopify_shops_subscriptions_due_at"), "shopify_shops", ["subscriptions_due_at"], unique=False
    )
    op.create_table(
        "shopify_topic_deliveries",
        sa.Column("shop_domain", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("last_received_at", TIMESTAMP, nullable=False),
        sa.Column("last_event_id", ROW_ID, nullable=False),
        sa.PrimaryKeyConstraint("shop_domain", "topic", name=op.f("pk_shopify_topic_deliveries")),
    )
    op.create_table(
        "shopify_webhook_events",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("shop_domain", sa.String(), nullable=False),
        sa.Column("webhook_id", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("event_id", sa.String(), nullable=True),
        sa.Column("triggered_at", TIMESTAMP, nullable=True),
        sa.Column("resource_key", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("received_at", TIMESTAMP, nullable=False),
        sa.Column("next_attempt_at", TIMESTAMP, nullable=True),
        sa.Column("claimed_by", sa.String(), nullable=True),
        sa.Column("claimed_at", TIMESTAMP, nullable=True),
        sa.Column("settled_at", TIMESTAMP, nullable=True),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.Column("waiting_for", sa.String(), nullable=True),
        sa.Column("failures", sa.String(), nullable=True),
        sa.Column("crash_count", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shopify_webhook_events")),
        sa.UniqueConstraint("shop_domain", "webhook_id", name=op.f("uq_shopify_webhook_events_shop_domain_webhook_id")),
    )
    op.create_index(
        "ix_shopify_webhook_events_claimed_by",
        "shopify_webhook_events",
        ["claimed_by"],
        unique=False,
        postgresql_where=sa.text("claimed_by IS NOT NULL"),
        sqlite_where=sa.text("claimed_by IS NOT NULL"),
    )
    op.create_index(
        "ix_shopify_webhook_events_crashed",
        "shopify_webhook_events",
        ["next_attempt_at"],
        unique=False,
        postgresql_where=sa.text("status = 'pending' AND crash_count > 0"),
        sqlite_where=sa.text("status = 'pending' AND crash_count > 0"),
    )
    op.create_index(
        "ix_shopify_webhook_events_dead",
        "shopify_webhook_events",
        ["shop_domain", "id"],
        unique=False,
        postgresql_where=sa.text("status = 'dead'"),
        sqlite_where=sa.text("status = 'dead'"),
    )
    op.create_index(
        "ix_shopify_webhook_events_due",
        "shopify_webhook_events",
        ["shop_domain", "next_attempt_at", "id"],
        unique=False,
        postgresql_where=sa.text("status = 'pending'"),
        sqlite_where=sa.text("status = 'pending'"),
    )
    op.create_index(
        "ix_shopify_webhook_events_finished",
        "shopify_webhook_events",
        ["shop_domain", "settled_at"],
        unique=False,
        postgresql_where=sa.text("status IN ('done', 'superseded', 'ignored')"),
        sqlite_where=sa.text("status IN ('done', 'superseded', 'ignored')"),
    )
    op.create_index(
        "ix_shopify_webhook_events_parked",
        "shopify_webhook_events",
        ["shop_domain"],
        unique=False,
        postgresql_where=sa.text("status = 'parked'"),
        sqlite_where=sa.text("status = 'parked'"),
    )
    op.create_index(
        "ix_shopify_webhook_events_settled",
        "shopify_webhook_events",
        ["shop_domain", "resource_key", "id"],
        unique=False,
        postgresql_where=sa.text("status NOT IN ('pending', 'processing')"),
        sqlite_where=sa.text("status NOT IN ('pending', 'processing')"),
    )
    op.create_index(
        "ix_shopify_webhook_events_unfinished",
        "shopify_webhook_events",
        ["shop_domain", "resource_key", "id"],
        unique=False,
        postgresql_where=sa.text("status IN ('pending', 'processing')"),
        sqlite_where=sa.text("status IN ('pending', 'processing')"),
    )
    op.create_table(
        "shopify_webhook_subscriptions",
        sa.Column("subscription_id", sa.String(), nullable=False),
        sa.Column("shop_domain", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("uri", sa.String(), nullable=False),
        sa.Column("api_version", sa.String(), nullable=False),
        sa.Column("last_seen_at", TIMESTAMP, nullable=True),
        sa.Column("missing", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("subscription_id", name=op.f("pk_shopify_webhook_subscriptions")),
    )
    op.create_index(
        op.f("ix_shopify_webhook_subscriptions_shop_domain"),
        "shopify_webhook_subscriptions",
        ["shop_domain"],
        unique=False,
    )
    op.create_table(
        "erp_order_fulfillments",
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("shopify_fulfillment_id", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(), nullable=True),
        sa.Column("updated_at", TIMESTAMP, nullable=True),
        sa.Column("details", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["erp_orders.id"], name=op.f("fk_erp_order_fulfillments_order_id")),
        sa.PrimaryKeyConstraint("order_id", "shopify_fulfillment_id", name=op.f("pk_erp_order_fulfillments")),
    )
    op.create_table(
        "erp_order_lines",
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("line_item_id", sa.BigInteger(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=True),
        sa.Column("sku", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("current_quantity", sa.Integer(), nullable=False),
        sa.Column("unit_price", AMOUNT, nullable=False),
        sa.Column("discount", AMOUNT, nullable=False),
        sa.Column("tax", AMOUNT, nullable=False),
        sa.Column("total", AMOUNT, nullable=False),
        sa.Column("discounts", sa.String(), nullable=False),
        sa.Column("taxes", sa.String(), nullable=False),
        sa.Column("presentment_price", AMOUNT, nullable=True),
        sa.Column("requires_shipping", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["erp_orders.id"], name=op.f("fk_erp_order_lines_order_id")),
        sa.PrimaryKeyConstraint("order_id", "position", name=op.f("pk_erp_order_lines")),
    )
    op.create_table(
        "erp_order_refunds",
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("shopify_refund_id", sa.BigInteger(), nullable=False),
        sa.Column("refunded_at", TIMESTAMP, nullable=False),
        sa.Column("refunded_amount", AMOUNT, nullable=False),
        sa.Column("pending", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("details", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["erp_orders.id"], name=op.f("fk_erp_order_refunds_order_id")),
        sa.PrimaryKeyConstraint("order_id", "shopify_refund_id", name=op.f("pk_erp_order_refunds")),
    )

    if op.get_bind().dialect.name == "postgresql":
        _tune_for_postgresql()


def _tune_for_postgresql() -> None:
    if _supports_lz4():
        op.execute("ALTER TABLE shopify_webhook_events ALTER COLUMN body SET COMPRESSION lz4")
    # A queue changes all the time: vacuum it early, but not for every few rows.
    op.execute(
        "ALTER TABLE shopify_webhook_events"
        " SET (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 20000)"
    )
    # Each page has space for a second version of every row, so matching products updates no index.
    op.execute("ALTER TABLE shopify_product_mappings SET (fillfactor = 45)")


def _supports_lz4() -> bool:
    methods = (
        op.get_bind()
        .exec_driver_sql("SELECT enumvals FROM pg_settings WHERE name = 'default_toast_compression'")
        .scalar()
    )
    return methods is not None and "lz4" in methods


def downgrade() -> None:
    op.drop_table("erp_order_refunds")
    op.drop_table("erp_order_lines")
    op.drop_table("erp_order_fulfillments")
    op.drop_index(op.f("ix_shopify_webhook_subscriptions_shop_domain"), table_name="shopify_webhook_subscriptions")
    op.drop_table("shopify_webhook_subscriptions")
    op.drop_index(
        "ix_shopify_webhook_events_unfinished",
        table_name="shopify_webhook_events",
        postgresql_where=sa.text("status IN ('pending', 'processing')"),
        sqlite_where=sa.text("status IN ('pending', 'processing')"),
    )
    op.drop_index(
        "ix_shopify_webhook_events_settled",
        table_name="shopify_webhook_events",
        postgresql_where=sa.text("status NOT IN ('pending', 'processing')"),
        sqlite_where=sa.text("status NOT IN ('pending', 'processing')"),
    )
    op.drop_index(
        "ix_shopify_webhook_events_parked",
        table_name="shopify_webhook_events",
        postgresql_where=sa.text("status = 'parked'"),
        sqlite_where=sa.text("status = 'parked'"),
    )
    op.drop_index(
        "ix_shopify_webhook_events_finished",
        table_name="shopify_webhook_events",
        postgresql_where=sa.text("status IN ('done', 'superseded', 'ignored')"),
        sqlite_where=sa.text("status IN ('done', 'superseded', 'ignored')"),
    )
    op.drop_index(
        "ix_shopify_webhook_events_due",
        table_name="shopify_webhook_events",
        postgresql_where=sa.text("status = 'pending'"),
        sqlite_where=sa.text("status = 'pending'"),
    )
    op.drop_index(
        "ix_shopify_webhook_events_dead",
        table_name="shopify_webhook_events",
        postgresql_where=sa.text("status = 'dead'"),
        sqlite_where=sa.text("status = 'dead'"),
    )
    op.drop_index(
        "ix_shopify_webhook_events_crashed",
        table_name="shopify_webhook_events",
        postgresql_where=sa.text("status = 'pending' AND crash_count > 0"),
        sqlite_where=sa.text("status = 'pending' AND crash_count > 0"),
    )
    op.drop_index(
        "ix_shopify_webhook_events_claimed_by",
        table_name="shopify_webhook_events",
        postgresql_where=sa.text("claimed_by IS NOT NULL"),
        sqlite_where=sa.text("claimed_by IS NOT NULL"),
    )
    op.drop_table("shopify_webhook_events")
    op.drop_table("shopify_topic_deliveries")
    op.drop_index(op.f("ix_shopify_shops_subscriptions_due_at"), table_name="shopify_shops")
    op.drop_table("shopify_shops")
    op.drop_table("shopify_reconciliations")
    op.drop_index(op.f("ix_shopify_product_mappings_sku"), table_name="shopify_product_mappings")
    op.drop_index(op.f("ix_shopify_product_mappings_product_id"), table_name="shopify_product_mappings")
    op.drop_index(op.f("ix_shopify_product_mappings_barcode"), table_name="shopify_product_mappings")
    op.drop_table("shopify_product_mappings")
    op.drop_table("shopify_privacy_requests")
    op.drop_index(op.f("ix_shopify_order_links_erp_id"), table_name="shopify_order_links")
    op.drop_table("shopify_order_links")
    op.drop_index(op.f("ix_shopify_order_audits_day"), table_name="shopify_order_audits")
    op.drop_table("shopify_order_audits")
    op.drop_index(op.f("ix_shopify_oauth_states_expires_at"), table_name="shopify_oauth_states")
    op.drop_table("shopify_oauth_states")
    op.drop_table("shopify_missed_windows")
    op.drop_table("shopify_job_runs")
    op.drop_index(
        "uq_shopify_import_runs_unfinished",
        table_name="shopify_import_runs",
        postgresql_where=sa.text("status IN ('pending', 'running')"),
        sqlite_where=sa.text("status IN ('pending', 'running')"),
    )
    op.drop_index(op.f("ix_shopify_import_runs_status"), table_name="shopify_import_runs")
    op.drop_index(op.f("ix_shopify_import_runs_shop_domain"), table_name="shopify_import_runs")
    op.drop_index(op.f("ix_shopify_import_runs_claimed_by"), table_name="shopify_import_runs")
    op.drop_table("shopify_import_runs")
    op.drop_table("shopify_import_refused_lines")
    op.drop_index(op.f("ix_shopify_fulfillment_pushes_status"), table_name="shopify_fulfillment_pushes")
    op.drop_index(op.f("ix_shopify_fulfillment_pushes_shopify_order_id"), table_name="shopify_fulfillment_pushes")
    op.drop_index(op.f("ix_shopify_fulfillment_pushes_claimed_by"), table_name="shopify_fulfillment_pushes")
    op.drop_table("shopify_fulfillment_pushes")
    op.drop_table("shopify_delivery_outages")
    op.drop_table("shopify_delivery_hours")
    op.drop_table("shopify_deleted_products")
    op.drop_index(op.f("ix_shopify_customer_links_erp_id"), table_name="shopify_customer_links")
    op.drop_table("shopify_customer_links")
    op.drop_index(
        op.f("ix_shopify_console_sign_in_failures_last_failed_at"), table_name="shopify_console_sign_in_failures"
    )
    op.drop_table("shopify_console_sign_in_failures")
    op.drop_index(op.f("ix_shopify_console_sessions_expires_at"), table_name="shopify_console_sessions")
    op.drop_table("shopify_console_sessions")
    op.drop_index(op.f("ix_erp_shipments_order_id"), table_name="erp_shipments")
    op.drop_table("erp_shipments")
    op.drop_index(op.f("ix_erp_orders_ordered_at"), table_name="erp_orders")
    op.drop_index(op.f("ix_erp_orders_name"), table_name="erp_orders")
    op.drop_index(op.f("ix_erp_orders_email"), table_name="erp_orders")
    op.drop_index(op.f("ix_erp_orders_customer_id"), table_name="erp_orders")
    op.drop_table("erp_orders")
    op.drop_index(op.f("ix_erp_items_sku"), table_name="erp_items")
    op.drop_index(op.f("ix_erp_items_normalized_sku"), table_name="erp_items")
    op.drop_index(op.f("ix_erp_items_normalized_barcode"), table_name="erp_items")
    op.drop_index(op.f("ix_erp_items_barcode"), table_name="erp_items")
    op.drop_table("erp_items")
    op.drop_index(op.f("ix_erp_customers_normalized_phone"), table_name="erp_customers")
    op.drop_index(op.f("ix_erp_customers_normalized_email"), table_name="erp_customers")
    op.drop_table("erp_customers")
    op.drop_index(op.f("ix_erp_company_contacts_company_id"), table_name="erp_company_contacts")
    op.drop_table("erp_company_contacts")
    op.drop_index(op.f("ix_erp_companies_external_id"), table_name="erp_companies")
    op.drop_table("erp_companies")
