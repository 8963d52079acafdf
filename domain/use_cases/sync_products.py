"""A store's products are brought over and matched with the ERP's items."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import datetime

from novex_shopify.domain.errors import variant_key
from novex_shopify.domain.model.bulk_operation import BulkRecord
from novex_shopify.domain.model.product import Item, ProductMapping, Variant
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.policies.product_matching import match_products
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.bring_over import Stored


@dataclass(frozen=True, slots=True)
class SyncProducts:
    """An importer: reads every variant, then maps what is certain and leaves the rest for a person, with the reason."""

    clock: Clock

    def store(self, tx: Transaction, shop: ShopDomain, records: Sequence[BulkRecord[Variant]]) -> Stored:
        """Note the variants; those mapped already stay mapped."""
        tx.mappings.see(shop, [record.read() for record in records])
        return Stored(len(records))

    def finish(self, tx: Transaction, shop: ShopDomain, ids: Sequence[int] | None, step: str | None) -> str | None:
        """Match what is unmapped, and release the orders that waited for it."""
        mappings = tx.mappings.of(shop)
        variant_ids = {mapping.variant.variant_id for mapping in mappings}
        match_unmapped(tx, shop, variant_ids, mappings, tx.erp.catalog.all(), now=self.clock.now())
        return None


def match_unmapped(
    tx: Transaction,
    shop: ShopDomain,
    variant_ids: Set[int],
    known: Sequence[ProductMapping],
    items: Sequence[Item],
    *,
    now: datetime,
) -> None:
    """Match those of the variants that nobody has decided on, and release the orders that waited for them.

    `known` and `items` must hold all that share a SKU or a barcode with one, since a key counts only if it is unique.
    """
    undecided = {
        mapping.variant.variant_id: mapping
        for mapping in known
        if mapping.variant.variant_id in variant_ids and not (mapping.item_id or mapping.matched_by)
    }
    matches = [
        ProductMapping(shop, match.variant, match.item_id, match.matched_by, match.reason)
        for match in match_products([mapping.variant for mapping in known], items)
        if match.variant.variant_id in undecided
    ]
    written = tx.mappings.match(matches)
    mapped = [match.variant.variant_id for match in matches if match.item_id]
    if newly_mapped := [variant_key(variant_id) for variant_id in mapped if variant_id in written]:
        tx.events.release(shop, newly_mapped, now)
