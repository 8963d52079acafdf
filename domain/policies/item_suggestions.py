"""ERP items that a variant may be, if the matching rule is not certain."""

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from novex_shopify.domain.model.product import Item, Suggestion, Variant
from novex_shopify.domain.policies.normalized_keys import normalize_key, split_search_words

MIN_SIMILARITY = 0.5
_IGNORED = "ignoring case, spaces, dashes, leading zeros"


def suggest_items(variant: Variant, candidates: Iterable[Item]) -> Sequence[Suggestion]:
    """Return the candidates that have something in common with a variant, best first.

    A barcode counts more than a SKU, a SKU more than a title; among equals the more similar title wins.
    """
    items = {item.id: item for item in candidates}.values()
    ranked = []
    for item in items:
        similarity = _compute_similarity(variant.title, item.name)
        rank, why = _explain_match(variant, item, similarity)
        if rank:
            ranked.append((-rank, -similarity, item.id, Suggestion(item, why, exact=rank > 1)))
    return [suggestion for *_, suggestion in sorted(ranked, key=lambda each: each[:3])]


def _explain_match(variant: Variant, item: Item, similarity: float) -> tuple[int, str]:
    if variant.barcode and variant.barcode == item.barcode:
        return 5, "Same barcode"
    if variant.sku and variant.sku == item.sku:
        return 4, "Same SKU"
    if (barcode := normalize_key(variant.barcode)) and barcode == normalize_key(item.barcode):
        return 3, f"Same barcode ({_IGNORED})"
    if (sku := normalize_key(variant.sku)) and sku == normalize_key(item.sku):
        return 2, f"Same SKU ({_IGNORED})"
    if similarity >= MIN_SIMILARITY:
        return 1, f"Similar name ({similarity:.0%})"
    return 0, ""


def _compute_similarity(one: str, other: str) -> float:
    """Return the similarity from 0 to 1, ignoring the order of words."""
    return SequenceMatcher(None, _sort_words(one), _sort_words(other)).ratio()


def _sort_words(text: str) -> str:
    return " ".join(sorted(split_search_words(text)))
