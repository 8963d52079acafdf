"""Lists shipments with the orders that they are of."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from novex_shopify.domain.model.fulfillment import FulfillmentPush, PushStatus
from novex_shopify.domain.model.problem import Problem
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.policies.allocation import sum_quantities
from novex_shopify.domain.policies.problems import describe_shipment_problem
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork

_SEARCH_LIMIT = 100

OrderKey = tuple[ShopDomain | None, int | None]


@dataclass(frozen=True, slots=True)
class ListedShipment:
    """A push with the ERP's order, if there is one, and what is wrong with it."""

    push: FulfillmentPush
    order: SalesOrder | None

    @property
    def problem(self) -> Problem | None:
        return describe_shipment_problem(self.push, self.order)

    @property
    def contents(self) -> Sequence[tuple[int, str, int]]:
        """What is in it: the id, the title and the quantity of each order line."""
        titles = {line.line_item_id: line.title for line in self.order.lines} if self.order else {}
        quantities = sum_quantities(self.push.shipment.lines)
        return [(line_id, titles.get(line_id, f"Line {line_id}"), count) for line_id, count in quantities.items()]

    @property
    def quantity(self) -> int:
        return sum(line.quantity for line in self.push.shipment.lines)


@dataclass(frozen=True, slots=True)
class FindShipments:
    """Reads pushes and the ERP's orders."""

    unit_of_work: UnitOfWork

    def __call__(
        self,
        limit: int,
        statuses: Collection[PushStatus] = (),
        shop: ShopDomain | None = None,
        text: str = "",
        before: int | None = None,
    ) -> Sequence[ListedShipment]:
        """List the newest shipments before the push with the id `before`.

        `text` is a shipment's id, a tracking number, or an order's name, ERP id or e-mail address.
        """
        with self.unit_of_work.read() as tx:
            if text:
                pushes = [
                    push
                    for push in _search(tx, text)
                    if (not statuses or push.status in statuses)
                    and shop in (None, push.shop_domain)
                    and (before is None or push.id < before)
                ][:limit]
            else:
                pushes = list(tx.pushes.list_latest(limit, statuses, shop, before))
            return add_orders(tx, pushes)


def add_orders(tx: Transaction, pushes: Sequence[FulfillmentPush]) -> Sequence[ListedShipment]:
    """Add to each push the order of the ERP."""
    orders = _get_orders(tx, pushes)
    return [ListedShipment(push, orders.get((push.shop_domain, push.order_id))) for push in pushes]


def _search(tx: Transaction, text: str) -> Sequence[FulfillmentPush]:
    found = {push.id: push for push in tx.pushes.search(text, _SEARCH_LIMIT)}
    for order in tx.erp.orders.search(text, _SEARCH_LIMIT):
        for push in tx.pushes.list_for_order(ShopDomain(order.shop_domain), order.shopify_order_id):
            found[push.id] = push
    return [found[number] for number in sorted(found, reverse=True)]


def _get_orders(tx: Transaction, pushes: Iterable[FulfillmentPush]) -> Mapping[OrderKey, SalesOrder]:
    ids: dict[ShopDomain, set[int]] = defaultdict(set)
    for push in pushes:
        if push.shop_domain and push.order_id:
            ids[push.shop_domain].add(push.order_id)
    return {
        (shop, order.shopify_order_id): order
        for shop, order_ids in ids.items()
        for order in tx.erp.orders.get_many(shop, order_ids)
    }
