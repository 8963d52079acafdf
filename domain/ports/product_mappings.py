"""Which variant is which ERP item."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from novex_shopify.domain.model.product import (
    MappingCursor,
    MappingFilter,
    MappingStatus,
    MappingWithDemand,
    ProductMapping,
    Variant,
)
from novex_shopify.domain.model.shop import ShopDomain


class ProductMappings(Protocol):
    """The mappings of all stores, one per store and variant. A variant is living unless Shopify has it no more."""

    def upsert_variants(
        self, shop: ShopDomain, variants: Iterable[Variant], digests: Mapping[int, int] | None = None
    ) -> set[int]:
        """Write that the store has these variants, and that they live; returns the ids of those written.

        New ones are unmapped, known ones keep their mapping. An older state never replaces a newer one, and what is of
        a deleted product is left out. If the SKU or the barcode of one that the rule mapped changes, the rule looks at
        it again. `digests` are kept with the variants until anything else changes them.
        """
        ...

    def get_digests(self, shop: ShopDomain, variant_ids: Iterable[int]) -> Mapping[int, int]:
        """The digests that variants were written with, where nothing has changed them since."""
        ...

    def save(self, *mappings: ProductMapping) -> None:
        """Add mappings, or replace what was decided on variants that are known."""
        ...

    def list_to_match(self, shop: ShopDomain, after: int, limit: int) -> Sequence[ProductMapping]:
        """What the rule shall look at, by variant id: living variants that nobody has decided on, and those mapped by
        the rule whose SKU or barcode changed since.
        """
        ...

    def save_matches(self, mappings: Sequence[ProductMapping]) -> set[int]:
        """Write what the rule found; returns the ids of those written.

        What is not to be looked at any more, since a person decided or the variant is gone, is left as it is.
        """
        ...

    def get(self, shop: ShopDomain, variant_id: int) -> ProductMapping | None:
        """One mapping."""
        ...

    def get_many(self, shop: ShopDomain, variant_ids: Iterable[int]) -> Sequence[ProductMapping]:
        """The mappings of these variants, by variant id."""
        ...

    def list_for_shop(
        self, shop: ShopDomain, status: MappingStatus | None = None, *, after: int = 0, limit: int | None = None
    ) -> Sequence[ProductMapping]:
        """A store's mappings, by variant id: those after a variant, so many at most."""
        ...

    def list_for_products(self, shop: ShopDomain, product_ids: Collection[int]) -> Sequence[ProductMapping]:
        """The mappings of all variants of these products, by variant id."""
        ...

    def list_page(
        self, shop: ShopDomain, which: MappingFilter, limit: int, after: MappingCursor | None = None
    ) -> Sequence[MappingWithDemand]:
        """The list of mappings that people work with, in the order of `Place`: those after a place."""
        ...

    def find_sharing_keys(self, shop: ShopDomain, variants: Sequence[Variant]) -> Sequence[ProductMapping]:
        """The other living variants that share a SKU or a barcode with one of these."""
        ...

    def find_newest_updates(self, shop: ShopDomain, product_ids: Collection[int]) -> Mapping[int, datetime]:
        """When each of these products last changed, as far as any of its variants tells."""
        ...

    def list_active_ids(self, shop: ShopDomain, after: int, limit: int, before: datetime) -> Sequence[int]:
        """Ids of living variants that were not told to have changed at that time or later, in order."""
        ...

    def mark_deleted(self, shop: ShopDomain, variant_ids: Collection[int], at: datetime) -> None:
        """Shopify has these variants no more: the unmapped are forgotten, the others are marked."""
        ...

    def mark_products_deleted(self, shop: ShopDomain, product_ids: Collection[int], at: datetime) -> None:
        """Shopify has these products and their variants no more, and never will again."""
        ...

    def find_deleted_products(self, shop: ShopDomain, product_ids: Collection[int]) -> set[int]:
        """Those of these products that were deleted."""
        ...

    def get_item_ids(self, shop: ShopDomain, variant_ids: Iterable[int]) -> Mapping[int, str | None]:
        """ERP item ids by variant id, for those that are mapped; None for those that are ignored."""
        ...
