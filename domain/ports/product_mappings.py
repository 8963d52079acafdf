"""Which variant is which ERP item."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from novex_shopify.domain.model.product import MappingStatus, ProductMapping, Variant
from novex_shopify.domain.model.shop import ShopDomain


class ProductMappings(Protocol):
    """The mappings of all stores, one per store and variant."""

    def see(self, shop: ShopDomain, variants: Iterable[Variant]) -> None:
        """Note that the store has these variants: new ones are unmapped, known ones keep their mapping."""
        ...

    def save(self, mapping: ProductMapping) -> None:
        """Add a mapping or replace it."""
        ...

    def match(self, mappings: Sequence[ProductMapping]) -> set[int]:
        """Write what was found for variants that nobody has decided on, no matter since when; returns their ids."""
        ...

    def get(self, shop: ShopDomain, variant_id: int) -> ProductMapping | None:
        """One mapping."""
        ...

    def of(self, shop: ShopDomain, status: MappingStatus | None = None) -> Sequence[ProductMapping]:
        """A store's mappings, by variant id."""
        ...

    def like(self, shop: ShopDomain, variants: Sequence[Variant]) -> Sequence[ProductMapping]:
        """The store's mappings of these variants, and of all that share a SKU or a barcode with one of them."""
        ...

    def forget_unmapped(self, shop: ShopDomain, product_id: int) -> None:
        """Remove a product's variants that are not mapped."""
        ...

    def items(self, shop: ShopDomain, variant_ids: Iterable[int]) -> Mapping[int, str]:
        """ERP item ids by variant id, for those that are mapped."""
        ...
