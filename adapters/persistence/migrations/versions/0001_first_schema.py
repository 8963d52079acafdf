"""The first schema."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TEXT, BYTES, JSON, BOOLEAN = sa.String(), sa.LargeBinary(), sa.JSON(), sa.Boolean()
INTEGER, BIG_INTEGER, FLOAT = sa.Integer(), sa.BigInteger(), sa.Float()
ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIMESTAMP = sa.DateTime(timezone=True)
AMOUNT = sa.Numeric().with_variant(sa.String(), "sqlite")

TABLES = (
    "shopify_shops",
    "shopify_expected_shops",
    "shopify_oauth_states",
    "shopify_webhook_events",
    "shopify_webhook_subscriptions",
    "shopify_topic_deliveries",
    "shopify_delivery_hours",
    "shopify_delivery_outages",
    "shopify_refused_deliveries",
    "shopify_order_links",
    "shopify_customer_links",
    "shopify_rebookings",
    "shopify_order_holds",
    "shopify_order_overviews",
    "shopify_order_comments",
    "shopify_product_mappings",
    "shopify_deleted_products",
    "shopify_fulfillment_pushes",
    "shopify_import_runs",
    "shopify_import_refused_lines",
    "shopify_reconciliations",
    "shopify_resync_problems",
    "shopify_order_audits",
    "shopify_audit_requests",
    "shopify_missed_windows",
    "shopify_privacy_requests",
    "shopify_erasures",
    "shopify_console_users",
    "shopify_console_invitations",
    "shopify_console_sessions",
    "shopify_console_second_factors",
    "shopify_console_recovery_codes",
    "shopify_console_sign_in_failures",
    "shopify_console_list_views",
    "shopify_api_tokens",
    "shopify_audit_log",
    "shopify_job_runs",
    "shopify_issues",
    "shopify_issue_changes",
    "shopify_report_schedules",
    "shopify_notification_channels",
    "shopify_notification_rules",
    "shopify_notification_settings",
    "shopify_notices",
    "shopify_notifications",
    "shopify_installation",
    "erp_items",
    "erp_customers",
    "erp_customer_keys",
    "erp_companies",
    "erp_company_contacts",
    "erp_orders",
    "erp_order_lines",
    "erp_order_taxes",
    "erp_order_refunds",
    "erp_refund_parts",
    "erp_order_returns",
    "erp_order_fulfillments",
    "erp_shipments",
    "erp_locations",
    "erp_lots",
    "erp_stock",
    "erp_movements",
    "erp_assignments",
    "erp_order_states",
    "erp_exceptions",
    "erp_returns",
    "erp_fulfillment_orders",
    "erp_recalls",
    "erp_recall_lots",
    "erp_recall_notices",
    "erp_sellers",
    "erp_document_designs",
    "erp_logos",
    "erp_series",
    "erp_invoices",
    "erp_documents",
    "erp_invoices_due",
    "shipping_boxes",
    "shipping_origins",
    "shipping_packings",
    "shipping_printers",
    "shipping_carrier_accounts",
    "shipping_label_purchases",
    "shipping_label_costs",
    "shipping_labels",
    "shipping_customs_forms",
    "shipping_manifests",
    "shipping_manifest_parcels",
    "shipping_manifest_files",
    "shipping_trackers",
    "shipping_webhook_problems",
    "shopify_locations",
    "shopify_location_storage",
    "shopify_stock_levels",
    "shopify_variant_news",
    "shopify_stock_syncs",
    "shopify_stock_pushes",
    "shopify_safety_stock",
    "erp_stock_news",
    "erp_demand",
    "search_entries",
)


def upgrade() -> None:
    create_shops()
    create_webhooks()
    create_links()
    create_products()
    create_fulfillment()
    create_imports()
    create_reconciliation()
    create_privacy()
    create_people()
    create_job_runs()
    create_issues()
    create_report_schedules()
    create_notifications()
    create_installation()
    create_erp_catalog()
    create_erp_customers()
    create_erp_orders()
    create_erp_shipments()
    create_erp_stock()
    create_erp_order_stock()
    create_erp_recalls()
    create_erp_invoices()
    create_shipping()
    create_stock_to_shopify()
    create_search()
    if op.get_bind().dialect.name == "postgresql":
        tune_for_postgresql()


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_terms")
    for table in reversed(TABLES):
        op.drop_table(table)


def create_shops() -> None:
    op.create_table(
        "shopify_shops",
        required("id", ROW_ID),
        required("shop_domain", TEXT),
        required("scopes", TEXT),
        required("api_version", TEXT),
        required("installed_at", TIMESTAMP),
        optional("uninstalled_at", TIMESTAMP),
        optional("connection_problem", TEXT),
        optional("suspended_at", TIMESTAMP),
        optional("suspension_cause", TEXT),
        optional("access_token", BYTES),
        optional("access_token_expires_at", TIMESTAMP),
        optional("refresh_token", BYTES),
        optional("refresh_token_expires_at", TIMESTAMP),
        optional("refresh_claimed_until", TIMESTAMP),
        optional("subscriptions_due_at", TIMESTAMP),
        optional("subscriptions_error", TEXT),
        optional("shopify_id", BIG_INTEGER),
        optional("country_code", TEXT),
        optional("time_zone", TEXT),
        required("awaits_approval", BOOLEAN),
        required("metadata", JSON),
        sa.PrimaryKeyConstraint("id", name="pk_shopify_shops"),
        sa.UniqueConstraint("shop_domain", name="uq_shopify_shops_shop_domain"),
    )
    op.create_index("ix_shopify_shops_subscriptions_due_at", "shopify_shops", ["subscriptions_due_at"])
    op.create_table(
        "shopify_expected_shops",
        required("shop_domain", TEXT),
        required("expected_at", TIMESTAMP),
        sa.PrimaryKeyConstraint("shop_domain", name="pk_shopify_expected_shops"),
    )
    op.create_table(
        "shopify_oauth_states",
        required("nonce", TEXT),
        required("expires_at", TIMESTAMP),
        sa.PrimaryKeyConstraint("nonce", name="pk_shopify_oauth_states"),
    )
    op.create_index("ix_shopify_oauth_states_expires_at", "shopify_oauth_states", ["expires_at"])


def create_webhooks() -> None:
    op.create_table(
        "shopify_webhook_events",
        required("id", ROW_ID),
        required("provider", TEXT, server_default="shopify"),
        required("shop_domain", TEXT),
        required("webhook_id", TEXT),
        required("topic", TEXT),
        optional("event_id", TEXT),
        optional("triggered_at", TIMESTAMP),
        required("resource_key", TEXT),
        required("body", BYTES),
        optional("signature", TEXT),
        required("status", TEXT),
        required("attempts", INTEGER),
        required("received_at", TIMESTAMP),
        optional("next_attempt_at", TIMESTAMP),
        optional("claimed_by", TEXT),
        optional("claimed_at", TIMESTAMP),
        optional("settled_at", TIMESTAMP),
        optional("last_error", TEXT),
        optional("waiting_for", TEXT),
        optional("failures", TEXT),
        required("crash_count", INTEGER, server_default="0"),
        optional("queued_at", TIMESTAMP),
        optional("retried_at", TIMESTAMP),
        sa.PrimaryKeyConstraint("id", name="pk_shopify_webhook_events"),
        sa.UniqueConstraint("shop_domain", "webhook_id", name="uq_shopify_webhook_events_shop_domain_webhook_id"),
    )
    op.create_index("ix_shopify_webhook_events_signature", "shopify_webhook_events", ["signature"])
    create_partial_index(
        "ix_shopify_webhook_events_claimed_by", "shopify_webhook_events", ["claimed_by"], "claimed_by IS NOT NULL"
    )
    create_partial_index(
        "ix_shopify_webhook_events_crashed",
        "shopify_webhook_events",
        ["next_attempt_at", "id"],
        "status = 'pending' AND crash_count > 0",
    )
    create_partial_index(
        "ix_shopify_webhook_events_dead", "shopify_webhook_events", ["shop_domain", "id"], "status = 'dead'"
    )
    create_partial_index(
        "ix_shopify_webhook_events_due",
        "shopify_webhook_events",
        ["shop_domain", "next_attempt_at", "id"],
        "status = 'pending'",
    )
    create_partial_index(
        "ix_shopify_webhook_events_finished",
        "shopify_webhook_events",
        ["shop_domain", "settled_at", "status"],
        "status IN ('done', 'superseded', 'ignored')",
    )
    create_partial_index(
        "ix_shopify_webhook_events_parked", "shopify_webhook_events", ["shop_domain"], "status = 'parked'"
    )
    create_partial_index(
        "ix_shopify_webhook_events_new_orders",
        "shopify_webhook_events",
        ["received_at", "shop_domain", "resource_key"],
        "topic = 'orders/create'",
    )
    create_partial_index(
        "ix_shopify_webhook_events_retried_at",
        "shopify_webhook_events",
        ["retried_at"],
        "retried_at IS NOT NULL",
    )
    create_partial_index(
        "ix_shopify_webhook_events_settled",
        "shopify_webhook_events",
        ["shop_domain", "resource_key", "id"],
        "status NOT IN ('pending', 'processing')",
    )
    create_partial_index(
        "ix_shopify_webhook_events_unfinished",
        "shopify_webhook_events",
        ["shop_domain", "resource_key", "id"],
        "status IN ('pending', 'processing')",
    )
    op.create_table(
        "shopify_webhook_subscriptions",
        required("subscription_id", TEXT),
        required("shop_domain", TEXT),
        required("topic", TEXT),
        required("uri", TEXT),
        required("api_version", TEXT),
        optional("last_seen_at", TIMESTAMP),
        required("missing", BOOLEAN, server_default=sa.false()),
        sa.PrimaryKeyConstraint("subscription_id", name="pk_shopify_webhook_subscriptions"),
    )
    op.create_index("ix_shopify_webhook_subscriptions_shop_domain", "shopify_webhook_subscriptions", ["shop_domain"])
    op.create_table(
        "shopify_topic_deliveries",
        required("shop_domain", TEXT),
        required("topic", TEXT),
        required("last_received_at", TIMESTAMP),
        required("last_event_id", ROW_ID),
        sa.PrimaryKeyConstraint("shop_domain", "topic", name="pk_shopify_topic_deliveries"),
    )
    op.create_table(
        "shopify_delivery_hours",
        required("shop_domain", TEXT),
        required("hour", TIMESTAMP),
        sa.PrimaryKeyConstraint("shop_domain", "hour", name="pk_shopify_delivery_hours"),
    )
    op.create_table(
        "shopify_delivery_outages",
        required("shop_domain", TEXT),
        required("last_delivery_at", TIMESTAMP),
        required("resync_requested_at", TIMESTAMP),
        sa.PrimaryKeyConstraint("shop_domain", name="pk_shopify_delivery_outages"),
    )
    op.create_table(
        "shopify_refused_deliveries",
        required("shop_domain", TEXT),
        required("count", INTEGER),
        required("since", TIMESTAMP),
        required("last_at", TIMESTAMP),
        sa.PrimaryKeyConstraint("shop_domain", name="pk_shopify_refused_deliveries"),
    )


def create_links() -> None:
    op.create_table(
        "shopify_order_links",
        required("shop_domain", TEXT),
        required("shopify_id", BIG_INTEGER),
        required("erp_id", TEXT),
        required("updated_at", TIMESTAMP),
        optional("triggered_at", TIMESTAMP),
        required("deleted", BOOLEAN),
        required("erased", BOOLEAN),
        optional("digest", BIG_INTEGER),
        optional("review_reason", TEXT),
        optional("field_versions", TEXT),
        sa.PrimaryKeyConstraint("shop_domain", "shopify_id", name="pk_shopify_order_links"),
    )
    op.create_index("ix_shopify_order_links_erp_id", "shopify_order_links", ["erp_id"])
    op.create_table(
        "shopify_customer_links",
        required("shop_domain", TEXT),
        required("shopify_id", BIG_INTEGER),
        required("erp_id", TEXT),
        required("updated_at", TIMESTAMP),
        optional("triggered_at", TIMESTAMP),
        required("deleted", BOOLEAN),
        required("erased", BOOLEAN),
        optional("digest", BIG_INTEGER),
        optional("review_reason", TEXT),
        optional("field_versions", TEXT),
        sa.PrimaryKeyConstraint("shop_domain", "shopify_id", name="pk_shopify_customer_links"),
    )
    op.create_index("ix_shopify_customer_links_erp_id", "shopify_customer_links", ["erp_id"])
    op.create_table(
        "shopify_rebookings",
        required("id", ROW_ID),
        required("shop_domain", TEXT),
        required("shopify_order_id", BIG_INTEGER),
        required("line_item_id", BIG_INTEGER),
        optional("previous_item_id", TEXT),
        optional("item_id", TEXT),
        required("reason", TEXT),
        required("rebooked_by", TEXT),
        required("rebooked_at", TIMESTAMP),
        sa.PrimaryKeyConstraint("id", name="pk_shopify_rebookings"),
    )
    op.create_index("ix_shopify_rebookings_shopify_order_id", "shopify_rebookings", ["shopify_order_id"])
    op.create_table(
        "shopify_order_holds",
        required("id", ROW_ID),
        required("shop_domain", TEXT),
        required("shopify_order_id", BIG_INTEGER),
        required("order_name", TEXT),
        required("rule", TEXT),
        required("reason", TEXT),
        required("grounds", JSON),
        optional("figure", AMOUNT),
        required("placed_at", TIMESTAMP),
        required("placed_by_kind", TEXT),
        required("placed_by_name", TEXT),
        required("placed_by_id", TEXT),
        optional("ended_as", TEXT),
        optional("ended_at", TIMESTAMP),
        optional("ended_by_kind", TEXT),
        optional("ended_by_name", TEXT),
        optional("ended_by_id", TEXT),
        optional("end_reason", TEXT),
        sa.PrimaryKeyConstraint("id", name="pk_shopify_order_holds"),
    )
    op.create_index(
        "ix_shopify_order_holds_shop_domain_shopify_order_id",
        "shopify_order_holds",
        ["shop_domain", "shopify_order_id"],
    )
    create_partial_index(
        "uq_shopify_order_holds_open",
        "shopify_order_holds",
        ["shop_domain", "shopify_order_id", "rule"],
        "ended_at IS NULL",
        unique=True,
    )
    create_order_overviews()
    op.create_table(
        "shopify_order_comments",
        required("id", ROW_ID),
        required("shop_domain", TEXT),
        required("shopify_order_id", BIG_INTEGER),
        required("text", TEXT),
        required("written_at", TIMESTAMP),
        required("written_by_kind", TEXT),
        required("written_by_name", TEXT),
        required("written_by_id", TEXT),
        sa.PrimaryKeyConstraint("id", name="pk_shopify_order_comments"),
    )
    op.create_index(
        "ix_shopify_order_comments_shop_domain_shopify_order_id",
        "shopify_order_comments",
        ["shop_domain", "shopify_order_id"],
    )


def create_order_overviews() -> None:
    name, is_true = "shopify_order_overviews", "IS 1" if op.get_bind().dialect.name == "sqlite" else "IS true"
    op.create_table(
        name,
        required("shop_domain", TEXT),
        required("shopify_order_id", BIG_INTEGER),
        optional("erp_id", TEXT),
        required("name", TEXT),
        required("placed_at", TIMESTAMP),
        required("total", AMOUNT),
        required("currency", TEXT),
        required("units", INTEGER),
        optional("payment", TEXT),
        required("cancelled", BOOLEAN),
        required("unpaid", BOOLEAN),
        required("refunded", BOOLEAN),
        required("status", TEXT),
        required("fulfillment", TEXT),
        required("ready", BOOLEAN),
        optional("ship_by", sa.Date()),
        optional("delivery", TEXT),
        optional("country", TEXT),
        required("tags", TEXT),
        required("skus", TEXT),
        required("terms", TEXT),
        optional("risk", TEXT),
        sa.PrimaryKeyConstraint("shop_domain", "shopify_order_id", name=f"pk_{name}"),
    )
    op.create_index(f"ix_{name}_erp_id", name, ["erp_id"])
    op.create_index(f"ix_{name}_placed_at", name, ["placed_at", "shopify_order_id"])
    op.create_index(f"ix_{name}_shop_domain", name, ["shop_domain", "placed_at", "shopify_order_id"])
    for view in ("unpaid", "refunded", "ready"):
        create_partial_index(f"ix_{name}_{view}", name, ["placed_at", "shopify_order_id"], f"{view} {is_true}")


def create_products() -> None:
    op.create_table(
        "shopify_product_mappings",
        required("id", ROW_ID),
        required("shop_domain", TEXT),
        required("product_id", BIG_INTEGER),
        required("variant_id", BIG_INTEGER),
        required("title", TEXT),
        optional("sku", TEXT),
        optional("barcode", TEXT),
        optional("product_status", TEXT),
        optional("product_updated_at", TIMESTAMP),
        optional("grams", sa.Integer()),
        optional("inventory_item_id", BIG_INTEGER),
        optional("tracked", BOOLEAN),
        optional("is_bundle", BOOLEAN),
        optional("erp_item_id", TEXT),
        required("pieces", INTEGER),
        optional("matched_by", TEXT),
        required("status", TEXT),
        optional("reason", TEXT),
        required("keys_changed", BOOLEAN, server_default=sa.false()),
        optional("digest", BIG_INTEGER),
        optional("deleted_at", TIMESTAMP),
        sa.PrimaryKeyConstraint("id", name="pk_shopify_product_mappings"),
        sa.UniqueConstraint("shop_domain", "variant_id", name="uq_shopify_product_mappings_shop_domain_variant_id"),
    )
    op.create_index("ix_shopify_product_mappings_barcode", "shopify_product_mappings", ["barcode"])
    op.create_index("ix_shopify_product_mappings_product_id", "shopify_product_mappings", ["product_id"])
    op.create_index("ix_shopify_product_mappings_sku", "shopify_product_mappings", ["sku"])
    op.create_table(
        "shopify_deleted_products",
        required("shop_domain", TEXT),
        required("product_id", BIG_INTEGER),
        required("deleted_at", TIMESTAMP),
        sa.PrimaryKeyConstraint("shop_domain", "product_id", name="pk_shopify_deleted_products"),
    )


def create_fulfillment() -> None:
    op.create_table(
        "shopify_fulfillment_pushes",
        required("id", ROW_ID),
        required("erp_shipment_id", TEXT),
        optional("shop_domain", TEXT),
        optional("shopify_order_id", BIG_INTEGER),
        required("shipment", TEXT),
        optional("plan", TEXT),
        required("status", TEXT),
        required("attempts", INTEGER),
        optional("next_attempt_at", TIMESTAMP),
        optional("claimed_by", TEXT),
        optional("claimed_at", TIMESTAMP),
        optional("last_error", TEXT),
        required("created_at", TIMESTAMP),
        optional("history", TEXT),
        optional("outcome_unknown_until", TIMESTAMP),
        sa.PrimaryKeyConstraint("id", name="pk_shopify_fulfillment_pushes"),
        sa.UniqueConstraint("erp_shipment_id", name="uq_shopify_fulfillment_pushes_erp_shipment_id"),
    )
    op.create_index("ix_shopify_fulfillment_pushes_claimed_by", "shopify_fulfillment_pushes", ["claimed_by"])
    op.create_index(
        "ix_shopify_fulfillment_pushes_shopify_order_id", "shopify_fulfillment_pushes", ["shopify_order_id"]
    )
    op.create_index("ix_shopify_fulfillment_pushes_status", "shopify_fulfillment_pushes", ["status"])


def create_imports() -> None:
    op.create_table(
        "shopify_import_runs",
        required("id", ROW_ID),
        required("shop_domain", TEXT),
        required("kind", TEXT),
        required("status", TEXT),
        optional("operation_id", TEXT),
        required("last_line", BIG_INTEGER),
        required("read", BIG_INTEGER),
        required("written", BIG_INTEGER),
        required("refused", BIG_INTEGER),
        optional("total", BIG_INTEGER),
        optional("records_per_second", FLOAT),
        optional("step", TEXT),
        required("failures", INTEGER),
        optional("next_attempt_at", TIMESTAMP),
        optional("claimed_by", TEXT),
        optional("claimed_at", TIMESTAMP),
        required("claims", INTEGER),
        required("files_requested", INTEGER),
        required("crash_count", INTEGER),
        required("created_at", TIMESTAMP),
        optional("finished_at", TIMESTAMP),
        optional("error", TEXT),
        optional("file_digest", TEXT),
        optional("orders_since", TIMESTAMP),
        optional("orders_until", TIMESTAMP),
        optional("orders_by_creation", BOOLEAN),
        sa.PrimaryKeyConstraint("id", name="pk_shopify_import_runs"),
    )
    op.create_index("ix_shopify_import_runs_claimed_by", "shopify_import_runs", ["claimed_by"])
    op.create_index("ix_shopify_import_runs_shop_domain", "shopify_import_runs", ["shop_domain"])
    op.create_index("ix_shopify_import_runs_status", "shopify_import_runs", ["status"])
    create_partial_index(
        "uq_shopify_import_runs_unfinished",
        "shopify_import_runs",
        ["shop_domain", "kind"],
        "status IN ('pending', 'running')",
        unique=True,
    )
    op.create_table(
        "shopify_import_refused_lines",
        required("run_id", BIG_INTEGER),
        required("line", BIG_INTEGER),
        required("reason", TEXT),
        sa.PrimaryKeyConstraint("run_id", "line", name="pk_shopify_import_refused_lines"),
    )


def create_reconciliation() -> None:
    op.create_table(
        "shopify_reconciliations",
        required("shop_domain", TEXT),
        required("subject", TEXT),
        required("watermark", TIMESTAMP),
        sa.PrimaryKeyConstraint("shop_domain", "subject", name="pk_shopify_reconciliations"),
    )
    op.create_table(
        "shopify_resync_problems",
        required("shop_domain", TEXT),
        required("subject", TEXT),
        required("record", TEXT),
        required("reason", TEXT),
        required("since", TIMESTAMP),
        sa.PrimaryKeyConstraint("shop_domain", "subject", "record", name="pk_shopify_resync_problems"),
    )
    op.create_table(
        "shopify_order_audits",
        required("shop_domain", TEXT),
        required("day", TEXT),
        required("audited_at", TIMESTAMP),
        required("time_zone", TEXT),
        required("currency", TEXT),
        required("shopify_totals", TEXT),
        required("erp_totals", TEXT),
        required("differences", TEXT),
        sa.PrimaryKeyConstraint("shop_domain", "day", name="pk_shopify_order_audits"),
    )
    op.create_index("ix_shopify_order_audits_day", "shopify_order_audits", ["day"])
    op.create_table(
        "shopify_audit_requests",
        required("shop_domain", TEXT),
        required("first_day", TEXT),
        required("last_day", TEXT),
        required("repairs", BOOLEAN),
        required("due_at", TIMESTAMP),
        required("error", TEXT),
        optional("order_id", BIG_INTEGER),
        sa.PrimaryKeyConstraint("shop_domain", name="pk_shopify_audit_requests"),
    )
    op.create_table(
        "shopify_missed_windows",
        required("shop_domain", TEXT),
        required("since", TIMESTAMP),
        required("reason", TEXT),
        required("detected_at", TIMESTAMP),
        sa.PrimaryKeyConstraint("shop_domain", name="pk_shopify_missed_windows"),
    )


def create_privacy() -> None:
    op.create_table(
        "shopify_privacy_requests",
        required("id", ROW_ID),
        required("shop_domain", TEXT),
        required("kind", TEXT),
        optional("customer_id", BIG_INTEGER),
        required("requested_at", TIMESTAMP),
        required("handled_at", TIMESTAMP),
        optional("report", TEXT),
        optional("signature", TEXT),
        required("kept_invoices", INTEGER),
        optional("kept_until", sa.Date()),
        sa.PrimaryKeyConstraint("id", name="pk_shopify_privacy_requests"),
    )
    op.create_index("ix_shopify_privacy_requests_signature", "shopify_privacy_requests", ["signature"])
    op.create_table(
        "shopify_erasures",
        required("shop_domain", TEXT),
        required("resource_key", TEXT),
        required("requested_at", TIMESTAMP),
        sa.PrimaryKeyConstraint("shop_domain", "resource_key", name="pk_shopify_erasures"),
    )


def create_people() -> None:
    op.create_table(
        "shopify_console_users",
        required("id", ROW_ID),
        required("email", TEXT),
        required("name", TEXT),
        required("role", TEXT),
        required("created_at", TIMESTAMP),
        required("active", BOOLEAN),
        optional("password_hash", TEXT),
        optional("oidc_subject", TEXT),
        optional("signed_in_at", TIMESTAMP),
        sa.PrimaryKeyConstraint("id", name="pk_shopify_console_users"),
        sa.UniqueConstraint("email", name="uq_shopify_console_users_email"),
        sa.UniqueConstraint("oidc_subject", name="uq_shopify_console_users_oidc_subject"),
    )
    op.create_table(
        "shopify_console_invitations",
        required("token_hash", TEXT),
        required("user_id", ROW_ID),
        required("expires_at", TIMESTAMP),
        sa.ForeignKeyConstraint(
            ["user_id"], ["shopify_console_users.id"], name="fk_shopify_console_invitations_user_id"
        ),
        sa.PrimaryKeyConstraint("token_hash", name="pk_shopify_console_invitations"),
    )
    op.create_index("ix_shopify_console_invitations_user_id", "shopify_console_invitations", ["user_id"])
    op.create_table(
        "shopify_console_sessions",
        required("token_hash", TEXT),
        required("user_id", ROW_ID),
        required("credential", TEXT),
        required("opened_at", TIMESTAMP),
        required("expires_at", TIMESTAMP),
        required("used_at", TIMESTAMP),
        required("source", TEXT),
        required("browser", TEXT),
        sa.ForeignKeyConstraint(["user_id"], ["shopify_console_users.id"], name="fk_shopify_console_sessions_user_id"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_shopify_console_sessions"),
    )
    op.create_index("ix_shopify_console_sessions_expires_at", "shopify_console_sessions", ["expires_at"])
    op.create_index("ix_shopify_console_sessions_user_id", "shopify_console_sessions", ["user_id"])
    op.create_table(
        "shopify_console_second_factors",
        required("user_id", ROW_ID),
        required("secret", BYTES),
        required("added_at", TIMESTAMP),
        required("confirmed", BOOLEAN),
        required("last_step", INTEGER),
        sa.ForeignKeyConstraint(
            ["user_id"], ["shopify_console_users.id"], name="fk_shopify_console_second_factors_user_id"
        ),
        sa.PrimaryKeyConstraint("user_id", name="pk_shopify_console_second_factors"),
    )
    op.create_table(
        "shopify_console_recovery_codes",
        required("code_hash", TEXT),
        required("user_id", ROW_ID),
        sa.ForeignKeyConstraint(
            ["user_id"], ["shopify_console_users.id"], name="fk_shopify_console_recovery_codes_user_id"
        ),
        sa.PrimaryKeyConstraint("code_hash", name="pk_shopify_console_recovery_codes"),
    )
    op.create_index("ix_shopify_console_recovery_codes_user_id", "shopify_console_recovery_codes", ["user_id"])
    op.create_table(
        "shopify_console_sign_in_failures",
        required("source", TEXT),
        required("count", INTEGER),
        required("last_failed_at", TIMESTAMP),
        optional("signed_in_at", TIMESTAMP),
        sa.PrimaryKeyConstraint("source", name="pk_shopify_console_sign_in_failures"),
    )
    op.create_index(
        "ix_shopify_console_sign_in_failures_last_failed_at", "shopify_console_sign_in_failures", ["last_failed_at"]
    )
    op.create_table(
        "shopify_console_list_views",
        required("owner", TEXT),
        required("list_path", TEXT),
        required("name", TEXT),
        required("query", TEXT),
        required("columns", JSON),
        sa.PrimaryKeyConstraint("owner", "list_path", "name", name="pk_shopify_console_list_views"),
    )
    op.create_table(
        "shopify_api_tokens",
        required("id", ROW_ID),
        required("name", TEXT),
        required("token_hash", TEXT),
        required("scope", TEXT),
        required("created_at", TIMESTAMP),
        required("created_by", TEXT),
        optional("expires_at", TIMESTAMP),
        optional("last_used_at", TIMESTAMP),
        sa.PrimaryKeyConstraint("id", name="pk_shopify_api_tokens"),
        sa.UniqueConstraint("token_hash", name="uq_shopify_api_tokens_token_hash"),
    )
    op.create_table(
        "shopify_audit_log",
        required("id", ROW_ID),
        required("at", TIMESTAMP),
        required("actor_kind", TEXT),
        required("actor_name", TEXT),
        required("actor_id", TEXT),
        required("action", TEXT),
        required("subject_kind", TEXT),
        required("subject_id", TEXT),
        optional("shop_domain", TEXT),
        required("before_values", TEXT),
        required("after_values", TEXT),
        sa.PrimaryKeyConstraint("id", name="pk_shopify_audit_log"),
    )
    op.create_index("ix_shopify_audit_log_actor_name", "shopify_audit_log", ["actor_name"])
    op.create_index("ix_shopify_audit_log_at", "shopify_audit_log", ["at"])
    op.create_index("ix_shopify_audit_log_subject_id", "shopify_audit_log", ["subject_id"])


def create_job_runs() -> None:
    op.create_table(
        "shopify_job_runs",
        required("job", TEXT),
        required("worker", TEXT),
        required("started_at", TIMESTAMP),
        sa.PrimaryKeyConstraint("job", name="pk_shopify_job_runs"),
    )


def create_issues() -> None:
    op.create_table(
        "shopify_issues",
        required("id", ROW_ID),
        required("kind", TEXT),
        required("shop_domain", TEXT),
        required("cause", TEXT),
        required("title", TEXT),
        required("detail", TEXT),
        required("subject", TEXT),
        required("state", TEXT),
        required("orders", INTEGER),
        required("most_orders", INTEGER),
        optional("since", TIMESTAMP),
        required("first_seen_at", TIMESTAMP),
        required("opened_at", TIMESTAMP),
        required("last_seen_at", TIMESTAMP),
        optional("missing_since", TIMESTAMP),
        required("occurrences", INTEGER),
        required("summed_up", BOOLEAN),
        optional("owner_kind", TEXT),
        optional("owner_name", TEXT),
        optional("owner_id", TEXT),
        optional("ignored_until", TIMESTAMP),
        optional("ignored_above", INTEGER),
        optional("resolved_at", TIMESTAMP),
        required("changed_at", TIMESTAMP),
        required("changed_by_kind", TEXT),
        required("changed_by_name", TEXT),
        required("changed_by_id", TEXT),
        sa.PrimaryKeyConstraint("id", name="pk_shopify_issues"),
        sa.UniqueConstraint("cause", "kind", "shop_domain", name="uq_shopify_issues_cause_kind_shop_domain"),
    )
    op.create_index("ix_shopify_issues_resolved_at", "shopify_issues", ["resolved_at"])
    create_partial_index(
        "ix_shopify_issues_watched", "shopify_issues", ["id"], "state <> 'resolved' OR missing_since IS NULL"
    )
    op.create_table(
        "shopify_issue_changes",
        required("id", ROW_ID),
        required("issue_id", BIG_INTEGER),
        required("kind", TEXT),
        required("at", TIMESTAMP),
        required("actor_kind", TEXT),
        required("actor_name", TEXT),
        required("actor_id", TEXT),
        required("orders", INTEGER),
        required("orders_before", INTEGER),
        required("text", TEXT),
        sa.PrimaryKeyConstraint("id", name="pk_shopify_issue_changes"),
    )
    op.create_index("ix_shopify_issue_changes_at", "shopify_issue_changes", ["at"])
    op.create_index("ix_shopify_issue_changes_issue_id", "shopify_issue_changes", ["issue_id", "id"])


def create_report_schedules() -> None:
    op.create_table(
        "shopify_report_schedules",
        required("id", ROW_ID),
        required("report", TEXT),
        required("frequency", TEXT),
        required("recipients", TEXT),
        required("sheet_format", TEXT),
        optional("shop_domain", TEXT),
        required("created_by", TEXT),
        required("due_at", TIMESTAMP),
        required("attempts", INTEGER),
        optional("claimed_at", TIMESTAMP),
        optional("sending_since", TIMESTAMP),
        optional("last_sent_at", TIMESTAMP),
        optional("last_day", sa.Date()),
        optional("error", TEXT),
        sa.PrimaryKeyConstraint("id", name="pk_shopify_report_schedules"),
    )


def create_notifications() -> None:
    op.create_table(
        "shopify_notification_channels",
        required("id", ROW_ID),
        required("name", TEXT),
        required("kind", TEXT),
        required("target", BYTES),
        optional("signing_key", BYTES),
        optional("paused_at", TIMESTAMP),
        required("pause_reason", TEXT),
        required("created_at", TIMESTAMP),
        sa.PrimaryKeyConstraint("id", name="pk_shopify_notification_channels"),
        sa.UniqueConstraint("name", name="uq_shopify_notification_channels_name"),
    )
    op.create_table(
        "shopify_notification_rules",
        required("id", ROW_ID),
        required("channel_ids", TEXT),
        required("subject", TEXT),
        *(optional(name, TEXT) for name in ("kind", "severity", "shop_domain")),
        required("min_orders", INTEGER),
        required("min_minutes", INTEGER),
        required("timing", TEXT),
        required("daily_at", TEXT),
        required("passes_quiet_hours", BOOLEAN),
        required("remind_after_hours", INTEGER),
        optional("due_at", TIMESTAMP),
        sa.PrimaryKeyConstraint("id", name="pk_shopify_notification_rules"),
    )
    op.create_table(
        "shopify_notification_settings",
        required("id", INTEGER),
        required("time_zone", TEXT),
        optional("quiet_from", TEXT),
        optional("quiet_until", TEXT),
        sa.PrimaryKeyConstraint("id", name="pk_shopify_notification_settings"),
    )
    op.create_table(
        "shopify_notices",
        required("channel_id", ROW_ID),
        required("issue_id", ROW_ID),
        required("rule_id", ROW_ID),
        required("due_at", TIMESTAMP),
        optional("sent_at", TIMESTAMP),
        optional("last_sent_at", TIMESTAMP),
        optional("over_due_at", TIMESTAMP),
        sa.PrimaryKeyConstraint("channel_id", "issue_id", name="pk_shopify_notices"),
    )
    op.create_table(
        "shopify_notifications",
        required("id", ROW_ID),
        required("message_id", TEXT),
        required("channel_id", ROW_ID),
        required("entries", TEXT),
        required("created_at", TIMESTAMP),
        required("state", TEXT),
        optional("next_attempt_at", TIMESTAMP),
        required("attempts", INTEGER),
        optional("claimed_by", TEXT),
        optional("claimed_at", TIMESTAMP),
        optional("settled_at", TIMESTAMP),
        required("answer", TEXT),
        optional("error", TEXT),
        sa.PrimaryKeyConstraint("id", name="pk_shopify_notifications"),
    )
    for column in ("channel_id", "state", "next_attempt_at", "claimed_by"):
        op.create_index(f"ix_shopify_notifications_{column}", "shopify_notifications", [column])


def create_installation() -> None:
    op.create_table(
        "shopify_installation",
        required("id", sa.Integer()),
        required("app_url", TEXT),
        required("used_since", TIMESTAMP),
        sa.PrimaryKeyConstraint("id", name="pk_shopify_installation"),
    )


def create_erp_catalog() -> None:
    op.create_table(
        "erp_items",
        required("id", TEXT),
        required("name", TEXT),
        optional("sku", TEXT),
        optional("barcode", TEXT),
        optional("grams", sa.Integer()),
        optional("normalized_sku", TEXT),
        optional("normalized_barcode", TEXT),
        optional("unit", TEXT),
        required("lot_tracked", BOOLEAN),
        optional("shelf_life_days", INTEGER),
        required("date_kind", TEXT),
        optional("strategy", TEXT),
        optional("nominal_grams", INTEGER),
        optional("hs_code", TEXT),
        optional("origin_country", TEXT),
        required("chilled", BOOLEAN),
        optional("volume_ml", INTEGER),
        optional("box_code", TEXT),
        sa.PrimaryKeyConstraint("id", name="pk_erp_items"),
    )
    op.create_index("ix_erp_items_barcode", "erp_items", ["barcode"])
    op.create_index("ix_erp_items_normalized_barcode", "erp_items", ["normalized_barcode"])
    op.create_index("ix_erp_items_normalized_sku", "erp_items", ["normalized_sku"])
    op.create_index("ix_erp_items_sku", "erp_items", ["sku"])


def create_erp_customers() -> None:
    op.create_table(
        "erp_customers",
        required("id", ROW_ID),
        optional("shop_domain", TEXT),
        optional("shopify_customer_id", BIG_INTEGER),
        optional("first_name", TEXT),
        optional("last_name", TEXT),
        optional("email", TEXT),
        optional("phone", TEXT),
        optional("normalized_email", TEXT),
        optional("normalized_phone", TEXT),
        optional("normalized_name", TEXT),
        required("addresses", TEXT),
        optional("email_consent", TEXT),
        optional("email_consent_level", TEXT),
        optional("email_consent_at", TIMESTAMP),
        optional("sms_consent", TEXT),
        optional("sms_consent_level", TEXT),
        optional("sms_consent_at", TIMESTAMP),
        optional("updated_at", TIMESTAMP),
        optional("min_remaining_days", INTEGER),
        sa.PrimaryKeyConstraint("id", name="pk_erp_customers"),
        sa.UniqueConstraint(
            "shop_domain", "shopify_customer_id", name="uq_erp_customers_shop_domain_shopify_customer_id"
        ),
    )
    op.create_index("ix_erp_customers_normalized_email", "erp_customers", ["normalized_email", "id"])
    op.create_index("ix_erp_customers_normalized_phone", "erp_customers", ["normalized_phone", "id"])
    op.create_table(
        "erp_customer_keys",
        required("key", TEXT),
        required("customer_id", BIG_INTEGER),
        sa.PrimaryKeyConstraint("key", "customer_id", name="pk_erp_customer_keys"),
    )
    op.create_index("ix_erp_customer_keys_customer_id", "erp_customer_keys", ["customer_id"])
    op.create_table(
        "erp_companies",
        required("id", ROW_ID),
        required("shop_domain", TEXT),
        required("shopify_company_id", BIG_INTEGER),
        required("name", TEXT),
        optional("external_id", TEXT),
        sa.PrimaryKeyConstraint("id", name="pk_erp_companies"),
        sa.UniqueConstraint(
            "shop_domain", "shopify_company_id", name="uq_erp_companies_shop_domain_shopify_company_id"
        ),
    )
    op.create_index("ix_erp_companies_external_id", "erp_companies", ["external_id"])
    op.create_table(
        "erp_company_contacts",
        required("customer_id", BIG_INTEGER),
        required("company_id", BIG_INTEGER),
        optional("title", TEXT),
        required("is_main", BOOLEAN),
        sa.PrimaryKeyConstraint("customer_id", "company_id", name="pk_erp_company_contacts"),
    )
    op.create_index("ix_erp_company_contacts_company_id", "erp_company_contacts", ["company_id"])


def create_erp_orders() -> None:
    op.create_table(
        "erp_orders",
        required("id", ROW_ID),
        required("shop_domain", TEXT),
        required("shopify_order_id", BIG_INTEGER),
        required("name", TEXT),
        optional("ordered_at", TIMESTAMP),
        optional("created_at", TIMESTAMP),
        required("currency", TEXT),
        required("total", AMOUNT),
        optional("tax", AMOUNT),
        optional("channel_tax", AMOUNT),
        required("taxes_included", BOOLEAN),
        optional("current_total", AMOUNT),
        optional("outstanding", AMOUNT),
        optional("cash_rounding", AMOUNT),
        optional("refund_cash_rounding", AMOUNT),
        optional("presentment_currency", TEXT),
        optional("presentment_total", AMOUNT),
        required("payment_gateways", TEXT),
        required("discount_codes", TEXT),
        optional("customer_id", TEXT),
        optional("shopify_company_id", BIG_INTEGER),
        optional("shopify_company_location_id", BIG_INTEGER),
        optional("tax_registration_id", TEXT),
        optional("po_number", TEXT),
        optional("email", TEXT),
        optional("normalized_email", TEXT),
        optional("phone", TEXT),
        optional("shipping_address", TEXT),
        optional("billing_address", TEXT),
        optional("country_code", TEXT),
        optional("financial_status", TEXT),
        optional("fulfillment_status", TEXT),
        optional("source", TEXT),
        optional("source_identifier", TEXT),
        optional("app_id", BIG_INTEGER),
        optional("retail_location_id", BIG_INTEGER),
        optional("customer_locale", TEXT),
        optional("payment_terms", TEXT),
        optional("due_at", TIMESTAMP),
        required("tax_exempt", BOOLEAN),
        required("taxes_estimated", BOOLEAN),
        optional("merchant_entity_id", TEXT),
        optional("merchant_of_record_app_id", BIG_INTEGER),
        required("localized_fields", TEXT),
        required("note_attributes", TEXT),
        optional("tags", TEXT),
        optional("note", TEXT),
        optional("cancelled_at", TIMESTAMP),
        optional("cancel_reason", TEXT),
        optional("deleted_at", TIMESTAMP),
        optional("risk", TEXT),
        required("test", BOOLEAN),
        sa.PrimaryKeyConstraint("id", name="pk_erp_orders"),
        sa.UniqueConstraint("shop_domain", "shopify_order_id", name="uq_erp_orders_shop_domain_shopify_order_id"),
    )
    op.create_index("ix_erp_orders_created_at", "erp_orders", ["created_at"])
    op.create_index("ix_erp_orders_customer_id", "erp_orders", ["customer_id"])
    op.create_index("ix_erp_orders_due_at", "erp_orders", ["due_at"])
    op.create_index("ix_erp_orders_name", "erp_orders", ["name"])
    op.create_index("ix_erp_orders_normalized_email", "erp_orders", ["normalized_email"])
    op.create_index("ix_erp_orders_of_shop", "erp_orders", ["shop_domain", "ordered_at", "shopify_order_id"])
    op.create_index("ix_erp_orders_ordered_at", "erp_orders", ["ordered_at"])
    op.create_index("ix_erp_orders_source_identifier", "erp_orders", ["source_identifier"])
    op.create_index(
        "ix_erp_orders_sold",
        "erp_orders",
        [
            "ordered_at",
            "shop_domain",
            "currency",
            "total",
            "tax",
            "customer_id",
            "country_code",
            "taxes_included",
            "id",
        ],
        postgresql_where=sa.text("deleted_at IS NULL AND test IS false AND cancelled_at IS NULL"),
        sqlite_where=sa.text("deleted_at IS NULL AND test IS 0 AND cancelled_at IS NULL"),
    )
    op.create_table(
        "erp_order_lines",
        required("order_id", BIG_INTEGER),
        required("position", INTEGER),
        required("kind", TEXT),
        required("line_item_id", BIG_INTEGER),
        optional("item_id", TEXT),
        optional("sku", TEXT),
        required("title", TEXT),
        required("quantity", INTEGER),
        required("current_quantity", INTEGER),
        required("unit_price", AMOUNT),
        required("discount", AMOUNT),
        required("tax", AMOUNT),
        required("total", AMOUNT),
        required("discounts", TEXT),
        required("taxes", TEXT),
        optional("presentment_price", AMOUNT),
        required("requires_shipping", BOOLEAN),
        required("wanted_quantity", INTEGER),
        required("is_third_party", BOOLEAN),
        required("pieces", INTEGER),
        optional("variant_id", BIG_INTEGER),
        required("taxable", BOOLEAN),
        optional("vendor", TEXT),
        optional("grams", BIG_INTEGER),
        required("properties", TEXT),
        optional("details", TEXT),
        sa.ForeignKeyConstraint(["order_id"], ["erp_orders.id"], name="fk_erp_order_lines_order_id"),
        sa.PrimaryKeyConstraint("order_id", "position", name="pk_erp_order_lines"),
    )
    op.create_table(
        "erp_order_taxes",
        required("order_id", BIG_INTEGER),
        required("position", INTEGER),
        optional("title", TEXT),
        optional("rate", AMOUNT),
        required("channel_liable", BOOLEAN),
        required("net", AMOUNT),
        required("tax", AMOUNT),
        sa.ForeignKeyConstraint(["order_id"], ["erp_orders.id"], name="fk_erp_order_taxes_order_id"),
        sa.PrimaryKeyConstraint("order_id", "position", name="pk_erp_order_taxes"),
    )
    op.create_table(
        "erp_order_refunds",
        required("order_id", BIG_INTEGER),
        required("shopify_refund_id", BIG_INTEGER),
        required("refunded_at", TIMESTAMP),
        required("refunded_amount", AMOUNT),
        required("pending", BOOLEAN),
        optional("note", TEXT),
        required("details", TEXT),
        sa.ForeignKeyConstraint(["order_id"], ["erp_orders.id"], name="fk_erp_order_refunds_order_id"),
        sa.PrimaryKeyConstraint("order_id", "shopify_refund_id", name="pk_erp_order_refunds"),
    )
    op.create_table(
        "erp_refund_parts",
        required("order_id", BIG_INTEGER),
        required("shopify_refund_id", BIG_INTEGER),
        required("position", INTEGER),
        optional("line_item_id", BIG_INTEGER),
        required("quantity", INTEGER),
        required("amount", AMOUNT),
        required("tax", AMOUNT),
        sa.ForeignKeyConstraint(["order_id"], ["erp_orders.id"], name="fk_erp_refund_parts_order_id"),
        sa.PrimaryKeyConstraint("order_id", "shopify_refund_id", "position", name="pk_erp_refund_parts"),
    )
    op.create_table(
        "erp_order_returns",
        required("order_id", BIG_INTEGER),
        required("shopify_return_id", BIG_INTEGER),
        required("status", TEXT),
        required("read_at", TIMESTAMP),
        optional("notes", TEXT),
        required("details", TEXT),
        sa.ForeignKeyConstraint(["order_id"], ["erp_orders.id"], name="fk_erp_order_returns_order_id"),
        sa.PrimaryKeyConstraint("order_id", "shopify_return_id", name="pk_erp_order_returns"),
    )
    op.create_table(
        "erp_order_fulfillments",
        required("order_id", BIG_INTEGER),
        required("shopify_fulfillment_id", BIG_INTEGER),
        optional("status", TEXT),
        optional("updated_at", TIMESTAMP),
        required("details", TEXT),
        sa.ForeignKeyConstraint(["order_id"], ["erp_orders.id"], name="fk_erp_order_fulfillments_order_id"),
        sa.PrimaryKeyConstraint("order_id", "shopify_fulfillment_id", name="pk_erp_order_fulfillments"),
    )


def create_erp_shipments() -> None:
    op.create_table(
        "erp_shipments",
        required("id", TEXT),
        required("order_id", TEXT),
        required("lines", TEXT),
        optional("tracking_number", TEXT),
        required("fulfillment_ids", TEXT),
        optional("confirmed_at", TIMESTAMP),
        sa.PrimaryKeyConstraint("id", name="pk_erp_shipments"),
    )
    op.create_index("ix_erp_shipments_order_id", "erp_shipments", ["order_id"])


def create_erp_stock() -> None:
    op.create_table(
        "erp_locations",
        required("id", ROW_ID),
        required("name", TEXT),
        required("kind", TEXT),
        required("sells", BOOLEAN),
        required("counted", BOOLEAN),
        optional("address", TEXT),
        sa.PrimaryKeyConstraint("id", name="pk_erp_locations"),
        sa.UniqueConstraint("name", name="uq_erp_locations_name"),
    )
    op.create_table(
        "erp_lots",
        required("id", ROW_ID),
        required("item_id", TEXT),
        required("code", TEXT),
        required("code_key", TEXT),
        required("source", TEXT),
        required("received_at", TIMESTAMP),
        optional("supplier_code", TEXT),
        optional("source_reference", TEXT),
        optional("produced_on", sa.Date()),
        optional("expires_on", sa.Date()),
        required("status", TEXT),
        optional("status_reason", TEXT),
        optional("note", TEXT),
        sa.PrimaryKeyConstraint("id", name="pk_erp_lots"),
        sa.UniqueConstraint("item_id", "code_key", name="uq_erp_lots_item_id_code_key"),
    )
    op.create_index("ix_erp_lots_expires_on_received_at_id", "erp_lots", ["expires_on", "received_at", "id"])
    op.create_table(
        "erp_stock",
        required("lot_id", BIG_INTEGER),
        required("location_id", BIG_INTEGER),
        required("free", BIG_INTEGER),
        required("assigned", BIG_INTEGER),
        required("held", BIG_INTEGER),
        sa.PrimaryKeyConstraint("lot_id", "location_id", name="pk_erp_stock"),
        *(sa.CheckConstraint(f"{part} >= 0", name=f"ck_erp_stock_{part}") for part in ("free", "assigned", "held")),
    )
    op.create_table(
        "erp_movements",
        required("id", ROW_ID),
        required("at", TIMESTAMP),
        required("actor_kind", TEXT),
        required("actor_name", TEXT),
        required("actor_id", TEXT),
        required("kind", TEXT),
        required("lot_id", BIG_INTEGER),
        required("location_id", BIG_INTEGER),
        required("d_free", BIG_INTEGER),
        required("d_assigned", BIG_INTEGER),
        required("d_held", BIG_INTEGER),
        optional("reason", TEXT),
        optional("cause", TEXT),
        optional("order_id", BIG_INTEGER),
        optional("line_item_id", BIG_INTEGER),
        optional("shipment_id", TEXT),
        optional("reverses", BIG_INTEGER),
        optional("other_lot_id", BIG_INTEGER),
        optional("source_reference", TEXT),
        sa.PrimaryKeyConstraint("id", name="pk_erp_movements"),
    )
    op.create_index("ix_erp_movements_lot_id", "erp_movements", ["lot_id"])
    create_partial_index("ix_erp_movements_receipts", "erp_movements", ["id"], "kind IN ('receive', 'produce')")
    op.create_index("ix_erp_movements_order_id", "erp_movements", ["order_id"])
    create_partial_index(
        "uq_erp_movements_cause_lot_id_location_id",
        "erp_movements",
        ["cause", "lot_id", "location_id"],
        "cause IS NOT NULL",
        unique=True,
    )


def create_erp_order_stock() -> None:
    op.create_table(
        "erp_assignments",
        required("id", ROW_ID),
        required("order_id", BIG_INTEGER),
        required("line_item_id", BIG_INTEGER),
        required("item_id", TEXT),
        required("lot_id", BIG_INTEGER),
        required("location_id", BIG_INTEGER),
        required("quantity", BIG_INTEGER),
        required("actor_kind", TEXT),
        required("actor_name", TEXT),
        required("actor_id", TEXT),
        required("at", TIMESTAMP),
        required("state", TEXT),
        optional("shipment_id", TEXT),
        optional("reason", TEXT),
        optional("override_reason", TEXT),
        required("inferred", BOOLEAN),
        optional("grams", BIG_INTEGER),
        required("named_later", BOOLEAN),
        sa.PrimaryKeyConstraint("id", name="pk_erp_assignments"),
        sa.CheckConstraint("quantity > 0", name="ck_erp_assignments_quantity"),
    )
    op.create_index("ix_erp_assignments_order_id", "erp_assignments", ["order_id"])
    op.create_index("ix_erp_assignments_lot_id_state", "erp_assignments", ["lot_id", "state"])
    op.create_index("ix_erp_assignments_lot_id_order_id", "erp_assignments", ["lot_id", "order_id"])
    op.create_table(
        "erp_order_states",
        required("order_id", BIG_INTEGER),
        required("status", TEXT),
        required("fulfillment", TEXT),
        required("locked", BOOLEAN),
        required("to_ship", BIG_INTEGER),
        required("assigned", BIG_INTEGER),
        required("short", BIG_INTEGER),
        required("promised_on", sa.Date()),
        optional("first_assigned_at", TIMESTAMP),
        optional("shipped_at", TIMESTAMP),
        optional("delivered_at", TIMESTAMP),
        optional("completed_at", TIMESTAMP),
        optional("due_at", TIMESTAMP),
        required("attempts", INTEGER),
        optional("error", TEXT),
        required("by_hand", BOOLEAN),
        required("on_hold", BOOLEAN),
        sa.PrimaryKeyConstraint("order_id", name="pk_erp_order_states"),
    )
    create_partial_index("ix_erp_order_states_due_at", "erp_order_states", ["due_at"], "due_at IS NOT NULL")
    create_partial_index("ix_erp_order_states_failed", "erp_order_states", ["order_id"], "error IS NOT NULL")
    op.create_index(
        "ix_erp_order_states_status_promised_on_order_id", "erp_order_states", ["status", "promised_on", "order_id"]
    )
    op.create_table(
        "erp_exceptions",
        required("id", ROW_ID),
        required("order_id", BIG_INTEGER),
        required("line_item_id", BIG_INTEGER),
        required("kind", TEXT),
        required("quantity", BIG_INTEGER),
        required("opened_at", TIMESTAMP),
        optional("closed_at", TIMESTAMP),
        optional("closed_by_kind", TEXT),
        optional("closed_by_name", TEXT),
        optional("closed_by_id", TEXT),
        optional("note", TEXT),
        sa.PrimaryKeyConstraint("id", name="pk_erp_exceptions"),
    )
    op.create_index("ix_erp_exceptions_order_id", "erp_exceptions", ["order_id"])
    create_partial_index(
        "uq_erp_exceptions_order_id_line_item_id_kind",
        "erp_exceptions",
        ["order_id", "line_item_id", "kind"],
        "closed_at IS NULL",
        unique=True,
    )
    op.create_table(
        "erp_returns",
        required("id", ROW_ID),
        required("order_id", BIG_INTEGER),
        required("line_item_id", BIG_INTEGER),
        required("item_id", TEXT),
        required("quantity", BIG_INTEGER),
        required("cause", TEXT),
        required("expected_at", TIMESTAMP),
        required("state", TEXT),
        required("lots", TEXT),
        sa.PrimaryKeyConstraint("id", name="pk_erp_returns"),
        sa.UniqueConstraint("cause", name="uq_erp_returns_cause"),
    )
    op.create_index("ix_erp_returns_order_id", "erp_returns", ["order_id"])
    op.create_index("ix_erp_returns_state_id", "erp_returns", ["state", "id"])
    op.create_table(
        "erp_fulfillment_orders",
        required("shop_domain", TEXT),
        required("id", TEXT),
        required("order_id", BIG_INTEGER),
        required("status", TEXT),
        required("updated_at", TIMESTAMP),
        required("location", TEXT),
        optional("fulfill_by", TIMESTAMP),
        optional("fulfill_at", TIMESTAMP),
        required("holds", TEXT),
        required("moved", BOOLEAN),
        required("is_third_party", BOOLEAN),
        sa.PrimaryKeyConstraint("shop_domain", "id", name="pk_erp_fulfillment_orders"),
    )
    op.create_index(
        "ix_erp_fulfillment_orders_shop_domain_order_id", "erp_fulfillment_orders", ["shop_domain", "order_id"]
    )


def create_erp_recalls() -> None:
    op.create_table(
        "erp_recalls",
        required("id", ROW_ID),
        required("number", TEXT),
        required("recall_class", TEXT),
        required("reason", TEXT),
        required("mock", BOOLEAN),
        required("opened_at", TIMESTAMP),
        required("opened_by_kind", TEXT),
        required("opened_by_name", TEXT),
        required("opened_by_id", TEXT),
        optional("closed_at", TIMESTAMP),
        optional("closed_by_kind", TEXT),
        optional("closed_by_name", TEXT),
        optional("closed_by_id", TEXT),
        optional("conclusion", TEXT),
        sa.PrimaryKeyConstraint("id", name="pk_erp_recalls"),
        sa.UniqueConstraint("number", name="uq_erp_recalls_number"),
    )
    op.create_table(
        "erp_recall_lots",
        required("recall_id", BIG_INTEGER),
        required("lot_id", BIG_INTEGER),
        optional("outcome", TEXT),
        sa.PrimaryKeyConstraint("recall_id", "lot_id", name="pk_erp_recall_lots"),
    )
    op.create_index("ix_erp_recall_lots_lot_id", "erp_recall_lots", ["lot_id"])
    op.create_table(
        "erp_recall_notices",
        required("id", ROW_ID),
        required("recall_id", BIG_INTEGER),
        required("order_id", BIG_INTEGER),
        optional("customer_id", TEXT),
        required("channel", TEXT),
        required("notified_at", TIMESTAMP),
        required("notified_by_kind", TEXT),
        required("notified_by_name", TEXT),
        required("notified_by_id", TEXT),
        optional("answered_at", TIMESTAMP),
        optional("note", TEXT),
        required("returned", BIG_INTEGER),
        sa.PrimaryKeyConstraint("id", name="pk_erp_recall_notices"),
    )
    op.create_index("ix_erp_recall_notices_order_id", "erp_recall_notices", ["order_id"])
    op.create_index("ix_erp_recall_notices_recall_id_order_id", "erp_recall_notices", ["recall_id", "order_id"])
    op.create_index("ix_erp_recall_notices_recall_id_customer_id", "erp_recall_notices", ["recall_id", "customer_id"])


def create_erp_invoices() -> None:
    op.create_table(
        "erp_sellers",
        required("id", ROW_ID),
        required("name", TEXT),
        required("legal_name", TEXT),
        required("prefix", TEXT),
        required("street", TEXT),
        required("zip", TEXT),
        required("city", TEXT),
        required("country_code", TEXT),
        optional("vat_id", TEXT),
        optional("tax_number", TEXT),
        optional("register_entry", TEXT),
        optional("iban", TEXT),
        optional("bic", TEXT),
        optional("email", TEXT),
        optional("phone", TEXT),
        optional("footer", TEXT),
        required("language", TEXT),
        required("time_zone", TEXT),
        optional("merchant_entity_id", TEXT),
        optional("exemption_reason", TEXT),
        optional("retention_years", INTEGER),
        sa.PrimaryKeyConstraint("id", name="pk_erp_sellers"),
        sa.UniqueConstraint("name", name="uq_erp_sellers_name"),
        sa.UniqueConstraint("prefix", name="uq_erp_sellers_prefix"),
    )
    op.create_table(
        "erp_document_designs",
        required("seller_id", BIG_INTEGER),
        required("shop_domain", TEXT),
        required("version", BIG_INTEGER),
        required("design", TEXT),
        sa.PrimaryKeyConstraint("seller_id", "shop_domain", "version", name="pk_erp_document_designs"),
    )
    op.create_table(
        "erp_logos",
        required("sha256", TEXT),
        required("data", BYTES),
        sa.PrimaryKeyConstraint("sha256", name="pk_erp_logos"),
    )
    op.create_table(
        "erp_series",
        required("name", TEXT),
        required("seller_id", BIG_INTEGER),
        required("last_position", BIG_INTEGER),
        required("last_hash", TEXT),
        sa.PrimaryKeyConstraint("name", name="pk_erp_series"),
    )
    op.create_table(
        "erp_invoices",
        required("id", ROW_ID),
        required("kind", TEXT),
        required("number", TEXT),
        required("series", TEXT),
        required("position", BIG_INTEGER),
        required("shop_domain", TEXT),
        required("order_id", BIG_INTEGER),
        required("order_name", TEXT),
        required("refund_id", BIG_INTEGER),
        required("addition", INTEGER),
        optional("invoice_number", TEXT),
        required("currency", TEXT),
        required("total", AMOUNT),
        required("issued_at", TIMESTAMP),
        required("issued_on", sa.Date()),
        required("actor_kind", TEXT),
        required("actor_name", TEXT),
        required("actor_id", TEXT),
        required("content", TEXT),
        required("salt", TEXT),
        required("content_hash", TEXT),
        required("previous_hash", TEXT),
        required("hash", TEXT),
        optional("kept_until", sa.Date()),
        optional("erased_at", TIMESTAMP),
        sa.PrimaryKeyConstraint("id", name="pk_erp_invoices"),
        sa.UniqueConstraint("number", name="uq_erp_invoices_number"),
        sa.UniqueConstraint("series", "position", name="uq_erp_invoices_series_position"),
        sa.UniqueConstraint("order_id", "refund_id", "addition", name="uq_erp_invoices_order_id_refund_id_addition"),
    )
    op.create_index("ix_erp_invoices_kind_id", "erp_invoices", ["kind", "id"])
    op.create_index("ix_erp_invoices_issued_on", "erp_invoices", ["issued_on"])
    create_partial_index(
        "ix_erp_invoices_kept_until", "erp_invoices", ["kept_until"], "kept_until IS NOT NULL AND erased_at IS NULL"
    )
    op.create_table(
        "erp_documents",
        required("number", TEXT),
        required("data", BYTES),
        required("sha256", TEXT),
        required("drawn_with", TEXT),
        required("drawn_at", TIMESTAMP),
        sa.PrimaryKeyConstraint("number", name="pk_erp_documents"),
    )
    op.create_table(
        "erp_invoices_due",
        required("order_id", BIG_INTEGER),
        optional("due_at", TIMESTAMP),
        optional("error", TEXT),
        sa.PrimaryKeyConstraint("order_id", name="pk_erp_invoices_due"),
    )
    create_partial_index("ix_erp_invoices_due_due_at", "erp_invoices_due", ["due_at"], "due_at IS NOT NULL")


def create_shipping() -> None:
    op.create_table(
        "shipping_boxes",
        required("code", TEXT),
        required("name", TEXT),
        required("length_mm", INTEGER),
        required("width_mm", INTEGER),
        required("height_mm", INTEGER),
        required("tare_g", INTEGER),
        optional("carrier_package", TEXT),
        optional("max_weight_g", INTEGER),
        sa.PrimaryKeyConstraint("code", name="pk_shipping_boxes"),
    )
    op.create_table(
        "shipping_origins",
        required("location", TEXT),
        optional("name", TEXT),
        optional("company", TEXT),
        optional("address1", TEXT),
        optional("address2", TEXT),
        optional("zip", TEXT),
        optional("city", TEXT),
        optional("province", TEXT),
        optional("province_code", TEXT),
        optional("country_code", TEXT),
        optional("phone", TEXT),
        sa.PrimaryKeyConstraint("location", name="pk_shipping_origins"),
    )
    op.create_table(
        "shipping_packings",
        required("order_id", TEXT),
        required("shop_domain", TEXT),
        required("packer_kind", TEXT),
        optional("packer_name", TEXT),
        optional("packer_id", TEXT),
        optional("parcel_id", TEXT),
        required("is_set_aside", BOOLEAN),
        required("started_at", TIMESTAMP),
        required("changed_at", TIMESTAMP),
        required("version", INTEGER),
        required("details", TEXT),
        sa.PrimaryKeyConstraint("order_id", name="pk_shipping_packings"),
    )
    op.create_table(
        "shipping_printers",
        required("name", TEXT),
        required("url", TEXT),
        sa.PrimaryKeyConstraint("name", name="pk_shipping_printers"),
    )
    op.create_table(
        "shipping_carrier_accounts",
        required("id", ROW_ID),
        required("shop_domain", TEXT),
        required("mode", TEXT),
        required("api_key", BYTES),
        optional("webhook_secret", BYTES),
        sa.PrimaryKeyConstraint("id", name="pk_shipping_carrier_accounts"),
        sa.UniqueConstraint("shop_domain", name="uq_shipping_carrier_accounts_shop_domain"),
    )
    op.create_table(
        "shipping_label_purchases",
        required("id", ROW_ID),
        required("shop_domain", TEXT),
        required("order_id", TEXT),
        required("parcel_id", TEXT),
        required("reference", TEXT),
        required("state", TEXT),
        required("is_open", BOOLEAN),
        required("needs_decision", BOOLEAN),
        optional("shipment_id", TEXT),
        optional("sent_at", TIMESTAMP),
        required("attempts", INTEGER),
        optional("next_attempt_at", TIMESTAMP),
        optional("claimed_by", TEXT),
        optional("claimed_at", TIMESTAMP),
        optional("label_date", TIMESTAMP),
        optional("voided_at", TIMESTAMP),
        optional("refund", TEXT),
        required("created_at", TIMESTAMP),
        required("details", TEXT),
        sa.PrimaryKeyConstraint("id", name="pk_shipping_label_purchases"),
        sa.UniqueConstraint("reference", name="uq_shipping_label_purchases_reference"),
    )
    create_partial_index(
        "uq_shipping_label_purchases_open_parcel_id",
        "shipping_label_purchases",
        ["parcel_id"],
        "is_open",
        unique=True,
    )
    create_partial_index(
        "ix_shipping_label_purchases_undecided", "shipping_label_purchases", ["shop_domain"], "needs_decision"
    )
    for column in ("claimed_by", "label_date", "next_attempt_at", "order_id", "shipment_id"):
        op.create_index(f"ix_shipping_label_purchases_{column}", "shipping_label_purchases", [column])
    op.create_table(
        "shipping_label_costs",
        required("purchase_id", ROW_ID),
        required("kind", TEXT),
        required("currency", TEXT),
        required("amount", ROW_ID),
        required("shop_domain", TEXT),
        required("carrier", TEXT),
        required("service", TEXT),
        required("at", TIMESTAMP),
        sa.PrimaryKeyConstraint("purchase_id", "kind", "currency", name="pk_shipping_label_costs"),
        sa.ForeignKeyConstraint(
            ["purchase_id"], ["shipping_label_purchases.id"], name="fk_shipping_label_costs_purchase_id"
        ),
    )
    op.create_index("ix_shipping_label_costs_at", "shipping_label_costs", ["at"])
    op.create_table(
        "shipping_labels",
        required("purchase_id", ROW_ID),
        required("format", TEXT),
        required("content", BYTES),
        sa.PrimaryKeyConstraint("purchase_id", "format", name="pk_shipping_labels"),
        sa.ForeignKeyConstraint(
            ["purchase_id"], ["shipping_label_purchases.id"], name="fk_shipping_labels_purchase_id"
        ),
    )
    op.create_table(
        "shipping_customs_forms",
        required("purchase_id", ROW_ID),
        required("number", INTEGER),
        required("content", BYTES),
        sa.PrimaryKeyConstraint("purchase_id", "number", name="pk_shipping_customs_forms"),
        sa.ForeignKeyConstraint(
            ["purchase_id"], ["shipping_label_purchases.id"], name="fk_shipping_customs_forms_purchase_id"
        ),
    )
    create_manifests()
    op.create_table(
        "shipping_trackers",
        required("id", TEXT),
        required("shipment_id", TEXT),
        required("tracking_number", TEXT),
        required("carrier", TEXT),
        required("status", TEXT),
        required("updated_at", TIMESTAMP),
        required("details", TEXT),
        sa.PrimaryKeyConstraint("id", name="pk_shipping_trackers"),
    )
    for column in ("shipment_id", "tracking_number", "updated_at"):
        op.create_index(f"ix_shipping_trackers_{column}", "shipping_trackers", [column])
    op.create_table(
        "shipping_webhook_problems",
        required("shop_domain", TEXT),
        required("reason", TEXT),
        required("since", TIMESTAMP),
        sa.PrimaryKeyConstraint("shop_domain", name="pk_shipping_webhook_problems"),
    )


def create_stock_to_shopify() -> None:
    create_locations()
    create_stock_levels()
    create_stock_pushes()
    op.create_table(
        "erp_stock_news",
        required("id", ROW_ID),
        required("item_id", TEXT),
        sa.PrimaryKeyConstraint("id", name="pk_erp_stock_news"),
    )
    op.create_table(
        "erp_demand",
        required("order_id", BIG_INTEGER),
        required("line_item_id", BIG_INTEGER),
        required("item_id", TEXT),
        required("committed", BIG_INTEGER),
        optional("shop_domain", TEXT),
        optional("variant_id", BIG_INTEGER),
        sa.PrimaryKeyConstraint("order_id", "line_item_id", name="pk_erp_demand"),
    )
    op.create_index("ix_erp_demand_item_id", "erp_demand", ["item_id"])


def create_locations() -> None:
    op.create_table(
        "shopify_locations",
        required("shop_domain", TEXT),
        required("location_id", BIG_INTEGER),
        required("name", TEXT),
        required("is_active", BOOLEAN),
        required("is_fulfillment_service", BOOLEAN),
        required("ships_online_orders", BOOLEAN),
        required("takes_rest", BOOLEAN, server_default=sa.false()),
        sa.PrimaryKeyConstraint("shop_domain", "location_id", name="pk_shopify_locations"),
    )
    op.create_table(
        "shopify_location_storage",
        required("shop_domain", TEXT),
        required("storage_location_id", BIG_INTEGER),
        required("location_id", BIG_INTEGER),
        sa.PrimaryKeyConstraint("shop_domain", "storage_location_id", name="pk_shopify_location_storage"),
    )


def create_stock_levels() -> None:
    op.create_table(
        "shopify_stock_levels",
        required("id", ROW_ID),
        required("shop_domain", TEXT),
        required("inventory_item_id", BIG_INTEGER),
        required("location_id", BIG_INTEGER),
        required("variant_id", BIG_INTEGER),
        required("item_id", TEXT),
        required("state", TEXT),
        *(optional(name, BIG_INTEGER) for name in ("on_hand", "available", "committed")),
        optional("read_at", TIMESTAMP),
        optional("target", BIG_INTEGER),
        required("terms", TEXT),
        optional("accounted", BIG_INTEGER),
        optional("error", TEXT),
        optional("due_at", TIMESTAMP),
        required("marks", INTEGER),
        required("is_forced", BOOLEAN),
        optional("drift_since", TIMESTAMP),
        sa.PrimaryKeyConstraint("id", name="pk_shopify_stock_levels"),
        sa.UniqueConstraint(
            "shop_domain",
            "inventory_item_id",
            "location_id",
            name="uq_shopify_stock_levels_key",
        ),
    )
    name = "shopify_stock_levels"
    op.create_index(f"ix_{name}_item_id", name, ["item_id"])
    create_partial_index(f"ix_{name}_due", name, ["shop_domain", "due_at"], "due_at IS NOT NULL")
    create_partial_index(f"ix_{name}_undecided", name, ["shop_domain", "state"], "state IN ('drift', 'refused')")
    op.create_table(
        "shopify_variant_news",
        required("id", ROW_ID),
        required("shop_domain", TEXT),
        required("variant_id", BIG_INTEGER),
        sa.PrimaryKeyConstraint("id", name="pk_shopify_variant_news"),
    )
    op.create_table(
        "shopify_stock_syncs",
        required("id", ROW_ID),
        required("shop_domain", TEXT),
        optional("open_key", TEXT),
        *(required(name, INTEGER) for name in ("row_limit", "attempts", "failures")),
        optional("next_attempt_at", TIMESTAMP),
        optional("claimed_by", TEXT),
        optional("claimed_at", TIMESTAMP),
        optional("last_error", TEXT),
        optional("paused_at", TIMESTAMP),
        optional("paused_by", TEXT),
        optional("pause_reason", TEXT),
        optional("day", sa.Date()),
        sa.PrimaryKeyConstraint("id", name="pk_shopify_stock_syncs"),
        sa.UniqueConstraint("shop_domain", name="uq_shopify_stock_syncs_shop_domain"),
    )
    for column in ("claimed_by", "next_attempt_at"):
        op.create_index(f"ix_shopify_stock_syncs_{column}", "shopify_stock_syncs", [column])


def create_stock_pushes() -> None:
    name = "shopify_stock_pushes"
    op.create_table(
        name,
        required("id", ROW_ID),
        required("shop_domain", TEXT),
        required("call_key", TEXT),
        required("inventory_item_id", BIG_INTEGER),
        required("location_id", BIG_INTEGER),
        required("item_id", TEXT),
        required("from_quantity", BIG_INTEGER),
        required("to_quantity", BIG_INTEGER),
        required("terms", TEXT),
        required("sent_at", TIMESTAMP),
        required("accounted", BIG_INTEGER),
        optional("answered_at", TIMESTAMP),
        required("outcome", TEXT),
        optional("message", TEXT),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
    )
    op.create_index(f"ix_{name}_call_key", name, ["call_key"])
    op.create_index(f"ix_{name}_level", name, ["shop_domain", "inventory_item_id", "location_id", "id"])
    op.create_index(f"ix_{name}_item_id_id", name, ["item_id", "id"])
    op.create_index(f"ix_{name}_shop_domain_answered_at", name, ["shop_domain", "answered_at"])
    op.create_table(
        "shopify_safety_stock",
        required("shop_domain", TEXT),
        required("location_id", BIG_INTEGER),
        required("item_id", TEXT),
        required("units", BIG_INTEGER),
        sa.PrimaryKeyConstraint("shop_domain", "location_id", "item_id", name="pk_shopify_safety_stock"),
    )


def create_search() -> None:
    op.create_table(
        "search_entries",
        required("id", ROW_ID),
        required("kind", TEXT),
        required("shop_domain", TEXT),
        required("record_id", TEXT),
        required("terms", TEXT),
        required("personal_terms", TEXT),
        required("from_payload", BOOLEAN),
        sa.PrimaryKeyConstraint("id", name="pk_search_entries"),
        sa.UniqueConstraint("kind", "shop_domain", "record_id", name="uq_search_entries_kind_shop_domain_record_id"),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE INDEX ix_search_entries_terms ON search_entries USING gin"
            " (array_to_tsvector(string_to_array(btrim((terms || ' ' || personal_terms)), ' ')))"
        )
    else:
        create_sqlite_search_terms()


def create_sqlite_search_terms() -> None:
    """Marks are vowels in some scripts, so they belong to terms, as in `split_words`."""
    op.execute(
        "CREATE VIRTUAL TABLE search_terms USING fts5(terms, personal_terms, content='search_entries',"
        " content_rowid='id', tokenize=\"unicode61 remove_diacritics 0 categories 'L* M* N* Co'\")"
    )
    add = "INSERT INTO search_terms (rowid, terms, personal_terms) VALUES (new.id, new.terms, new.personal_terms)"
    remove = (
        "INSERT INTO search_terms (search_terms, rowid, terms, personal_terms)"
        " VALUES ('delete', old.id, old.terms, old.personal_terms)"
    )
    for event, statements in (("INSERT", (add,)), ("DELETE", (remove,)), ("UPDATE", (remove, add))):
        body = " ".join(f"{statement};" for statement in statements)
        op.execute(f"CREATE TRIGGER search_entries_{event.lower()} AFTER {event} ON search_entries BEGIN {body} END")


def create_manifests() -> None:
    op.create_table(
        "shipping_manifests",
        required("id", ROW_ID),
        required("account_id", ROW_ID),
        *(required(name, TEXT) for name in ("carrier", "provider_account_id", "ship_from")),
        required("day", sa.Date()),
        required("totals", TEXT),
        required("state", TEXT),
        optional("provider_id", TEXT),
        optional("sent_at", TIMESTAMP),
        required("attempts", INTEGER),
        required("failures", INTEGER),
        optional("next_attempt_at", TIMESTAMP),
        optional("claimed_by", TEXT),
        optional("claimed_at", TIMESTAMP),
        optional("last_error", TEXT),
        required("created_at", TIMESTAMP),
        sa.PrimaryKeyConstraint("id", name="pk_shipping_manifests"),
    )
    for column in ("claimed_by", "day", "next_attempt_at"):
        op.create_index(f"ix_shipping_manifests_{column}", "shipping_manifests", [column])
    op.create_table(
        "shipping_manifest_parcels",
        required("purchase_id", ROW_ID),
        required("manifest_id", ROW_ID),
        sa.PrimaryKeyConstraint("purchase_id", name="pk_shipping_manifest_parcels"),
        *(
            sa.ForeignKeyConstraint([f"{one}_id"], [f"{table}.id"], name=f"fk_shipping_manifest_parcels_{one}_id")
            for one, table in (("purchase", "shipping_label_purchases"), ("manifest", "shipping_manifests"))
        ),
    )
    op.create_index("ix_shipping_manifest_parcels_manifest_id", "shipping_manifest_parcels", ["manifest_id"])
    op.create_table(
        "shipping_manifest_files",
        required("manifest_id", ROW_ID),
        required("content", BYTES),
        sa.PrimaryKeyConstraint("manifest_id", name="pk_shipping_manifest_files"),
        sa.ForeignKeyConstraint(
            ["manifest_id"], ["shipping_manifests.id"], name="fk_shipping_manifest_files_manifest_id"
        ),
    )


def tune_for_postgresql() -> None:
    if supports_lz4():
        op.execute("ALTER TABLE shopify_webhook_events ALTER COLUMN body SET COMPRESSION lz4")
    # Rows of a queue change all the time: vacuum early, but not for every few rows.
    op.execute(
        "ALTER TABLE shopify_webhook_events"
        " SET (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 20000)"
    )
    # Statistics of a queue that holds one event say that no two events share a store, and all share a resource.
    # A plan made with them looks for the events of a resource among all events of its store.
    op.execute(
        "ALTER TABLE shopify_webhook_events"
        " ALTER COLUMN shop_domain SET (n_distinct = 1), ALTER COLUMN resource_key SET (n_distinct = -0.5)"
    )
    # Each page has room for a second version of every row, so that matching products updates no index.
    op.execute("ALTER TABLE shopify_product_mappings SET (fillfactor = 45)")


def supports_lz4() -> bool:
    methods = (
        op.get_bind()
        .exec_driver_sql("SELECT enumvals FROM pg_settings WHERE name = 'default_toast_compression'")
        .scalar()
    )
    return methods is not None and "lz4" in methods


def required(name: str, column_type: Any, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, column_type, nullable=False, **options)


def optional(name: str, column_type: Any) -> sa.Column[Any]:
    return sa.Column(name, column_type, nullable=True)


def create_partial_index(name: str, table: str, columns: list[str], condition: str, *, unique: bool = False) -> None:
    where = sa.text(condition)
    op.create_index(name, table, columns, unique=unique, postgresql_where=where, sqlite_where=where)
