"""Which ERP record is which Shopify record."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from novex_shopify.domain.model.resource_link import ResourceLink
from novex_shopify.domain.model.shop import ShopDomain


class ResourceLinks(Protocol):
    """The links of one kind of record (orders or customers)."""

    def get_many(self, shop: ShopDomain, shopify_ids: Iterable[int]) -> Mapping[int, ResourceLink]:
        """Get the links of these Shopify records, by Shopify id."""
        ...

    def get_digests(self, shop: ShopDomain, shopify_ids: Iterable[int]) -> Mapping[int, int]:
        """Return the digests of the bulk lines that these records were last applied from, by Shopify id."""
        ...

    def lock_many(self, shop: ShopDomain, shopify_ids: Iterable[int]) -> Mapping[int, ResourceLink]:
        """Get the links of these Shopify records and lock them until the end of the transaction."""
        ...

    def save(self, links: Sequence[ResourceLink]) -> None:
        """Create or replace links.

        Raises `NewerStateApplied` if another transaction created one with a newer version in the meantime.
        """
        ...

    def add(self, links: Sequence[ResourceLink]) -> None:
        """Create links; existing ones stay unchanged."""
        ...

    def clear_digests(self, shop: ShopDomain) -> None:
        """Forget the digests, so that every line of the next file is applied."""
        ...

    def find_owners(self, erp_ids: Iterable[str]) -> Mapping[str, frozenset[ShopDomain]]:
        """Return the shops that have records linked to these ERP records, by ERP id.

        Erased links do not count. ERP records without a link are left out.
        """
        ...

    def list_to_review(self, shop: ShopDomain, after: int = 0, limit: int = 100) -> Sequence[ResourceLink]:
        """List the links with a `review_reason`, by Shopify id."""
        ...

    def list_for_erp_id(self, erp_id: str) -> Sequence[ResourceLink]:
        """List the links of an ERP record, of all shops."""
        ...

    def mark_all_erased(self, shop: ShopDomain) -> None:
        """Mark all links of a shop as erased, and forget their digests."""
        ...

    def find_by_erp_id(self, erp_id: str) -> ResourceLink | None:
        """Find the link of an ERP record."""
        ...

    def list_for_shop(self, shop: ShopDomain) -> Sequence[ResourceLink]:
        """List all links of a shop, by Shopify id."""
        ...
