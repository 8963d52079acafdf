"""Masks personal data in webhook bodies."""

from collections.abc import Mapping
from typing import Any

MASK = "\N{BULLET}\N{BULLET}\N{BULLET}"

_PERSONAL_KEYS = frozenset(
    {
        "email",
        "contact_email",
        "phone",
        "first_name",
        "last_name",
        "company",
        "address1",
        "address2",
        "city",
        "zip",
        "latitude",
        "longitude",
        "note",
        "customer_note",
        "decline_note",
        "return_reason_note",
        "browser_ip",
        "client_details",
        "note_attributes",
        "receipt",
        "order_status_url",
        "token",
        "cart_token",
        "checkout_token",
    }
)
"""Keys of personal data (docs/shopify.md, Scopes), and of URLs and tokens that open a page with personal data."""


def mask_personal_data(value: Any) -> Any:
    """Return the same JSON with personal data masked. A `name` is personal only beside an address."""
    if isinstance(value, Mapping):
        hidden = _PERSONAL_KEYS | ({"name"} if "address1" in value else set())
        return {
            key: MASK if key in hidden and part not in (None, "", [], {}) else mask_personal_data(part)
            for key, part in value.items()
        }
    if isinstance(value, list):
        return [mask_personal_data(part) for part in value]
    return value
