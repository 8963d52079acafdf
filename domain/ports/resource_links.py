"""Which ERP record is which Shopify record."""

from collections.abc import Sequence
from typing import Protocol

from novex_shopify.domain.model.resource_link import ResourceLink
from novex_shopify.domain.model.shop import ShopDomain


class ResourceLinks(Protocol):
    """Links of one kind of record (orders, or customers)."""

    def get(self, shop: ShopDomain, shopify_id: int) -> ResourceLink | None:
        """The link of a Shopify record. Inside a transaction no other one can change it until the end."""
        ...

    def save(self, link: ResourceLink) -> None:
        """Add a link or replace it."""
        ...

    def by_erp_id(self, erp_id: str) -> ResourceLink | None:
        """The link of an ERP record."""
        ...

    def of(self, shop: ShopDomain) -> Sequence[ResourceLink]:
        """All links of a store, by Shopify id."""
        ...
