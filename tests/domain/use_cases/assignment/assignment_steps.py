"""Steps for tests of assigning lots."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from novex_shopify.domain.model.assignment import Assignment, AssignmentState
from novex_shopify.domain.model.sales_order import SalesOrder, SalesOrderLine
from novex_shopify.domain.model.shop_settings import AutoAssign, ShopSettings
from novex_shopify.domain.model.warehouse_state import WarehouseState
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.stock.records import LotKey, get_stock
from tests.builders import LINE_ID, NOON, SHOP, a_link, a_sales_order, a_shop
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.stock.stock_steps import receive

TODAY = NOON.date()
OLD, NEW, OTHER_ITEM = LotKey("ART-1", "OLD"), LotKey("ART-1", "NEW"), LotKey("ART-2", "L2")
SECOND_LINE = LINE_ID + 1


def days(count: int) -> date:
    """The day that is `count` days after today."""
    return TODAY + timedelta(days=count)


def an_order_line(wanted: int, item_id: str | None = "ART-1", line_item_id: int = LINE_ID) -> SalesOrderLine:
    (line,) = a_sales_order().lines
    return replace(line, line_item_id=line_item_id, item_id=item_id, wanted_quantity=wanted, requires_shipping=True)


def book(unit_of_work: UnitOfWork, *lines: SalesOrderLine, number: int = 1001, **changes: Any) -> str:
    """Put an order into the ERP; returns its id."""
    order = a_sales_order(shopify_order_id=number, name=f"#{number}", lines=lines, **changes)
    with unit_of_work() as tx:
        (order_id,) = tx.erp.orders.apply([order])
        tx.order_links.save([a_link(number, order_id)])
        tx.commit()
    return order_id


def change_order(unit_of_work: UnitOfWork, order: SalesOrder) -> None:
    with unit_of_work() as tx:
        tx.erp.orders.apply([order])
        tx.commit()


def keep_item(unit_of_work: UnitOfWork, **changes: Any) -> None:
    """Change how ART-1 is kept in stock."""
    with unit_of_work() as tx:
        item = tx.erp.catalog.get("ART-1")
        assert item is not None
        tx.erp.catalog.set_edited_fields([replace(item, **changes)])
        tx.commit()


def keep_stock(unit_of_work: UnitOfWork, **settings: Any) -> None:
    """Connect the store, whose orders take lots at once and are promised for the day of the order."""
    defaults = {"stock_since": NOON - timedelta(days=1), "auto_assign": AutoAssign.ON_ORDER, "handling_days": 0}
    with unit_of_work() as tx:
        tx.shops.save(a_shop())
        tx.shops.save_settings(SHOP, ShopSettings(**{**defaults, **settings}))
        tx.commit()


def receive_two_lots(warehouse: Fakes, old: int = 5, new: int = 5) -> None:
    """OLD, which was received first and is good for 300 days, and NEW, which is good for 100 days only."""
    receive(warehouse, old, OLD, expires_on=days(300))
    warehouse.clock.advance(timedelta(minutes=1))
    receive(warehouse, new, NEW, expires_on=days(100))


def list_assigned(unit_of_work: UnitOfWork, order_id: str) -> Sequence[tuple[int, str, int]]:
    """Line, lot code and quantity of what is assigned."""
    with unit_of_work.read() as tx:
        stock = get_stock(tx)
        found = [
            each for each in stock.assignments.list_by_orders([order_id]) if each.state is AssignmentState.ASSIGNED
        ]
        codes = {lot.id: lot.code for lot in stock.lots.get_many({each.lot_id for each in found})}
    return [(each.line_item_id, codes[each.lot_id], each.quantity) for each in found]


def get_assignments(unit_of_work: UnitOfWork, order_id: str) -> Sequence[Assignment]:
    with unit_of_work.read() as tx:
        return get_stock(tx).assignments.list_by_orders([order_id])


def get_state(unit_of_work: UnitOfWork, order_id: str) -> WarehouseState:
    with unit_of_work.read() as tx:
        return get_stock(tx).warehouse_states.get_many([order_id])[order_id]
