"""Bodies as Shopify sends them, shortened, by topic: of the topics that are handled, and of others.

All ids are the same number, so that a body under another topic names something that exists.
"""

import json
from collections.abc import Mapping
from typing import Any

from tests.builders import SHOP, an_order_body
from tests.full_bodies import build_full_refund

ID = 7
_AT = "2027-01-01T12:00:00+01:00"  # later than everything that is known
_CONSENT = {"state": "not_subscribed", "opt_in_level": "single_opt_in", "consent_updated_at": _AT}
_CONTACT = {"email": "mallory@example.com", "phone": "+4420"}
_ADDRESS = {"first_name": "Mallory", "address1": "Side Street 1", "city": "Leeds", "country_code": "GB"}


def _gid(kind: str) -> str:
    return f"gid://shopify/{kind}/{ID}"


def _resource(gid_type: str, **fields: Any) -> dict[str, Any]:
    return {"id": ID, "admin_graphql_api_id": _gid(gid_type), "created_at": _AT, "updated_at": _AT, **fields}


_ORDER = json.loads(an_order_body(id=ID, updated_at=_AT, financial_status="refunded")) | {
    "admin_graphql_api_id": _gid("Order"),
    "order_status_url": "https://example.com/1/orders/1",
    **_CONTACT,
}
_CUSTOMER = _resource("Customer", first_name="Mallory", addresses=[_ADDRESS], tags="", **_CONTACT)
_PRODUCT = _resource("Product", title="Other tea", status="active", variants=[], variant_gids=[])
_FULFILLMENT = _resource(
    "Fulfillment", order_id=ID, status="success", line_items=[], tracking_numbers=["FORGED"], tracking_company="X"
)
_SHOP = {"id": ID, "name": "Tea", "myshopify_domain": SHOP, "domain": SHOP, "updated_at": _AT, **_CONTACT}
_PRIVACY = {"shop_id": ID, "shop_domain": SHOP}
_ASKED_CUSTOMER = {"id": ID, **_CONTACT}

SAMPLES: Mapping[str, Mapping[str, Any]] = {
    "orders/updated": _ORDER,
    "orders/delete": {"id": ID},
    "orders/risk_assessment_changed": {"order_id": ID, "provider_id": ID, "risk_level": "HIGH", "created_at": _AT},
    "refunds/create": {**build_full_refund(), **_resource("Refund", order_id=ID)},
    "returns/approve": _resource("Return", order={"id": ID, "admin_graphql_api_id": _gid("Order")}),
    "fulfillments/create": _FULFILLMENT,
    "fulfillment_orders/moved": {"moved_fulfillment_order": {"id": _gid("FulfillmentOrder"), "status": "open"}},
    "customers/update": _CUSTOMER,
    "customers_email_marketing_consent/update": {"customer_id": ID, "email_marketing_consent": _CONSENT},
    "customers_marketing_consent/update": {"id": ID, "phone": "+4420", "sms_marketing_consent": _CONSENT},
    "products/update": _PRODUCT,
    "products/delete": {"id": ID},
    "bulk_operations/finish": {"admin_graphql_api_id": _gid("BulkOperation"), "status": "completed"},
    "app/uninstalled": _SHOP,
    "app/scopes_update": {"id": ID, "previous": ["read_orders"], "current": [], "updated_at": _AT},
    "customers/data_request": {
        **_PRIVACY,
        "orders_requested": [ID],
        "customer": _ASKED_CUSTOMER,
        "data_request": {"id": ID},
    },
    "customers/redact": {**_PRIVACY, "customer": _ASKED_CUSTOMER, "orders_to_redact": [ID]},
    "shop/redact": _PRIVACY,
    # Not handled
    "carts/update": {"id": "eeafa272cebfd4b22385bc4b645e762c", "line_items": [], "updated_at": _AT},
    "checkouts/update": {
        **{name: value for name, value in _ORDER.items() if name not in ("admin_graphql_api_id", "financial_status")},
        "abandoned_checkout_url": "https://example.com/recover",
        "customer": _CUSTOMER,
    },
    "collections/update": _resource("Collection", title="Teas", handle="teas"),
    "customer_groups/update": {"id": ID, "name": "B2B", "query": None, "created_at": _AT, "updated_at": _AT},
    "customers/delete": {"id": ID, "admin_graphql_api_id": _gid("Customer"), "addresses": [], "phone": None},
    "customers/merge": {"admin_graphql_api_customer_kept_id": _gid("Customer"), "status": "completed", "errors": []},
    "customers/purchasing_summary": {"customerId": _gid("Customer"), "numberOfOrders": 1, "occurredAt": _AT},
    "disputes/create": {"id": ID, "order_id": ID, "type": "chargeback", "amount": "11.50", "status": "won"},
    "draft_orders/update": {**_ORDER, "admin_graphql_api_id": _gid("DraftOrder")},
    "fulfillment_events/create": _resource("FulfillmentEvent", order_id=ID, fulfillment_id=ID, status="in_transit"),
    "inventory_levels/update": {"inventory_item_id": ID, "location_id": ID, "available": 0, "updated_at": _AT},
    "locations/delete": {"id": ID},
    "locations/update": _resource("Location", name="Shop", address1="Side Street 1", phone="+4420"),
    "order_transactions/create": _resource("OrderTransaction", order_id=ID, kind="refund", amount="15.71"),
    "orders/edited": {"order_edit": {"id": ID, "order_id": ID, "created_at": _AT}},
    "shop/update": _SHOP,
    "subscription_contracts/update": {"id": ID, "admin_graphql_api_id": _gid("SubscriptionContract"), **_CONTACT},
    "tender_transactions/create": _resource("TenderTransaction", order_id=ID, amount="15.71"),
    "themes/publish": _resource("OnlineStoreTheme", name="Comfort", role="main"),
    "variants/in_stock": _resource("ProductVariant", title="S", product_id=ID, sku="TEA"),
}
