"""A warehouse for tests of pages: two lots of an item, and orders for it."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from dependency_injector import providers

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.config.container import Container
from novex_shopify.domain.model.actor import ERP_CODE
from novex_shopify.domain.model.assignment import Assignment
from novex_shopify.domain.model.lot import Lot
from novex_shopify.domain.model.product import Item
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.shop_settings import ShopSettings
from novex_shopify.domain.model.storage_location import StorageLocation
from novex_shopify.domain.model.warehouse_return import ReturnedLot, WarehouseReturn
from novex_shopify.domain.ports.erp_stock import ErpStock
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.assignment.transfers import (
    SHIP,
    AssignedPart,
    TransferDetails,
    assign_units,
    transfer_units,
)
from novex_shopify.domain.use_cases.computed_orders import compute_orders
from novex_shopify.domain.use_cases.indexing.describe_orders import describe_orders
from novex_shopify.domain.use_cases.stock.receive_lot import Receipt
from novex_shopify.domain.use_cases.stock.records import get_stock
from tests.builders import LINE_ID, NOON, SHOP, a_link, a_sales_order, a_shop

KIMCHI = Item("KIMCHI-350", "Kimchi, 350 g jar", "KIM-350")
OLDER, NEWER = "L1", "L2"


def stop_clock(container: Container) -> None:
    """Make it noon."""
    container.clock.override(providers.Object(ManualClock(NOON)))


def open_warehouse(container: Container, *shops: ShopDomain) -> None:
    """20 units of a lot on a rack, 50 of one that is good for longer in a freezer. The stores keep stock since noon."""
    with container.transaction() as tx:
        for shop in shops or (SHOP,):
            tx.shops.save(a_shop(domain=shop))
            tx.shops.save_settings(shop, ShopSettings(stock_since=NOON))
        tx.erp.catalog.put([KIMCHI])
        for name in ("Rack", "Freezer"):
            get_stock(tx).locations.save(StorageLocation(0, name))
        tx.commit()
    receive = container.receive_lot()
    receive(Receipt(KIMCHI.id, OLDER, "Rack", 20, expires_on=date(2027, 3, 1)))
    receive(Receipt(KIMCHI.id, NEWER, "Freezer", 50, expires_on=date(2027, 6, 1)))


def book(container: Container, name: str, wanted: int, shop: ShopDomain = SHOP, **changes: Any) -> SalesOrder:
    """Book an order for the item, and settle it. `#1001` has the Shopify id 1001."""
    order = a_sales_order(shop_domain=shop, name=name, shopify_order_id=int(name.removeprefix("#")))
    line = replace(order.lines[0], item_id=KIMCHI.id, title=KIMCHI.name, requires_shipping=True, wanted_quantity=wanted)
    order = replace(order, lines=(line,), **changes)
    with container.transaction() as tx:
        [order_id] = tx.erp.orders.apply([order])
        tx.order_links.save([replace(a_link(order.shopify_order_id, order_id), shop_domain=shop)])
        _settle(tx, order_id, NOON)
        tx.commit()
    return replace(order, id=order_id)


def assign(container: Container, order: SalesOrder, lot_code: str, quantity: int) -> Assignment:
    """Assign units of a lot, and settle the order."""
    with container.transaction() as tx:
        stock = get_stock(tx)
        lot = _find_lot(stock, lot_code)
        [balance] = stock.ledger.list_balances([lot.id])
        planned = Assignment(
            0, order.id or "", LINE_ID, KIMCHI.id, lot.id, balance.location_id, quantity, ERP_CODE, NOON
        )
        [assigned] = assign_units(stock, [replace(planned, reason="expires 2027-03-01")])
        _settle(tx, order.id or "", NOON)
        tx.commit()
    return assigned


def ship(container: Container, order: SalesOrder, lot_code: str, quantity: int) -> None:
    """Have units of a lot leave for the order."""
    assigned = assign(container, order, lot_code, quantity)
    with container.transaction() as tx:
        transfer_units(
            get_stock(tx), [AssignedPart(assigned, quantity)], SHIP, TransferDetails(NOON, shipment_id="SHIP-1")
        )
        tx.commit()


def expect_return(container: Container, order: SalesOrder, lot_code: str, quantity: int) -> WarehouseReturn:
    """Expect units of the order's line back, proposed to be of a lot."""
    with container.transaction() as tx:
        stock = get_stock(tx)
        lot = _find_lot(stock, lot_code)
        [shipped] = [each for each in stock.assignments.list_by_orders([order.id or ""]) if each.lot_id == lot.id]
        lots = (ReturnedLot(lot.id, shipped.location_id, quantity),)
        cause = f"refund:{order.shopify_order_id}:{LINE_ID}"
        expected = stock.warehouse_returns.add(
            WarehouseReturn(0, order.id or "", LINE_ID, KIMCHI.id, quantity, cause, NOON, lots=lots)
        )
        tx.commit()
    return expected


def list_assignments(container: Container, orders: Collection[SalesOrder]) -> list[tuple[str, str, int]]:
    """The lot, the state and the quantity of each assignment."""
    with container.read_transaction() as tx:
        stock = get_stock(tx)
        assignments = stock.assignments.list_by_orders([order.id or "" for order in orders])
        codes = {lot.id: lot.code for lot in stock.lots.get_many({each.lot_id for each in assignments})}
        return [(codes[each.lot_id], str(each.state), each.quantity) for each in assignments]


def _find_lot(stock: ErpStock, code: str) -> Lot:
    lot = stock.lots.find(KIMCHI.id, code)
    assert lot is not None
    return lot


def _settle(tx: Transaction, order_id: str, now: datetime) -> None:
    states = get_stock(tx).warehouse_states
    states.lock(order_id)
    order = tx.erp.orders.get(order_id)
    assert order is not None
    [computed] = compute_orders(tx, [order], now).values()
    states.save(computed.state)
    describe_orders(tx, [order_id], now)
