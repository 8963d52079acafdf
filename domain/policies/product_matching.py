"""Which ERP item a Shopify variant is: by barcode, then by SKU, and only if it is certain."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from novex_shopify.domain.model.product import Item, MatchedBy, ProductMapping, Variant

_KEY_NAMES = {MatchedBy.BARCODE: "barcode", MatchedBy.SKU: "SKU"}
Ids = dict[str, str | None]
"""The item with this key; None if several have it."""


@dataclass(frozen=True, slots=True)
class Match:
    """The result for one variant: an item and how it was found, or why none was.

    `obstacle` says why no item can be created for it without a guess.
    """

    variant: Variant
    item_id: str | None = None
    matched_by: MatchedBy | None = None
    reason: str | None = None
    obstacle: str | None = None

    @property
    def missing(self) -> bool:
        """Whether it has a SKU that no other variant of the store has, and the ERP knows neither SKU nor barcode."""
        return self.item_id is None and self.obstacle is None


def match_products(variants: Sequence[Variant], others: Sequence[Variant], items: Sequence[Item]) -> list[Match]:
    """Match each of `variants`, in order. A key counts only if exactly one variant and one item have it.

    `others` and `items` must contain all that share a SKU or a barcode with one of them; more do no harm.
    """
    return list(map(_KeyIndex(variants, others, items).match, variants))


def apply_match(mapping: ProductMapping, match: Match) -> ProductMapping:
    """Return the mapping after a match: an item that was found once is kept if the rule finds none now."""
    if match.item_id:
        pieces = mapping.pieces if mapping.item_id == match.item_id else 1
        return ProductMapping(mapping.shop_domain, mapping.variant, match.item_id, match.matched_by, pieces=pieces)
    if mapping.item_id:
        return replace(mapping, reason=f"SKU or barcode changed; still mapped as before, since {match.reason}")
    return replace(mapping, reason=match.reason)


def explain_mapping(mapping: ProductMapping, match: Match) -> ProductMapping:
    """Return the mapping with the current reason. Its item stays, even if a match would change it."""
    if mapping.item_id and match.item_id != mapping.item_id:
        return mapping if match.item_id else apply_match(mapping, match)
    if mapping.item_id:
        return replace(mapping, reason=None)
    if match.item_id and match.matched_by:
        return replace(mapping, reason=f"item {match.item_id} has the same {_KEY_NAMES[match.matched_by]} now")
    # What prevents an item from being created is the reason only after somebody asked for one.
    stays = match.obstacle and match.obstacle == mapping.reason
    return replace(mapping, reason=match.obstacle if stays else match.reason)


def build_item(variant: Variant) -> Item:
    """Build the item for a variant that the ERP lacks; its id is always the same."""
    return Item(f"SHOPIFY-{variant.variant_id}", variant.title, variant.sku, variant.barcode, variant.grams)


class _KeyIndex:
    def __init__(self, variants: Sequence[Variant], others: Sequence[Variant], items: Iterable[Item]) -> None:
        store = {variant.variant_id: variant for variant in (*others, *variants)}.values()
        self.skus = Counter(variant.sku for variant in store if variant.sku)
        self.barcodes = Counter(variant.barcode for variant in store if variant.barcode)
        self.archived_skus = Counter(variant.sku for variant in store if variant.archived)
        self.archived_barcodes = Counter(variant.barcode for variant in store if variant.archived)
        self.by_sku: Ids = {}
        self.by_barcode: Ids = {}
        for item in items:
            if item.sku:
                self.by_sku[item.sku] = None if item.sku in self.by_sku else item.id
            if item.barcode:
                self.by_barcode[item.barcode] = None if item.barcode in self.by_barcode else item.id

    def match(self, variant: Variant) -> Match:
        sku, barcode = variant.sku, variant.barcode
        if barcode and self.barcodes[barcode] == 1 and (item_id := self.by_barcode.get(barcode)):
            return Match(variant, item_id, MatchedBy.BARCODE)
        if sku and self.skus[sku] == 1 and (item_id := self.by_sku.get(sku)):
            return Match(variant, item_id, MatchedBy.SKU)
        return Match(variant, reason=self._explain_no_match(variant), obstacle=self._find_obstacle(variant))

    def _find_obstacle(self, variant: Variant) -> str | None:
        sku, barcode = variant.sku, variant.barcode
        if not sku:
            return "the variant has no SKU"
        if self.skus[sku] > 1:
            return f"SKU {sku} is used by several variants{self._explain_archived(variant, self.archived_skus[sku])}"
        if self.barcodes[barcode or ""] > 1:
            archived = self._explain_archived(variant, self.archived_barcodes[barcode])
            return f"barcode {barcode} is used by several variants{archived}"
        if sku in self.by_sku:
            return f"SKU {sku} is used by several ERP items"
        return f"barcode {barcode} is used by several ERP items" if barcode in self.by_barcode else None

    def _explain_no_match(self, variant: Variant) -> str:
        sku, barcode = variant.sku, variant.barcode
        if sku in self.by_sku:
            return f"SKU {sku} is used more than once{self._explain_archived(variant, self.archived_skus[sku])}"
        if barcode in self.by_barcode:
            archived = self.archived_barcodes[barcode]
            return f"barcode {barcode} is used more than once{self._explain_archived(variant, archived)}"
        if not (sku or barcode):
            return "the variant has neither SKU nor barcode"
        return f"no ERP item has exactly the {f'SKU {sku}' if sku else f'barcode {barcode}'}"

    def _explain_archived(self, variant: Variant, archived: int) -> str:
        return ", by an archived product as well" if archived > variant.archived else ""
