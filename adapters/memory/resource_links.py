"""Resource links in memory."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from novex_shopify.adapters.memory.state import ShopRecordKey, State
from novex_shopify.domain.errors import NewerStateApplied
from novex_shopify.domain.model.resource_link import ResourceLink
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.policies.staleness import is_stale


@dataclass(frozen=True, slots=True)
class MemoryResourceLinks:
    """The port `ResourceLinks` for one of the two kinds."""

    state: State
    kind: Literal["order_links", "customer_links"]

    def get_many(self, shop: ShopDomain, shopify_ids: Iterable[int]) -> Mapping[int, ResourceLink]:
        return {each: self._links[shop, each] for each in shopify_ids if (shop, each) in self._links}

    def get_digests(self, shop: ShopDomain, shopify_ids: Iterable[int]) -> Mapping[int, int]:
        links = self.get_many(shop, shopify_ids)
        return {each: link.digest for each, link in links.items() if link.digest is not None}

    def lock_many(self, shop: ShopDomain, shopify_ids: Iterable[int]) -> Mapping[int, ResourceLink]:
        return self.get_many(shop, shopify_ids)

    def save(self, links: Sequence[ResourceLink]) -> None:
        for link in links:
            known = self._links.get((link.shop_domain, link.shopify_id))
            if is_stale(link.version, known.version if known else None):
                raise NewerStateApplied("Another worker applied a newer state of the same record meanwhile.")
            self._links[link.shop_domain, link.shopify_id] = link

    def add(self, links: Sequence[ResourceLink]) -> None:
        for link in links:
            self._links.setdefault((link.shop_domain, link.shopify_id), link)

    def clear_digests(self, shop: ShopDomain) -> None:
        for link in self.list_for_shop(shop):
            self._links[shop, link.shopify_id] = replace(link, digest=None)

    def find_owners(self, erp_ids: Iterable[str]) -> Mapping[str, frozenset[ShopDomain]]:
        shops: dict[str, set[ShopDomain]] = defaultdict(set)
        for link in self._links.values():
            if link.erased:
                continue
            shops[link.erp_id].add(link.shop_domain)
        return {each: frozenset(shops[each]) for each in erp_ids if each in shops}

    def list_to_review(self, shop: ShopDomain, after: int = 0, limit: int = 100) -> Sequence[ResourceLink]:
        return [link for link in self.list_for_shop(shop) if link.review_reason and link.shopify_id > after][:limit]

    def list_for_erp_id(self, erp_id: str) -> Sequence[ResourceLink]:
        return [link for link in self._links.values() if link.erp_id == erp_id]

    def mark_all_erased(self, shop: ShopDomain) -> None:
        for link in self.list_for_shop(shop):
            self._links[shop, link.shopify_id] = replace(link, erased=True, digest=None)

    def find_by_erp_id(self, erp_id: str) -> ResourceLink | None:
        return next((link for link in self._links.values() if link.erp_id == erp_id), None)

    def list_for_shop(self, shop: ShopDomain) -> Sequence[ResourceLink]:
        return [self._links[key] for key in sorted(self._links) if key[0] == shop]

    @property
    def _links(self) -> dict[ShopRecordKey, ResourceLink]:
        links: dict[ShopRecordKey, ResourceLink] = getattr(self.state, self.kind)
        return links
