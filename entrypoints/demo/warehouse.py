"""The warehouse's part of the scenario: lots are received, assigned to orders, shipped with them, and recalled."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from novex_shopify.domain.model.assignment import AssignmentState
from novex_shopify.domain.model.fulfillment import Shipment, Tracking
from novex_shopify.domain.model.packed_shipment import PackedShipment
from novex_shopify.domain.model.recall import RecallClass
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.shop_settings import AutoAssign
from novex_shopify.domain.model.storage_location import StorageKind, StorageLocation
from novex_shopify.domain.use_cases.assignment.order_lots import OrderLots
from novex_shopify.domain.use_cases.recall.open_recall import RecallRequest
from novex_shopify.domain.use_cases.stock.receive_lot import Receipt
from novex_shopify.domain.use_cases.stock.records import LotKey
from novex_shopify.entrypoints.demo.polling import wait_until
from novex_shopify.entrypoints.demo.report import Report
from novex_shopify.entrypoints.embedded.connector import Connector

TIMEOUT_SECONDS = 20
RACK = "Rack 1"
LATE, EARLY = "L-LATE", "L-EARLY"
QUANTITY = 200
"""The demo's orders take fewer units of any lot."""


@dataclass(frozen=True, slots=True)
class Warehouse:
    """Each item has two lots. The one that expires first is received last, so only FEFO takes it first."""

    report: Report
    connector: Connector
    shop: ShopDomain

    def receive_lots(self, item_ids: Collection[str]) -> None:
        """Keep the store's stock by lots from now on, and receive the lots of these items."""
        self.report.start_step("Receive lots in the warehouse")
        container, today = self.connector.container, container_today(self.connector)
        container.save_location()(StorageLocation(0, RACK, StorageKind.RACK))
        for item_id in item_ids:
            for code, days in ((LATE, 300), (EARLY, 90)):
                expires_on = today + timedelta(days=days)
                self.connector.receive_lot(
                    Receipt(item_id, code, RACK, QUANTITY, reference=f"{item_id} {code}", expires_on=expires_on)
                )
        settings = {"stock_since": container.clock().now(), "auto_assign": AutoAssign.ON_ORDER}
        container.change_settings()(self.shop, settings)
        self.report.record_check("Lots received", bool(item_ids), f"{2 * len(item_ids)} lots of {len(item_ids)} items")

    def check_assigned(self, orders: Sequence[SalesOrder]) -> None:
        """Every line has units of the lot that expires first."""
        self.report.start_step("Assign lots to the orders")
        for order in orders:
            lots = wait_until(partial(self._find_assigned, order), TIMEOUT_SECONDS, "the lots of an order")
            codes = sorted({each.lot.code for each in lots.assigned})
            self.report.record_check(
                f"Order {order.name} has lots, first expired first",
                codes == [EARLY],
                f"{lots.state.assigned} units of {', '.join(codes)}; {lots.assigned[0].assignment.reason}",
            )

    def ship(self, order: SalesOrder, tracking: Tracking) -> Shipment:
        """Ship everything that is assigned to an order."""
        assert order.id is not None
        packed = PackedShipment(f"SHIP-{order.id}", order.id, tracking=tracking)
        shipment = self.connector.ship(packed).shipment
        states = {each.assignment.state for each in self._read_lots(order).assigned}
        self.report.record_check(
            "Lots left the stock with the shipment",
            states == {AssignmentState.SHIPPED} and all(line.lot_id for line in shipment.lines),
            f"{len(shipment.lines)} lines with their lots",
        )
        return shipment

    def recall(self, order: SalesOrder) -> None:
        """Recall a lot that was shipped, and find the customer who has it."""
        self.report.start_step("Recall a lot")
        container, lot = self.connector.container, self._read_lots(order).assigned[0].lot
        key = LotKey(lot.item_id, lot.code)
        recall = container.open_recall()(RecallRequest([key], RecallClass.CLASS_2, "label lacks an allergen"))
        traced = self.connector.iterate_orders_of_lot(key)
        mine = next((each for each in traced if each.head.id == order.id), None)
        self.report.record_check(
            f"{recall.number}: the customer of lot {lot.code} is found",
            mine is not None and bool(mine.contact.email) and mine.shipped > 0,
            f"order {order.name}, {mine.shipped if mine else 0} units, e-mail {'known' if mine else 'missing'}",
        )
        balance = self.connector.trace_lot(key).mass_balance
        shown = f"{balance.received} received, {balance.on_hand} in the warehouse, {balance.shipped} shipped"
        self.report.record_check("Every unit of the lot is accounted for", balance.difference == 0, shown)

    def check_ledger(self, orders: Sequence[SalesOrder]) -> None:
        """Wait for the lots of these orders, then compare each balance with the sum of its ledger."""
        for order in orders:
            wait_until(partial(self._find_assigned, order), TIMEOUT_SECONDS, "the lots of an order")
        self.report.record_check("Orders of the downtime have their lots", True, f"{len(orders)} orders")
        differences = self.connector.container.verify_stock()()
        self.report.record_check("Stock equals its ledger", not differences, f"{len(differences)} differences")

    def _find_assigned(self, order: SalesOrder) -> OrderLots | None:
        lots = self._read_lots(order)
        return lots if lots.assigned and not lots.state.short else None

    def _read_lots(self, order: SalesOrder) -> OrderLots:
        assert order.id is not None
        return self.connector.container.show_order_lots()(order.id)


def container_today(connector: Connector) -> date:
    """The product's day."""
    today: date = connector.container.clock().now().date()
    return today
