"""Lists shipments with the orders that they are of."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from novex_shopify.domain.model.fulfillment import FulfillmentPush
from novex_shopify.domain.model.label_purchase import LabelPurchase
from novex_shopify.domain.model.problem import Problem
from novex_shopify.domain.model.push_filter import ALL_PUSHES, PushFilter
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.tracker import Tracker
from novex_shopify.domain.policies.allocation import sum_quantities
from novex_shopify.domain.policies.problems import describe_shipment_problem
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork

_SEARCH_LIMIT = 100

OrderKey = tuple[ShopDomain | None, int | None]


@dataclass(frozen=True, slots=True)
class ListedShipment:
    """A push with the ERP's order, if there is one, and what is wrong with it.

    `lot_codes` are those of its lots, by their ids. `label` is the one in use that was bought here, and `trackers` say
    where its parcels are.
    """

    push: FulfillmentPush
    order: SalesOrder | None
    lot_codes: Mapping[int, str] = field(default_factory=dict)
    label: LabelPurchase | None = None
    trackers: Sequence[Tracker] = ()

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
    def lots(self) -> Mapping[int, Sequence[tuple[str, int]]]:
        """The lots by order line: the code, and the quantity that left of it."""
        lots: dict[int, list[tuple[str, int]]] = defaultdict(list)
        for line in self.push.shipment.lines:
            if line.lot_id is not None:
                code = self.lot_codes.get(line.lot_id, f"no. {line.lot_id}")
                lots[line.line_item_id].append((code, line.quantity))
        return lots

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
        which: PushFilter = ALL_PUSHES,
        text: str = "",
        position: int | None = None,
        *,
        oldest_first: bool = False,
    ) -> Sequence[ListedShipment]:
        """List shipments, newest first or oldest first; after the push with the id `position`, if given.

        `text` is a shipment's id, a tracking number, or an order's name, ERP id or e-mail address.
        """
        with self.unit_of_work.read() as tx:
            if text:
                found = sorted(_search(tx, text, which), key=lambda push: push.id, reverse=not oldest_first)
                after = [push for push in found if _is_after(push, position, oldest_first=oldest_first)]
                return add_orders(tx, after[:limit])
            list_pushes = tx.pushes.list_oldest if oldest_first else tx.pushes.list_latest
            return add_orders(tx, list_pushes(limit, which, position))

    def count(self, limit: int, which: PushFilter = ALL_PUSHES, text: str = "") -> int:
        """Count what is listed, up to `limit`."""
        with self.unit_of_work.read() as tx:
            if text:
                return min(limit, len(_search(tx, text, which)))
            return tx.pushes.count(limit, which)


def add_orders(tx: Transaction, pushes: Sequence[FulfillmentPush]) -> Sequence[ListedShipment]:
    """Add to each push the order of the ERP, the codes of its lots, its label, and where its parcels are."""
    orders, codes = _get_orders(tx, pushes), read_lot_codes(tx, pushes)
    purchases = tx.label_purchases.list_for_orders({push.shipment.order_id for push in pushes})
    labels = {each.parcel.id: each for each in purchases if each.is_open and each.postage and not each.reverse}
    trackers = tx.trackers.get_for_shipments([push.shipment.id for push in pushes])
    return [
        ListedShipment(
            push,
            orders.get((push.shop_domain, push.order_id)),
            codes,
            labels.get(push.shipment.id),
            trackers.get(push.shipment.id, ()),
        )
        for push in pushes
    ]


def read_lot_codes(tx: Transaction, pushes: Iterable[FulfillmentPush]) -> Mapping[int, str]:
    """The codes of the lots that left with these shipments, by id."""
    lot_ids = {line.lot_id for push in pushes for line in push.shipment.lines if line.lot_id}
    return {lot.id: lot.code for lot in tx.erp.stock.lots.get_many(lot_ids)} if tx.erp.stock and lot_ids else {}


def _search(tx: Transaction, text: str, which: PushFilter) -> Sequence[FulfillmentPush]:
    found = {push.id: push for push in tx.pushes.search(text, _SEARCH_LIMIT)}
    for order in tx.erp.orders.search(text, _SEARCH_LIMIT):
        for push in tx.pushes.list_for_order(ShopDomain(order.shop_domain), order.shopify_order_id):
            found[push.id] = push
    trackers = tx.trackers.get_for_shipments([push.shipment.id for push in found.values()])
    return [push for push in found.values() if which.includes(push, trackers.get(push.shipment.id, ()))]


def _is_after(push: FulfillmentPush, position: int | None, *, oldest_first: bool) -> bool:
    return position is None or (push.id > position if oldest_first else push.id < position)


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
