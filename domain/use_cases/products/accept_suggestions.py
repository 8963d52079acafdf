"""Maps many variants at once to the items with the same SKU or barcode, after a person has checked them."""

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
_MAX_CANDIDATES = 5


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
            found = [(listed, _find_exact(tx, listed.mapping.variant)) for listed in unmapped]
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


def _find_exact(tx: Transaction, variant: Variant) -> Suggestion | None:
    keys = [key for key in (variant.barcode, variant.sku) if key]
    candidates = [item for key in keys for item in tx.erp.catalog.search(key, _MAX_CANDIDATES)]
    exact = suggest_items(variant, _filter_by_shared_key(variant, candidates))
    return exact[0] if len(exact) == 1 else None


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
