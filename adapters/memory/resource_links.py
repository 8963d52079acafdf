"""Links in memory."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from novex_shopify.adapters.memory.state import ShopAndId, State
from novex_shopify.domain.model.resource_link import ResourceLink
from novex_shopify.domain.model.shop import ShopDomain


@dataclass(frozen=True, slots=True)
class MemoryResourceLinks:
    """The port `ResourceLinks` over one of the two kinds."""

    state: State
    kind: Literal["order_links", "customer_links"]

    def get(self, shop: ShopDomain, shopify_id: int) -> ResourceLink | None:
        """The link of a Shopify record."""
        return self._links.get((shop, shopify_id))

    def save(self, link: ResourceLink) -> None:
        """Add a link or replace it."""
        self._links[link.shop_domain, link.shopify_id] = link

    def by_erp_id(self, erp_id: str) -> ResourceLink | None:
        """The link of an ERP record."""
        return next((link for link in self._links.values() if link.erp_id == erp_id), None)

    def of(self, shop: ShopDomain) -> Sequence[ResourceLink]:
        """All links of a store, by Shopify id."""
        return [self._links[key] for key in sorted(self._links) if key[0] == shop]

    @property
    def _links(self) -> dict[ShopAndId, ResourceLink]:
        links: dict[ShopAndId, ResourceLink] = getattr(self.state, self.kind)
        return links
