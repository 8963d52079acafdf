"""Product mappings in memory."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from novex_shopify.adapters.memory.state import State
from novex_shopify.domain.model.product import MappingStatus, ProductMapping, Variant
from novex_shopify.domain.model.shop import ShopDomain


@dataclass(frozen=True, slots=True)
class MemoryProductMappings:
    """The port `ProductMappings`."""

    state: State

    def see(self, shop: ShopDomain, variants: Iterable[Variant]) -> None:
        """Note that the store has these variants; known ones keep their mapping."""
        for variant in variants:
            known = self.get(shop, variant.variant_id) or ProductMapping(shop, variant)
            self.save(replace(known, variant=variant))

    def save(self, mapping: ProductMapping) -> None:
        """Add a mapping or replace it."""
        self.state.mappings[mapping.shop_domain, mapping.variant.variant_id] = mapping

    def match(self, mappings: Sequence[ProductMapping]) -> set[int]:
        """Write what was found for variants that nobody has decided on."""
        written = set()
        for mapping in mappings:
            known = self.get(mapping.shop_domain, mapping.variant.variant_id)
            if known is None or not (known.item_id or known.matched_by):
                self.save(replace(mapping, variant=known.variant if known else mapping.variant))
                written.add(mapping.variant.variant_id)
        return written

    def get(self, shop: ShopDomain, variant_id: int) -> ProductMapping | None:
        """One mapping."""
        return self.state.mappings.get((shop, variant_id))

    def of(self, shop: ShopDomain, status: MappingStatus | None = None) -> Sequence[ProductMapping]:
        """A store's mappings, by variant id."""
        return [
            self.state.mappings[key]
            for key in sorted(self.state.mappings)
            if key[0] == shop and status in (None, self.state.mappings[key].status)
        ]

    def like(self, shop: ShopDomain, variants: Sequence[Variant]) -> Sequence[ProductMapping]:
        """The store's mappings of these variants, and of all that share a key with one."""
        keys = {key for variant in variants for key in _keys(variant)}
        return [mapping for mapping in self.of(shop) if keys.intersection(_keys(mapping.variant))]

    def forget_unmapped(self, shop: ShopDomain, product_id: int) -> None:
        """Remove a product's variants that are not mapped."""
        for mapping in self.of(shop, MappingStatus.UNMAPPED):
            if mapping.variant.product_id == product_id:
                del self.state.mappings[shop, mapping.variant.variant_id]

    def items(self, shop: ShopDomain, variant_ids: Iterable[int]) -> Mapping[int, str]:
        """ERP item ids by variant id, for those that are mapped."""
        found = (self.get(shop, variant_id) for variant_id in variant_ids)
        return {mapping.variant.variant_id: mapping.item_id for mapping in found if mapping and mapping.item_id}


def _keys(variant: Variant) -> set[tuple[str, object]]:
    keys = {("id", variant.variant_id), ("sku", variant.sku), ("barcode", variant.barcode)}
    return {(name, value) for name, value in keys if value}
