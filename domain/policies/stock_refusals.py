"""Shopify's refusals of stock numbers, in a person's words."""

from collections.abc import Mapping

from novex_shopify.domain.model.stock_call import StockRefusal

_TEXTS: Mapping[str, str] = {
    StockRefusal.BUNDLE: "This is a bundle: Shopify counts its parts instead.",
    StockRefusal.STALE: "Shopify's number changed in the meantime, so it is read again.",
    StockRefusal.KEY_MISMATCH: "Shopify had another call with the same key, so the numbers are sent again.",
    StockRefusal.KEY_FAILED: "Shopify gave up the call, so the numbers are sent again.",
    "INVALID_LOCATION": "Shopify does not know the location, or does not stock the item there.",
    "INVALID_INVENTORY_ITEM": "Shopify no longer has this inventory item.",
    "INVALID_QUANTITY_TOO_HIGH": "Shopify takes no number above 1,000,000,000.",
    "INVALID_QUANTITY_NEGATIVE": "Shopify takes no number below 0.",
}


def describe_refusal(refusal: StockRefusal) -> str:
    """Say what Shopify refused, with its own words if there are none of ours."""
    return _TEXTS.get(refusal.code) or f"Shopify refused the number: {refusal.message}"
