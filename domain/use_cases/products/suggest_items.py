"""Suggests items to a person who maps a variant."""

from collections.abc import Sequence
from dataclasses import dataclass

from novex_shopify.domain.model.product import Suggestion
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.policies.item_suggestions import suggest_items
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.products.map_product import get_mapping

MAX_CANDIDATES = 50


@dataclass(frozen=True, slots=True)
class SuggestItems:
    """Finds the ERP items that a variant could be."""

    unit_of_work: UnitOfWork

    def __call__(self, shop: ShopDomain, variant_id: int, limit: int = 5) -> Sequence[Suggestion]:
        """Find up to `limit` items, best first. Raises `NotFound` for an unknown variant."""
        with self.unit_of_work.read() as tx:
            variant = get_mapping(tx, shop, variant_id).variant
            candidates = list(tx.erp.catalog.find_similar([variant]))
            for text in filter(None, (variant.barcode, variant.sku, variant.title)):
                candidates += tx.erp.catalog.search(text, MAX_CANDIDATES)
        return suggest_items(variant, candidates)[:limit]
