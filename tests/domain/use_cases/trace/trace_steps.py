"""Steps for tests that trace lots: orders get units of lots, which leave and come back."""

from dataclasses import replace
from typing import Any

from novex_shopify.domain.model.actor import ERP_CODE
from novex_shopify.domain.model.assignment import Assignment, AssignmentState
from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.model.order_exception import OrderException, OrderExceptionKind
from novex_shopify.domain.model.warehouse_return import ReturnedLot, WarehouseReturn, WarehouseReturnState
from novex_shopify.domain.ports.erp_stock import ErpStock
from novex_shopify.domain.use_cases.assignment.transfers import (
    RETURN,
    SHIP,
    AssignedPart,
    Transfer,
    TransferDetails,
    assign_units,
    transfer_units,
)
from novex_shopify.domain.use_cases.stock.records import LotKey, get_lot, get_stock
from tests.builders import LINE_ID, a_sales_order
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.stock.stock_steps import KIMCHI

HOME = Address("Ada Lovelace", None, "St James's Square 12", city="London", zip="SW1Y 4JH", country_code="GB")


def order(fakes: Fakes, number: int = 1, quantity: int = 2, **changes: Any) -> str:
    """Place an order of Ada's for a quantity of ART-1; returns the ERP's id."""
    complete = {"shipping_address": HOME, "email": "ada@example.com", "phone": "+44 20 7946 0000", **changes}
    line = replace(a_sales_order().lines[0], quantity=quantity, current_quantity=quantity)
    document = a_sales_order(shopify_order_id=number, name=f"#{1000 + number}", lines=(line,), **complete)
    with fakes.unit_of_work() as tx:
        [order_id] = tx.erp.orders.apply([document])
        tx.commit()
    return order_id


def assign(fakes: Fakes, order_id: str, quantity: int = 2, key: LotKey = KIMCHI, **changes: Any) -> Assignment:
    """Assign units from the first place where the lot is."""
    with fakes.unit_of_work() as tx:
        stock = get_stock(tx)
        lot = get_lot(stock, key)
        place = stock.ledger.lock([lot.id])[0].location_id
        wanted = Assignment(
            0, order_id, LINE_ID, lot.item_id, lot.id, place, quantity, ERP_CODE, fakes.clock.now(), **changes
        )
        [assignment] = assign_units(stock, [wanted])
        tx.commit()
    return assignment


def ship(fakes: Fakes, order_id: str, quantity: int = 2, key: LotKey = KIMCHI, **changes: Any) -> Assignment:
    """Assign units and let them leave; `shipment_id` can be given."""
    shipment_id = changes.pop("shipment_id", f"SHIP-{order_id}")
    return _transfer(fakes, assign(fakes, order_id, quantity, key, **changes), SHIP, shipment_id)


def send_back(fakes: Fakes, shipped: Assignment, state: WarehouseReturnState = WarehouseReturnState.RECEIVED) -> None:
    """All of a shipped assignment comes back and is held, or is scrapped."""
    _transfer(fakes, shipped, RETURN)
    with fakes.unit_of_work() as tx:
        stock, lots = get_stock(tx), (ReturnedLot(shipped.lot_id, shipped.location_id, shipped.quantity),)
        cause = f"refund:{shipped.id}"
        returned = WarehouseReturn(
            0, shipped.order_id, LINE_ID, shipped.item_id, shipped.quantity, cause, fakes.clock.now(), state, lots
        )
        stock.warehouse_returns.add(returned)
        tx.commit()


def ship_untraced(fakes: Fakes, order_id: str, quantity: int = 2) -> None:
    """Units leave, and the lot is not known."""
    exception = OrderException(0, order_id, LINE_ID, OrderExceptionKind.UNTRACED, quantity, fakes.clock.now())
    with fakes.unit_of_work() as tx:
        get_stock(tx).order_exceptions.open(exception)
        tx.commit()


def list_states(fakes: Fakes, order_id: str) -> dict[AssignmentState, int]:
    """The units of an order by state."""
    states: dict[AssignmentState, int] = {}
    with fakes.unit_of_work.read() as tx:
        for each in get_stock(tx).assignments.list_by_orders([order_id]):
            states[each.state] = states.get(each.state, 0) + each.quantity
    return states


def _transfer(fakes: Fakes, assignment: Assignment, transfer: Transfer, shipment_id: str | None = None) -> Assignment:
    with fakes.unit_of_work() as tx:
        stock: ErpStock = get_stock(tx)
        stock.ledger.lock([assignment.lot_id])
        details = TransferDetails(fakes.clock.now(), shipment_id=shipment_id)
        [moved] = transfer_units(stock, [AssignedPart(assignment, assignment.quantity)], transfer, details)
        tx.commit()
    return moved
