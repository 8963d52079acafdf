"""Webhook bodies with a value in every field that the product reads, and what may stand there instead of a value."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from hypothesis import strategies as st

from tests.builders import LINE_ID, ORDER_ID, VARIANT_ID

Path = tuple[str | int, ...]

_TIME = "2026-11-23T12:00:00+01:00"
_ADDRESS = {
    "name": "Ada Lovelace",
    "company": "Engines Ltd",
    "address1": "St James's Square 12",
    "address2": "2nd floor",
    "zip": "SW1Y 4JH",
    "city": "London",
    "province": "England",
    "country_code": "GB",
    "phone": "+4420",
}
_CUSTOMER = {
    "id": 7,
    "updated_at": _TIME,
    "first_name": "Ada",
    "last_name": "Lovelace",
    "email": "ada@example.com",
    "phone": "+4420",
    "default_address": _ADDRESS,
}
_TAX = {"price": "1.71", "title": "VAT", "rate": 0.19}

JUNK: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    2**63,
    1e300,
    "",
    "NaN",
    "sNaN",
    "1e999999",
    "junk",
    "half of an emoji: \ud83d",
    "0000-12-31T18:03:24-05:50",
    "0001-01-01T00:00:00+05:00",
    "2026-11-23T12:00:00",
    [],
    [None],
    ["junk"],
    {},
    {"id": None},
    {"junk": 1},
)

junk = st.sampled_from(JUNK) | st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=4,
)
"""Any JSON value."""


def amounts(amount: str) -> dict[str, Any]:
    """An amount in the shop's currency and in the customer's."""
    return {
        "shop_money": {"amount": amount, "currency_code": "EUR"},
        "presentment_money": {"amount": amount, "currency_code": "USD"},
    }


def build_full_refund() -> dict[str, Any]:
    """A refund of one tea, without money for the customer yet."""
    return {
        "id": 5,
        "order_id": ORDER_ID,
        "created_at": _TIME,
        "processed_at": _TIME,
        "note": "too strong",
        "refund_line_items": [
            {
                "line_item_id": LINE_ID,
                "quantity": 1,
                "subtotal": "0.00",
                "total_tax": "0.00",
                "restock_type": "no_restock",
                "location_id": 3,
                "subtotal_set": amounts("0.00"),
                "total_tax_set": amounts("0.00"),
            }
        ],
        "order_adjustments": [
            {"kind": "discrepancy", "reason": "x", "amount": "0.00", "tax_amount": "0.00", "amount_set": amounts("0")}
        ],
        "refund_shipping_lines": [{"subtotal_amount_set": amounts("0.00"), "tax_amount_set": amounts("0.00")}],
        "transactions": [
            {
                "id": 9,
                "kind": "refund",
                "gateway": "bogus",
                "status": "success",
                "amount": "0.00",
                "currency": "EUR",
                "amount_set": amounts("0.00"),
                "total_unsettled_set": {"shop_money": {"currency": "EUR"}},
            }
        ],
    }


def build_full_fulfillment() -> dict[str, Any]:
    """A fulfillment of both teas."""
    return {
        "id": 77,
        "order_id": ORDER_ID,
        "updated_at": _TIME,
        "created_at": _TIME,
        "status": "success",
        "tracking_company": "DHL Express",
        "tracking_number": "JD01",
        "tracking_numbers": ["JD01", "JD02"],
        "line_items": [{"id": LINE_ID, "quantity": 2}],
    }


def build_full_order() -> dict[str, Any]:
    """Two teas at 4.50, 19% tax, 5.00 shipping; 15.71 in total."""
    return {
        "id": ORDER_ID,
        "name": "#1001",
        "created_at": _TIME,
        "updated_at": _TIME,
        "processed_at": _TIME,
        "currency": "EUR",
        "total_price": "15.71",
        "total_price_set": amounts("15.71"),
        "current_total_price": "15.71",
        "total_discounts": "0.00",
        "total_tax": "1.71",
        "total_tip_received": "0.00",
        "total_outstanding": "0.00",
        "original_total_duties_set": amounts("0.00"),
        "original_total_additional_fees_set": amounts("0.00"),
        "total_cash_rounding_payment_adjustment_set": amounts("0.00"),
        "taxes_included": False,
        "duties_included": False,
        "line_items": [
            {
                "id": LINE_ID,
                "quantity": 2,
                "price": "4.50",
                "title": "Earl Grey",
                "variant_title": "100 g",
                "variant_id": VARIANT_ID,
                "product_exists": True,
                "sku": "TEA",
                "current_quantity": 2,
                "fulfillable_quantity": 2,
                "fulfillment_service": "shipwire",
                "gift_card": False,
                "requires_shipping": True,
                "taxable": True,
                "vendor": "Novex",
                "grams": 120,
                "properties": [{"name": "Engraving", "value": "For E."}],
                "sales_line_item_group_id": 31,
                "price_set": amounts("4.50"),
                "tax_lines": [_TAX],
                "discount_allocations": [{"amount": "0.00", "discount_application_index": 0}],
            }
        ],
        "line_item_groups": [{"id": 31, "title": "Set", "quantity": 1, "variant_id": 5, "variant_sku": "SET"}],
        "shipping_lines": [
            {
                "id": 271,
                "price": "5.00",
                "title": "Parcel",
                "code": "PARCEL",
                "source": "shopify",
                "carrier_identifier": "c-1",
                "is_removed": False,
                "tax_lines": [{**_TAX, "price": "0.00"}],
                "discount_allocations": [{"amount": "0.00", "discount_application_index": 0}],
            }
        ],
        "discount_applications": [{"code": "SUMMER", "title": "Summer", "description": "Sale"}],
        "discount_codes": [{"code": "SUMMER"}],
        "refunds": [build_full_refund()],
        "fulfillments": [build_full_fulfillment()],
        "customer": _CUSTOMER,
        "company": {"id": 881, "location_id": 991},
        "po_number": "PO-1",
        "email": "ada@example.com",
        "phone": "+4420",
        "shipping_address": _ADDRESS,
        "billing_address": _ADDRESS,
        "financial_status": "paid",
        "fulfillment_status": "fulfilled",
        "payment_gateway_names": ["bogus"],
        "source_name": "web",
        "source_identifier": "1001-1-1000",
        "app_id": 580111,
        "location_id": 5,
        "customer_locale": "en",
        "payment_terms": {
            "payment_terms_name": "Net 30",
            "payment_terms_type": "net",
            "due_in_days": 30,
            "payment_schedules": [{"due_at": _TIME, "issued_at": _TIME, "completed_at": None}],
        },
        "tax_exempt": False,
        "estimated_taxes": False,
        "merchant_business_entity_id": "MTU0ODM4MDAwOQ",
        "merchant_of_record_app_id": 77,
        "note_attributes": [{"name": "Gift", "value": "yes"}],
        "tags": "tea, vip",
        "note": "Ring twice",
        "cancelled_at": _TIME,
        "cancel_reason": "customer",
        "test": False,
    }


def build_full_customer() -> dict[str, Any]:
    return {**_CUSTOMER, "addresses": [_ADDRESS]}


_STOCK = {"inventory_item_id": 808_950_810, "inventory_management": "shopify"}


def build_full_product() -> dict[str, Any]:
    return {
        "id": 632_910_392,
        "title": "Earl Grey",
        "status": "active",
        "updated_at": _TIME,
        "variants": [{"id": VARIANT_ID, "title": "100 g", "sku": "TEA", "barcode": "4012345678901", **_STOCK}],
        "has_variants_that_requires_components": False,
        "variant_gids": [{"admin_graphql_api_id": f"gid://shopify/ProductVariant/{VARIANT_ID}"}],
    }


def build_full_consent(customer_field: str, consent_field: str) -> dict[str, Any]:
    consent = {"state": "subscribed", "opt_in_level": "single_opt_in", "consent_updated_at": _TIME}
    return {customer_field: 7, consent_field: consent}


FULL_BODIES: Mapping[str, Callable[[], dict[str, Any]]] = {
    "orders/updated": build_full_order,
    "refunds/create": build_full_refund,
    "fulfillments/update": build_full_fulfillment,
    "customers/update": build_full_customer,
    "products/update": build_full_product,
    "customers_email_marketing_consent/update": lambda: build_full_consent("customer_id", "email_marketing_consent"),
    "customers_marketing_consent/update": lambda: build_full_consent("id", "sms_marketing_consent"),
}
"""By topic."""


def iterate_paths(value: Any, path: Path = ()) -> Iterator[Path]:
    """The paths of all fields and elements."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield (*path, key)
        yield from iterate_paths(inner, (*path, key))


def encode_with(body: Any, path: Path, value: Any) -> bytes:
    """The body as JSON, with this value at the path."""
    changed = json.loads(json.dumps(body))
    parent = changed
    for key in path[:-1]:
        parent = parent[key]
    parent[path[-1]] = value
    return json.dumps(changed).encode()
