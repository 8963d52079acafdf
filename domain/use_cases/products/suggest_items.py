"""Suggests items to a person who maps a variant."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from novex_shopify.domain.model.product import Suggestion
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.policies.item_suggestions import suggest_items
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.products.map_product import get_mapping

MAX_CANDIDATES = 50
_MAX_SEARCHED = 20


@dataclass(frozen=True, slots=True)
class SuggestItems:
    """Finds the ERP items that a variant could be."""

    unit_of_work: UnitOfWork

    def __call__(self, shop: ShopDomain, variant_id: int, limit: int = 5) -> Sequence[Suggestion]:
        """Find up to `limit` items, best first. Raises `NotFound` for an unknown variant."""
        with self.unit_of_work.read() as tx:
            variant = get_mapping(tx, shop, variant_id).variant
            exact = tx.erp.catalog.find_similar([variant])
            # A name is looked for among all items, so only if it may be shown: what shares a key comes first.
            named = tx.erp.catalog.search(variant.title, MAX_CANDIDATES) if len(exact) < limit and variant.title else ()
        return suggest_items(variant, [*exact, *named])[:limit]

    def find_best(self, shop: ShopDomain, variant_ids: Collection[int]) -> Mapping[int, Suggestion | None]:
        """Find the best item for each of these variants; unknown ones are left out.

        An item with the same SKU or barcode is found for all at once. Names are searched one by one, so of many
        variants only the first ones get an item with a similar name.
        """
        best: dict[int, Suggestion | None] = {}
        with self.unit_of_work.read() as tx:
            known = {mapping.variant.variant_id: mapping.variant for mapping in tx.mappings.get_many(shop, variant_ids)}
            variants = [known[each] for each in variant_ids if each in known]
            sharing = tx.erp.catalog.find_similar(variants) if variants else ()
            for variant in variants:
                found = suggest_items(variant, sharing)
                if not (found and found[0].exact) and len(best) < _MAX_SEARCHED:
                    found = suggest_items(variant, [*sharing, *tx.erp.catalog.search(variant.title, MAX_CANDIDATES)])
                best[variant.variant_id] = next(iter(found), None)
        return best
