"""Lists the orders on hold."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from novex_shopify.domain.model.order_hold import OrderHold
from novex_shopify.domain.model.order_overview import group_by_shop
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork


@dataclass(frozen=True, slots=True)
class HeldOrderRecord:
    """An order with its open holds, oldest first. `document` is the ERP's; None if it does not have the order yet."""

    shop: ShopDomain
    order_id: int
    holds: Sequence[OrderHold]
    document: SalesOrder | None = None

    @property
    def name(self) -> str:
        return self.holds[0].order_name

    @property
    def reasons(self) -> Sequence[str]:
        return [each.reason for each in self.holds]


@dataclass(frozen=True, slots=True)
class ListHeldOrders:
    """Reads a page of holds, and their orders by one query for each store."""

    unit_of_work: UnitOfWork

    def __call__(
        self, limit: int, shop: ShopDomain | None = None, after: int | None = None
    ) -> Sequence[HeldOrderRecord]:
        """List the orders that have been on hold longest; those after the oldest open hold of one, by its id."""
        with self.unit_of_work.read() as tx:
            oldest = tx.order_holds.list_page(limit, shop, after)
            by_shop = group_by_shop((each.shop, each.order_id) for each in oldest)
            found = {key: record for domain, ids in by_shop.items() for key, record in _read(tx, domain, ids)}
        return [found[each.shop, each.order_id] for each in oldest]

    def count(self, limit: int, shop: ShopDomain | None = None) -> int:
        """Count what is listed, up to `limit`."""
        with self.unit_of_work.read() as tx:
            return tx.order_holds.count(limit, shop)

    def show(self, shop: ShopDomain, order_id: int) -> Sequence[OrderHold]:
        """List all holds that an order has and had, oldest first."""
        with self.unit_of_work.read() as tx:
            return tx.order_holds.list_by_orders(shop, [order_id])


def _read(
    tx: Transaction, shop: ShopDomain, order_ids: Sequence[int]
) -> Sequence[tuple[tuple[ShopDomain, int], HeldOrderRecord]]:
    holds: dict[int, list[OrderHold]] = defaultdict(list)
    for each in tx.order_holds.list_by_orders(shop, order_ids, only_open=True):
        holds[each.order_id].append(each)
    documents = {each.shopify_order_id: each for each in tx.erp.orders.get_many(shop, order_ids)}
    return [((shop, each), HeldOrderRecord(shop, each, holds[each], documents.get(each))) for each in order_ids]
