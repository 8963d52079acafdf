"""Which store the webhook of an order is of. Shopify signs the body, and not the header that names the store."""

import re
from typing import Any

import msgspec

from novex_shopify.adapters.shopify.webhooks.payload_decoder import decode_payload

_STATUS_PAGE = re.compile(r"https?://[^/]+/([0-9]{1,19})/")
_SAMPLE_SHOPS = frozenset({0, 548380009, 690933842})
"""The stores of Shopify's sample bodies and test notifications, which no merchant has."""


class OrderOrigin(msgspec.Struct):
    order_status_url: Any = None


def parse_order_shop_id(body: bytes) -> int | None:
    """The id of the store in the address of the order's status page; None if it names none."""
    url = decode_payload(body, OrderOrigin).order_status_url
    found = _STATUS_PAGE.match(url) if isinstance(url, str) else None
    shop_id = int(found[1]) if found else None
    return None if shop_id in _SAMPLE_SHOPS else shop_id
