"""Bodies of webhooks beside those in `builders`."""

import json

from tests.builders import LINE_ID, ORDER_ID, SHOP

LATER = "2026-11-23T12:00:05+01:00"
ADDRESS = {"name": "Ada Lovelace", "address1": "St James's Square 12", "city": "London", "country_code": "GB"}


def make_refund_body(status: str = "success", refund_id: int = 5) -> bytes:
    """A refund of one of the order's two units."""
    line = {"line_item_id": LINE_ID, "quantity": 1, "subtotal": 4.5, "total_tax": 0.86, "restock_type": "return"}
    refund = {
        "id": refund_id,
        "order_id": ORDER_ID,
        "created_at": "2026-11-23T12:00:03+01:00",
        "note": "Ada did not like it",
        "refund_line_items": [line],
        "order_adjustments": [],
        "transactions": [{"id": 9, "kind": "refund", "amount": "5.36", "status": status, "gateway": "bogus"}],
    }
    return json.dumps(refund).encode()


def make_fulfillment_body(updated_at: str = LATER, **changes: object) -> bytes:
    """A fulfillment with one unit of the order."""
    fulfillment = {
        "id": 77,
        "order_id": ORDER_ID,
        "status": "success",
        "updated_at": updated_at,
        "tracking_company": "DHL Express",
        "tracking_numbers": ["JD01"],
        "line_items": [{"id": LINE_ID, "quantity": 1}],
        **changes,
    }
    return json.dumps(fulfillment).encode()


def make_shop_erasure_body() -> bytes:
    """As Shopify sends it 48 hours after a store uninstalled the app."""
    return json.dumps({"shop_domain": SHOP, "shop_id": 1}).encode()


def make_privacy_body(**changes: object) -> bytes:
    """A privacy request about the customer of the order."""
    return json.dumps({"shop_domain": SHOP, "customer": {"id": 7}, "shop_id": 1, **changes}).encode()
