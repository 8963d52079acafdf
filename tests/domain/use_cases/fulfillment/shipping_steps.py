"""Steps for tests of shipping lots."""

from collections.abc import Mapping, Sequence
from typing import Any

from novex_shopify.domain.model.assignment import AssignmentState
from novex_shopify.domain.model.fulfillment import FulfillmentPush
from novex_shopify.domain.model.order_exception import OrderExceptionKind
from novex_shopify.domain.model.packed_shipment import PackedLine, PackedShipment
from novex_shopify.domain.model.sales_order import SalesOrderLine
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.assignment.auto_assign_lots import AutoAssignLots
from novex_shopify.domain.use_cases.assignment.locked_order import lock_order, save_state
from novex_shopify.domain.use_cases.fulfillment import CorrectShipment, PushFulfillment, ShipOrder
from novex_shopify.domain.use_cases.stock.records import LotKey, get_lot, get_stock
from tests.domain.use_cases.assignment.assignment_steps import book, keep_stock, receive_two_lots
from tests.domain.use_cases.fakes import Fakes


def open_order(warehouse: Fakes, *lines: SalesOrderLine, **changes: Any) -> str:
    """Book an order of a store that keeps stock, with 5 units of OLD and 5 of NEW, and assign what is proposed."""
    keep_stock(warehouse.unit_of_work)
    receive_two_lots(warehouse)
    order_id = book(warehouse.unit_of_work, *lines, **changes)
    assign_proposed(warehouse.unit_of_work, warehouse.clock, order_id)
    return order_id


def assign_proposed(unit_of_work: UnitOfWork, clock: Clock, order_id: str) -> None:
    with unit_of_work() as tx:
        save_state(tx, AutoAssignLots(clock).assign_in_transaction(tx, lock_order(tx, order_id)), clock.now())
        tx.commit()


def ship(
    warehouse: Fakes, order_id: str, *lines: PackedLine, shipment_id: str = "S-1", **details: Any
) -> FulfillmentPush:
    """Ship these lines, or everything."""
    return ship_order(warehouse)(PackedShipment(shipment_id, order_id, lines or None, **details))


def ship_order(warehouse: Fakes) -> ShipOrder:
    return ShipOrder(warehouse.unit_of_work, warehouse.notifier, warehouse.clock)


def push_fulfillment(warehouse: Fakes) -> PushFulfillment:
    return PushFulfillment(warehouse.unit_of_work, warehouse.notifier, warehouse.clock)


def correct_shipment(warehouse: Fakes) -> CorrectShipment:
    return CorrectShipment(warehouse.unit_of_work, warehouse.notifier, warehouse.clock)


def list_units(
    unit_of_work: UnitOfWork, order_id: str, state: AssignmentState = AssignmentState.SHIPPED
) -> Sequence[tuple[str, int, str | None]]:
    """The lots of an order's units in a state: code, quantity and shipment, in the order of the codes."""
    with unit_of_work.read() as tx:
        stock = get_stock(tx)
        found = [each for each in stock.assignments.list_by_orders([order_id]) if each.state is state]
        codes = {lot.id: lot.code for lot in stock.lots.get_many({each.lot_id for each in found})}
    return sorted((codes[each.lot_id], each.quantity, each.shipment_id) for each in found)


def list_untraced(unit_of_work: UnitOfWork, order_id: str) -> Mapping[int, int]:
    """The open exceptions for units without a lot: their quantity by line."""
    with unit_of_work.read() as tx:
        exceptions = get_stock(tx).order_exceptions.list_by_orders([order_id])
    return {
        each.line_item_id: each.quantity
        for each in exceptions
        if each.kind is OrderExceptionKind.UNTRACED and each.closed_at is None
    }


def get_lot_id(unit_of_work: UnitOfWork, key: LotKey) -> int:
    with unit_of_work.read() as tx:
        return get_lot(get_stock(tx), key).id


def find_push(unit_of_work: UnitOfWork, shipment_id: str = "S-1") -> FulfillmentPush | None:
    with unit_of_work.read() as tx:
        return tx.pushes.get(shipment_id)
