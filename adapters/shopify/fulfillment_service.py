"""Who ships a line item."""

_OWN_HANDLES = frozenset({"manual", "gift_card"})
"""The handles of Shopify's own services: the merchant ships the line, or it is not shipped."""


def is_third_party(handle: str | None) -> bool:
    """Return whether the fulfillment service with this handle is another company's or app's."""
    return bool(handle) and handle not in _OWN_HANDLES
