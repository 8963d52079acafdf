"""What in a webhook's body tells who somebody is, so that it can be shown without that."""

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
"""Keys whose values are a person's (Shopify: protected customer data), or open a page that shows such."""


def mask_personal_data(value: Any) -> Any:
    """The same JSON, with everything personal replaced. A `name` is a person's only where an address stands with it."""
    if isinstance(value, Mapping):
        hidden = _PERSONAL_KEYS | ({"name"} if "address1" in value else set())
        return {
            key: MASK if key in hidden and part not in (None, "", [], {}) else mask_personal_data(part)
            for key, part in value.items()
        }
    if isinstance(value, list):
        return [mask_personal_data(part) for part in value]
    return value
