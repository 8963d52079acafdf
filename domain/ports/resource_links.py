"""Which ERP record is which Shopify record."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from novex_shopify.domain.model.resource_link import ResourceLink
from novex_shopify.domain.model.shop import ShopDomain


class ResourceLinks(Protocol):
    """Links of one kind of record (orders, or customers)."""

    def get_many(self, shop: ShopDomain, shopify_ids: Iterable[int]) -> Mapping[int, ResourceLink]:
        """The links of Shopify records, by Shopify id, as far as there are any."""
        ...

    def get_digests(self, shop: ShopDomain, shopify_ids: Iterable[int]) -> Mapping[int, int]:
        """The digests of the lines that these Shopify records were last applied from, as far as there are any."""
        ...

    def lock_many(self, shop: ShopDomain, shopify_ids: Iterable[int]) -> Mapping[int, ResourceLink]:
        """The same, and no other transaction can change them until the end of this one."""
        ...

    def save(self, links: Sequence[ResourceLink]) -> None:
        """Add links or replace them.

        Raises `NewerStateApplied` if another transaction meanwhile added one with a newer version.
        """
        ...

    def add(self, links: Sequence[ResourceLink]) -> None:
        """Add links; those that exist stay as they are."""
        ...

    def clear_digests(self, shop: ShopDomain) -> None:
        """Have no line of a file be taken for one that was applied already."""
        ...

    def find_owners(self, shop: ShopDomain, erp_ids: Iterable[str]) -> Mapping[str, int]:
        """The store's records that these ERP records stand for, by ERP id."""
        ...

    def list_to_review(self, shop: ShopDomain, after: int = 0, limit: int = 100) -> Sequence[ResourceLink]:
        """Links with a doubt, by Shopify id."""
        ...

    def find_by_erp_id(self, erp_id: str) -> ResourceLink | None:
        """The link of an ERP record."""
        ...

    def list_for_shop(self, shop: ShopDomain) -> Sequence[ResourceLink]:
        """All links of a store, by Shopify id."""
        ...
