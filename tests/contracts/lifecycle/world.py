"""A store, its warehouse and the worker that settles: what happens, and what is true afterwards."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from novex_shopify.domain.model.assignment import Assignment, AssignmentState
from novex_shopify.domain.model.fulfillment import (
    AllocatedLine,
    FulfillmentPlan,
    FulfillmentPush,
    FulfillmentRequest,
    PlannedFulfillment,
    PushAttempt,
    PushStatus,
)
from novex_shopify.domain.model.lot import Lot
from novex_shopify.domain.model.lot_choice import LotStrategy
from novex_shopify.domain.model.order_exception import OrderException
from novex_shopify.domain.model.product import MatchedBy, ProductMapping
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.shop_settings import AutoAssign, ShopSettings
from novex_shopify.domain.model.stock import LedgerEntry, Movement, StockBalance
from novex_shopify.domain.model.storage_location import StorageLocation
from novex_shopify.domain.model.warehouse_return import WarehouseReturn
from novex_shopify.domain.policies.allocation import sum_quantities
from novex_shopify.domain.policies.retry import RetryPolicy
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.settling.settle_again import SettleAgain
from novex_shopify.domain.use_cases.settling.settle_order import SettleOrder
from novex_shopify.domain.use_cases.stock.records import LotKey, get_stock
from novex_shopify.domain.use_cases.stock.save_location import SaveLocation
from tests.builders import HOUR, NOON, SHOP, a_variant, an_item
from tests.contracts.lifecycle.shopify import Line, ShopifyOrder, Webhook
from tests.domain.use_cases.event_steps import WORKER
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.inbox_steps import process_events, receive_webhook

RACK, FREEZER, YARD = "Rack", "Freezer", "Yard"
"""Places; the yard does not sell."""

CAN, CASE, BAG = "CAN", "CASE", "BAG"
"""Items: cans go by their dates, cases by arrival, and bags belong to no lot."""

PIECES = {CAN: 1, CASE: 2, BAG: 1}
STRATEGIES = {CAN: LotStrategy.FEFO, CASE: LotStrategy.FIFO}
ORDERS, TEST_ORDER = (1, 2, 3), 3


@dataclass(frozen=True)
class Stock:
    """All that the warehouse has recorded, read at one moment."""

    lots: Mapping[int, Lot]
    locations: Mapping[int, StorageLocation]
    balances: Sequence[StockBalance]
    orders: Mapping[int, SalesOrder]
    assignments: Mapping[int, Sequence[Assignment]]
    entries: Sequence[LedgerEntry]
    exceptions: Sequence[OrderException]
    returns: Sequence[WarehouseReturn]
    pushes: Sequence[FulfillmentPush]

    @property
    def rows(self) -> list[Assignment]:
        return [each for rows in self.assignments.values() for each in rows]

    def list_rows(self, state: AssignmentState) -> list[Assignment]:
        return [each for each in self.rows if each.state is state]


def list_line_ids(order: int) -> Sequence[int]:
    return [10 * order + number for number in (1, 2, 3)]


@dataclass
class World:
    """Two real orders and a test, each of a line of cans, one of cases and one of bags."""

    unit_of_work: UnitOfWork
    fakes: Fakes = field(init=False)
    orders: dict[int, ShopifyOrder] = field(default_factory=dict)
    sent: list[Webhook] = field(default_factory=list)
    fulfillment_ids: dict[str, int] = field(default_factory=dict)
    """The ERP's shipments that Shopify has."""

    def __post_init__(self) -> None:
        self.fakes = Fakes(unit_of_work=self.unit_of_work)

    def open(self, auto_assign: AutoAssign, min_remaining_days: int) -> None:
        self.fakes.connect_shop()
        variants = [a_variant(number, product_id=number) for number in (1, 2, 3)]
        with self.unit_of_work() as tx:
            tx.erp.catalog.put(
                [an_item(CAN), an_item(CASE, strategy=STRATEGIES[CASE]), an_item(BAG, lot_tracked=False)]
            )
            tx.mappings.upsert_variants(SHOP, variants)
            for variant, item_id in zip(variants, (CAN, CASE, BAG), strict=True):
                tx.mappings.save(ProductMapping(SHOP, variant, item_id, MatchedBy.PERSON, pieces=PIECES[item_id]))
            tx.shops.save_settings(
                SHOP,
                ShopSettings(
                    stock_since=NOON - HOUR,
                    auto_assign=auto_assign,
                    min_remaining_days=min_remaining_days,
                    handling_days=0,
                ),
            )
            tx.commit()
        for location in (StorageLocation(0, RACK), StorageLocation(0, FREEZER), StorageLocation(0, YARD, sells=False)):
            SaveLocation(self.unit_of_work, self.fakes.clock)(location)

    @property
    def today(self) -> date:
        return self.fakes.clock.now().date()

    # Shopify's news

    def place(self, number: int, quantities: Sequence[int], *, is_paid: bool) -> None:
        lines = [
            Line(line_id, variant_id, quantity)
            for line_id, variant_id, quantity in zip(list_line_ids(number), (1, 2, 3), quantities, strict=True)
        ]
        order = ShopifyOrder(number, {line.id: line for line in lines}, number == TEST_ORDER, is_paid)
        order.place()
        self.orders[number] = order

    def list_waiting(self) -> list[Webhook]:
        return [each for order in self.orders.values() for each in order.webhooks]

    def deliver(self, webhook: Webhook) -> None:
        for order in self.orders.values():
            if webhook in order.webhooks:
                order.webhooks.remove(webhook)
        self.sent.append(webhook)
        receive_webhook(self.fakes, *webhook, f"webhook-{len(self.sent)}")
        process_events(self.fakes)

    def deliver_all(self) -> None:
        for webhook in self.list_waiting():
            self.deliver(webhook)

    # Shopify's answers

    def sync_next(self, *, webhook_first: bool) -> bool:
        """Send the next shipment, or its cancellation; False if none is due.

        With `webhook_first`, Shopify's webhook comes before the answer is stored. The fulfillment is not taken for one
        that was made in Shopify, not even for a moment: its units would leave twice.
        """
        with self.unit_of_work() as tx:
            push = tx.pushes.claim(WORKER, self.fakes.clock.now())
            if push is None:
                return False
            if push.plan is None and not push.shipment.cancelled:
                tx.pushes.save_plan(push, _plan(push, None))
            tx.commit()
        status = self._answer(push)
        if webhook_first:
            before = self._list_entries(push)
            self.deliver_all()
            self.settle()
            assert status is not PushStatus.PUSHED or self._list_entries(push) == before
        with self.unit_of_work() as tx:
            number = self.fulfillment_ids.get(push.shipment.id)
            if number and not (push.plan and push.plan.fulfillment_ids):
                tx.pushes.save_plan(push, _plan(push, number))
            tx.pushes.settle(push, status, PushAttempt(1, self.fakes.clock.now(), "ann", ()))
            tx.commit()
        self.mark_due(push.shipment.order_id)
        return True

    def _list_entries(self, push: FulfillmentPush) -> Sequence[LedgerEntry]:
        with self.unit_of_work.read() as tx:
            return get_stock(tx).ledger.list_entries_of_order(push.shipment.order_id)

    def _answer(self, push: FulfillmentPush) -> PushStatus:
        order, number = self.orders[push.order_id or 0], self.fulfillment_ids.get(push.shipment.id)
        if push.shipment.cancelled:
            if number:
                order.cancel_fulfillment(number)
                if order.fulfillments[number].is_active:
                    return PushStatus.REFUSED
            return PushStatus.CANCELLED
        if number is None:
            number = order.fulfill(sum_quantities(push.shipment.lines), self.fakes.clock.now())
        if number is None:
            return PushStatus.REFUSED
        self.fulfillment_ids[push.shipment.id] = number
        return PushStatus.PUSHED

    # The worker

    def settle_next(self) -> bool:
        found = SettleOrder(
            self.unit_of_work, RetryPolicy(random=lambda: 0), self.fakes.clock, self.fakes.metrics, LotStrategy.FEFO
        ).run_next()
        with self.unit_of_work.read() as tx:
            failed = get_stock(tx).warehouse_states.list_failed(9)
        assert not failed, failed
        return found

    def settle(self) -> None:
        while self.settle_next():
            pass

    def mark_due(self, *order_ids: str) -> None:
        SettleAgain(self.unit_of_work, self.fakes.notifier, self.fakes.clock)(order_ids)

    # What is recorded

    def find_order_id(self, number: int) -> str | None:
        """None if no webhook of it has arrived."""
        with self.unit_of_work.read() as tx:
            link = tx.order_links.get_many(SHOP, [number]).get(number)
        return link.erp_id if link else None

    def list_on_hold(self) -> set[int]:
        with self.unit_of_work.read() as tx:
            return {each.order_id for each in tx.order_holds.list_page(9)}

    def read(self, lot_keys: Sequence[LotKey]) -> Stock:
        with self.unit_of_work.read() as tx:
            stock = get_stock(tx)
            lots = [lot for key in lot_keys if (lot := stock.lots.find(key.item_id, key.code))]
            orders = {order.shopify_order_id: order for order in tx.erp.orders.list_latest(9)}
            order_ids = {order.id or "": number for number, order in orders.items()}
            assignments: dict[int, list[Assignment]] = {number: [] for number in orders}
            for row in stock.assignments.list_by_orders(list(order_ids)):
                assignments[order_ids[row.order_id]].append(row)
            return Stock(
                {lot.id: lot for lot in lots},
                {location.id: location for location in stock.locations.list_all()},
                stock.ledger.list_balances([lot.id for lot in lots]),
                orders,
                assignments,
                [entry for order_id in order_ids for entry in stock.ledger.list_entries_of_order(order_id)],
                [each for each in stock.order_exceptions.list_by_orders(list(order_ids)) if each.closed_at is None],
                stock.warehouse_returns.list_by_orders(list(order_ids)),
                [push for number in orders for push in tx.pushes.list_for_order(SHOP, number)],
            )

    def count_left(self, stock: Stock, number: int) -> Counter[int]:
        """Sold units of an order that have left, by line: in Shopify, or in a shipment that Shopify does not have.

        What was cancelled here, Shopify may not know yet, or refuse.
        """
        left = self.count_unsynced(stock, number)
        cancelled = {self.fulfillment_ids.get(push.shipment.id) for push in stock.pushes if push.shipment.cancelled}
        for fulfillment in self.orders[number].fulfillments.values():
            if fulfillment.is_active and fulfillment.id not in cancelled:
                left.update(fulfillment.lines)
        return left

    def count_unsynced(self, stock: Stock, number: int) -> Counter[int]:
        """Sold units of an order, by line, in shipments that Shopify does not have."""
        units: Counter[int] = Counter()
        for push in stock.pushes:
            is_own = push.order_id == number and not push.shipment.cancelled
            if is_own and push.shipment.id not in self.fulfillment_ids:
                units.update(sum_quantities(push.shipment.lines))
        return units

    def find_day_of_departure(self, stock: Stock, movement: Movement) -> date | None:
        """The day on which units left that the movement assigns afterwards; None if they are still here."""
        cause, is_inferred, _ = (movement.cause or "").partition(":inferred")
        if not is_inferred:
            return None
        kind, _, name = cause.partition("#")[0].partition(":")
        if kind == "fulfillment":
            return next(
                order.fulfillments[int(name)].at for order in self.orders.values() if int(name) in order.fulfillments
            ).date()
        [recorded_at] = [push.created_at for push in stock.pushes if push.shipment.id == name]
        return recorded_at and recorded_at.date()


def _plan(push: FulfillmentPush, number: int | None) -> FulfillmentPlan:
    lines = sum_quantities(push.shipment.lines).items()
    request = FulfillmentRequest(
        tuple(AllocatedLine("fo", "fol", line_id, quantity) for line_id, quantity in lines), None, notify_customer=True
    )
    gid = f"gid://shopify/Fulfillment/{number}" if number else None
    return FulfillmentPlan((PlannedFulfillment(request, gid),), frozenset())
