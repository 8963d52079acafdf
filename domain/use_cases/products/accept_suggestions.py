"""Maps many variants at once to the items with the same SKU or barcode, after a person has checked them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from novex_shopify.domain.model.product import (
    Item,
    MappingFilter,
    MappingStatus,
    MappingWithDemand,
    Suggestion,
    Variant,
)
from novex_shopify.domain.model.release import Release
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.policies.item_suggestions import suggest_items
from novex_shopify.domain.policies.normalized_keys import normalize_key
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.ports.work_notifier import WorkNotifier
from novex_shopify.domain.use_cases.products.map_product import map_to_item, release_orders, save_decisions

SUGGESTIONS_PER_PAGE = 100


@dataclass(frozen=True, slots=True)
class ExactSuggestion:
    """An undecided variant, and the only item with the same SKU or barcode, ignoring how it is written.

    Not `certain` if another variant of the store has this SKU or barcode too, so that two products would be one item.
    """

    mapping: MappingWithDemand
    suggestion: Suggestion
    certain: bool = True


@dataclass(frozen=True, slots=True)
class AcceptSuggestions:
    """Suggests items for variants with an exact match, and maps the accepted ones."""

    unit_of_work: UnitOfWork
    notifier: WorkNotifier
    clock: Clock

    def preview(self, shop: ShopDomain) -> Sequence[ExactSuggestion]:
        """List the exact suggestions for the unmapped variants that block the most orders."""
        with self.unit_of_work.read() as tx:
            unmapped = tx.mappings.list_page(shop, MappingFilter(MappingStatus.UNMAPPED), SUGGESTIONS_PER_PAGE)
            items = _SharedKeys(tx.erp.catalog.find_similar([each.mapping.variant for each in unmapped]))
            found = [(listed, items.find_only(listed.mapping.variant)) for listed in unmapped]
            suggested = [(listed, suggestion) for listed, suggestion in found if suggestion]
            shared = _find_shared_items(tx, shop, suggested)
        return [
            ExactSuggestion(listed, suggestion, suggestion.item.id not in shared) for listed, suggestion in suggested
        ]

    def __call__(self, shop: ShopDomain, accepted: Mapping[int, str]) -> tuple[int, Release]:
        """Map variants to items; returns how many were mapped, and which orders this released.

        Variants that were decided in the meantime are skipped, as are variants whose item no longer exists.
        """
        with self.unit_of_work() as tx:
            items = tx.erp.catalog.get_many(set(accepted.values()))
            known = tx.mappings.get_many(shop, accepted)
            decisions = [
                map_to_item(mapping, accepted[mapping.variant.variant_id])
                for mapping in known
                if mapping.status is MappingStatus.UNMAPPED and accepted[mapping.variant.variant_id] in items
            ]
            save_decisions(tx, known, decisions)
            released = release_orders(tx, decisions, self.clock)
            tx.commit()
        if released:
            self.notifier.notify(Work.EVENTS)
        return len(decisions), released


class _SharedKeys:
    """Items by what they may share with a variant."""

    def __init__(self, items: Iterable[Item]) -> None:
        self._by_barcode: dict[str | None, list[Item]] = defaultdict(list)
        self._by_sku: dict[str | None, list[Item]] = defaultdict(list)
        for item in items:
            self._by_barcode[normalize_key(item.barcode)].append(item)
            self._by_sku[normalize_key(item.sku)].append(item)

    def find_only(self, variant: Variant) -> Suggestion | None:
        """The item with the variant's barcode or SKU, if there is only one."""
        keys = ((self._by_barcode, variant.barcode), (self._by_sku, variant.sku))
        found = [item for by_key, key in keys if normalize_key(key) for item in by_key[normalize_key(key)]]
        items = {item.id: item for item in found}.values()
        return suggest_items(variant, items)[0] if len(items) == 1 else None


def _find_shared_items(
    tx: Transaction, shop: ShopDomain, suggested: Sequence[tuple[MappingWithDemand, Suggestion]]
) -> set[str]:
    """The ids of suggested items whose SKU or barcode more than one variant of the store has."""
    variants = [listed.mapping.variant for listed, _ in suggested]
    others = tx.mappings.find_sharing_keys(shop, variants) if variants else ()
    candidates = {listed.mapping.variant.variant_id: listed.mapping.variant for listed, _ in suggested}
    candidates |= {other.variant.variant_id: other.variant for other in others if other.deleted_at is None}
    items = {suggestion.item.id: suggestion.item for _, suggestion in suggested}.values()
    return {
        item.id
        for item in items
        if sum(bool(_filter_by_shared_key(variant, [item])) for variant in candidates.values()) > 1
    }


def _filter_by_shared_key(variant: Variant, items: Iterable[Item]) -> list[Item]:
    def is_same(of_variant: str | None, of_item: str | None) -> bool:
        key = normalize_key(of_variant)
        return bool(key) and key == normalize_key(of_item)

    return [item for item in items if is_same(variant.barcode, item.barcode) or is_same(variant.sku, item.sku)]
