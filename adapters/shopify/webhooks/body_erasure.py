"""Removes personal data from webhook bodies."""

from typing import Any

import msgspec

from novex_shopify.adapters.shopify.webhooks.payload_decoder import decode_payload

_PERSONAL_FIELDS = frozenset(
    {
        "addresses",
        "billing_address",
        "browser_ip",
        "client_details",
        "contact_email",
        "customer",
        "customer_note",
        "decline_note",
        "default_address",
        "destination",
        "email",
        "first_name",
        "landing_site",
        "last_name",
        "note",
        "note_attributes",
        "order_status_url",
        "phone",
        "referring_site",
        "return_reason_note",
        "shipping_address",
    }
)
"""Of orders, refunds, fulfillments and customers, on their own or inside an order."""


def remove_personal_data(body: bytes) -> bytes:
    """The body without personal data. It stays readable: an order without its customer is a guest order."""
    return msgspec.json.encode(_remove_personal_fields(decode_payload(body, dict[str, Any])))


def _remove_personal_fields(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _remove_personal_fields(part) for name, part in value.items() if name not in _PERSONAL_FIELDS}
    return [_remove_personal_fields(part) for part in value] if isinstance(value, list) else value
