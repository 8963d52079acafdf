"""Removes personal data from webhook bodies."""

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
        "shipping_address",
    }
)
"""Top-level fields of orders, refunds, fulfillments and customers."""


def remove_personal_data(body: bytes) -> bytes:
    """The body without personal data. It stays readable: an order without its customer is a guest order."""
    fields = decode_payload(body, dict[str, msgspec.Raw])
    return msgspec.json.encode({name: value for name, value in fields.items() if name not in _PERSONAL_FIELDS})
