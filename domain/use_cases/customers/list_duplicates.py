"""Lists customers who may be in the ERP twice."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from novex_shopify.domain.model.customer import Customer
from novex_shopify.domain.model.resource_link import ResourceLink
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork

Position = tuple[ShopDomain, int]
"""A store, and Shopify's id of one of its customers."""


@dataclass(frozen=True, slots=True)
class PossibleDuplicate:
    """A customer with the reason of the doubt, and what the ERP has of the person, None if it has nothing."""

    link: ResourceLink
    customer: Customer | None

    @property
    def position(self) -> Position:
        return self.link.shop_domain, self.link.shopify_id


@dataclass(frozen=True, slots=True)
class ListDuplicates:
    """Lists possible duplicates of one store, or of all, by store and Shopify's id."""

    unit_of_work: UnitOfWork

    def __call__(
        self, limit: int, shop: ShopDomain | None = None, after: Position | None = None
    ) -> Sequence[PossibleDuplicate]:
        with self.unit_of_work.read() as tx:
            links = _list_links(tx, limit, _list_shops(tx, shop), after)
            customers: Mapping[str, Customer] = tx.erp.customers.get_many([link.erp_id for link in links])
        return [PossibleDuplicate(link, customers.get(link.erp_id)) for link in links]

    def count(self, limit: int, shop: ShopDomain | None = None) -> int:
        """Count them, up to `limit`."""
        with self.unit_of_work.read() as tx:
            return len(_list_links(tx, limit, _list_shops(tx, shop)))


def _list_shops(tx: Transaction, shop: ShopDomain | None) -> Collection[ShopDomain]:
    return [shop] if shop else sorted(each.domain for each in tx.shops.list_all())


def _list_links(
    tx: Transaction, limit: int, shops: Collection[ShopDomain], after: Position | None = None
) -> Sequence[ResourceLink]:
    links: list[ResourceLink] = []
    for shop in shops:
        if len(links) < limit and (after is None or shop >= after[0]):
            first = after[1] if after and shop == after[0] else 0
            links += tx.customer_links.list_to_review(shop, first, limit - len(links))
    return links
