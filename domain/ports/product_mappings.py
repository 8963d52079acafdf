"""Which variant is which ERP item."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from novex_shopify.domain.model.product import (
    MappedItem,
    MappingCursor,
    MappingFilter,
    MappingStatus,
    MappingWithDemand,
    ProductMapping,
    Variant,
)
from novex_shopify.domain.model.shop import ShopDomain


class ProductMappings(Protocol):
    """The mappings, one per shop and variant. A variant is active until Shopify deletes it."""

    def upsert_variants(
        self, shop: ShopDomain, variants: Iterable[Variant], digests: Mapping[int, int] | None = None
    ) -> set[int]:
        """Store that the shop has these variants, as active; returns the ids that were written.

        New variants are unmapped, known ones keep their mapping. An older state never replaces a newer one, and
        variants of deleted products are skipped. If the SKU or barcode of an automatically mapped variant changes, it
        is matched again. `digests` are kept until something else changes the variant.
        """
        ...

    def get_digests(self, shop: ShopDomain, variant_ids: Iterable[int]) -> Mapping[int, int]:
        """Return the digests the variants were written with, unless something changed them since."""
        ...

    def save(self, *mappings: ProductMapping) -> None:
        """Store mappings, replacing the decisions on known variants."""
        ...

    def list_to_match(self, shop: ShopDomain, after: int, limit: int) -> Sequence[ProductMapping]:
        """List variants to match, by variant id: active undecided ones, and automatically mapped ones with a new SKU or
        barcode.
        """
        ...

    def save_matches(self, mappings: Sequence[ProductMapping]) -> set[int]:
        """Store the results of matching; returns the ids that were written.

        Variants that a person decided on or that were deleted in the meantime are skipped.
        """
        ...

    def get(self, shop: ShopDomain, variant_id: int) -> ProductMapping | None:
        """Get one mapping; None for an unknown variant."""
        ...

    def get_many(self, shop: ShopDomain, variant_ids: Iterable[int]) -> Sequence[ProductMapping]:
        """Get the mappings of these variants, by variant id."""
        ...

    def list_for_shop(
        self, shop: ShopDomain, status: MappingStatus | None = None, *, after: int = 0, limit: int | None = None
    ) -> Sequence[ProductMapping]:
        """List a shop's mappings by variant id: those after a variant, at most `limit`."""
        ...

    def list_for_products(self, shop: ShopDomain, product_ids: Collection[int]) -> Sequence[ProductMapping]:
        """List the mappings of all variants of these products, by variant id."""
        ...

    def list_page(
        self, shop: ShopDomain, which: MappingFilter, limit: int, after: MappingCursor | None = None
    ) -> Sequence[MappingWithDemand]:
        """List a page of the work list, in the order of `MappingCursor`, after a cursor."""
        ...

    def count(self, shop: ShopDomain, which: MappingFilter, limit: int) -> int:
        """Count what `list_page` lists, up to `limit`."""
        ...

    def find_sharing_keys(self, shop: ShopDomain, variants: Sequence[Variant]) -> Sequence[ProductMapping]:
        """Find the other active variants that share a SKU or a barcode with one of these."""
        ...

    def find_newest_updates(self, shop: ShopDomain, product_ids: Collection[int]) -> Mapping[int, datetime]:
        """Return when each of these products last changed, by its variants."""
        ...

    def list_active_ids(self, shop: ShopDomain, after: int, limit: int, before: datetime) -> Sequence[int]:
        """List the ids of active variants without a change at or after `before`, in order."""
        ...

    def mark_deleted(self, shop: ShopDomain, variant_ids: Collection[int], at: datetime) -> None:
        """Record that Shopify deleted these variants: unmapped ones are removed, the others marked."""
        ...

    def mark_products_deleted(self, shop: ShopDomain, product_ids: Collection[int], at: datetime) -> None:
        """Record that Shopify deleted these products with all their variants, for good."""
        ...

    def find_deleted_products(self, shop: ShopDomain, product_ids: Collection[int]) -> set[int]:
        """Return those of these products that were deleted."""
        ...

    def get_items(self, shop: ShopDomain, variant_ids: Iterable[int]) -> Mapping[int, MappedItem]:
        """Return what variants are booked to, by variant id; unmapped ones are left out."""
        ...
