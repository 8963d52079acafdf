"""Which ERP item a Shopify variant is: by barcode, then by SKU, and only without doubt."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from novex_shopify.domain.model.product import Item, MatchedBy, Variant


@dataclass(frozen=True, slots=True)
class Match:
    """The outcome for one variant: an item and how it was found, or the reason why none was."""

    variant: Variant
    item_id: str | None = None
    matched_by: MatchedBy | None = None
    reason: str | None = None


def match_products(variants: Sequence[Variant], items: Sequence[Item]) -> list[Match]:
    """Match each variant, in order. A key counts only if one variant and one item have it."""
    by_barcode = _unique_pairs(variants, items, lambda product: product.barcode)
    by_sku = _unique_pairs(variants, items, lambda product: product.sku)
    return [_match(variant, by_barcode, by_sku) for variant in variants]


def _match(variant: Variant, by_barcode: dict[str, str | None], by_sku: dict[str, str | None]) -> Match:
    for value, pairs, how in (
        (variant.barcode, by_barcode, MatchedBy.BARCODE),
        (variant.sku, by_sku, MatchedBy.SKU),
    ):
        item_id = pairs.get(value) if value else None
        if item_id:
            return Match(variant, item_id, how)
    return Match(variant, reason=_reason(variant, by_barcode, by_sku))


def _reason(variant: Variant, by_barcode: dict[str, str | None], by_sku: dict[str, str | None]) -> str:
    if variant.sku in by_sku:
        return f"SKU {variant.sku} is used more than once"
    if variant.barcode in by_barcode:
        return f"barcode {variant.barcode} is used more than once"
    if not (variant.sku or variant.barcode):
        return "the variant has neither SKU nor barcode"
    return f"no ERP item has SKU {variant.sku}" if variant.sku else f"no ERP item has barcode {variant.barcode}"


def _unique_pairs(
    variants: Iterable[Variant], items: Iterable[Item], key: Callable[[Variant | Item], str | None]
) -> dict[str, str | None]:
    """Each key that both sides know; with the item's id where it is the only pair, None where it is not."""
    variant_counts = Counter(filter(None, map(key, variants)))
    items = list(items)
    item_counts = Counter(filter(None, map(key, items)))
    return {
        value: item.id if item_counts[value] == 1 and variant_counts[value] == 1 else None
        for item in items
        if (value := key(item)) and value in variant_counts
    }
