"""Which ERP items a variant may be, where the rule finds none without doubt."""

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from novex_shopify.domain.model.product import Item, Suggestion, Variant
from novex_shopify.domain.policies.near_keys import near_key, search_words

SIMILAR_ENOUGH = 0.5
_BUT_FOR = "equal but for case, blanks, dashes or leading zeros"


def suggestions(variant: Variant, candidates: Iterable[Item]) -> Sequence[Suggestion]:
    """The candidates that have something in common with a variant, best first.

    A barcode tells more than a SKU, a SKU more than a title; of equals the one with the more similar title is better.
    """
    items = {item.id: item for item in candidates}.values()
    ranked = []
    for item in items:
        similarity = _similarity(variant.title, item.name)
        rank, why = _in_common(variant, item, similarity)
        if rank:
            ranked.append((-rank, -similarity, item.id, Suggestion(item, why)))
    return [suggestion for *_, suggestion in sorted(ranked, key=lambda each: each[:3])]


def _in_common(variant: Variant, item: Item, similarity: float) -> tuple[int, str]:
    if variant.barcode and variant.barcode == item.barcode:
        return 5, "same barcode"
    if variant.sku and variant.sku == item.sku:
        return 4, "same SKU"
    if (barcode := near_key(variant.barcode)) and barcode == near_key(item.barcode):
        return 3, f"barcode {_BUT_FOR}"
    if (sku := near_key(variant.sku)) and sku == near_key(item.sku):
        return 2, f"SKU {_BUT_FOR}"
    if similarity >= SIMILAR_ENOUGH:
        return 1, f"similar name ({similarity:.0%})"
    return 0, ""


def _similarity(one: str, other: str) -> float:
    """From 0 to 1, whatever the order of the words."""
    return SequenceMatcher(None, _in_order(one), _in_order(other)).ratio()


def _in_order(text: str) -> str:
    return " ".join(sorted(search_words(text)))
