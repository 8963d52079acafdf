"""A store's products are brought over and matched with the ERP's items."""

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime

from novex_shopify.domain.errors import variant_key
from novex_shopify.domain.model.product import Item, MappingStatus, ProductMapping, Variant
from novex_shopify.domain.model.shop import ShopAccess, ShopDomain
from novex_shopify.domain.policies.product_matching import match_products
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.shopify_admin import Page, ShopifyAdmin
from novex_shopify.domain.ports.unit_of_work import Transaction


@dataclass(frozen=True, slots=True)
class SyncProducts:
    """An importer: reads every variant, then maps what is certain and leaves the rest for a person, with the reason."""

    admin: ShopifyAdmin
    clock: Clock

    def fetch(self, access: ShopAccess, cursor: str | None) -> Page[Variant]:
        """Read a page of variants."""
        return self.admin.variants(access, cursor)

    def store(self, tx: Transaction, shop: ShopDomain, page: Page[Variant]) -> None:
        """Note the variants; those mapped already stay mapped."""
        tx.mappings.see(shop, page.records)

    def finish(self, tx: Transaction, shop: ShopDomain) -> None:
        """Match what is unmapped, and release the orders that waited for it."""
        mappings = tx.mappings.of(shop)
        ids = {mapping.variant.variant_id for mapping in mappings}
        match_unmapped(tx, shop, ids, mappings, tx.erp.catalog.all(), now=self.clock.now())


def match_unmapped(
    tx: Transaction,
    shop: ShopDomain,
    variant_ids: Set[int],
    known: Sequence[ProductMapping],
    items: Sequence[Item],
    *,
    now: datetime,
) -> None:
    """Match those of the variants that have no item yet, and release the orders that waited for them.

    `known` and `items` must hold all that share a SKU or a barcode with one, since a key counts only if it is unique.
    """
    mappings = {mapping.variant.variant_id: mapping for mapping in known}
    newly_mapped = []
    for match in match_products([mapping.variant for mapping in mappings.values()], items):
        mapping = mappings[match.variant.variant_id]
        if mapping.status is MappingStatus.MAPPED or match.variant.variant_id not in variant_ids:
            continue
        tx.mappings.save(replace(mapping, item_id=match.item_id, matched_by=match.matched_by, reason=match.reason))
        if match.item_id:
            newly_mapped.append(variant_key(match.variant.variant_id))
    if newly_mapped:
        tx.events.release(shop, newly_mapped, now)
