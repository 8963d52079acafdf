"""Kills a process at the points of shipping an order with its lots, or of cancelling that, one point after the other.

`test_crash_points.py` runs it in a process of its own, because it forks. The points are before and after every call
about balances and pushes, every commit, and every call to Shopify. At each one a child dies by SIGKILL. Then the parent
compares lots and push, asks again for what the child was asked for, as an ERP does, and compares both sides with
Shopify. It ends when a child is not killed.
"""

from collections.abc import Generator
from contextlib import contextmanager
from functools import partial
from typing import Any

import httpx
from dependency_injector import providers
from sqlalchemy import Engine

from novex_shopify.domain.model.assignment import AssignmentState
from novex_shopify.domain.model.fulfillment import PushStatus, Tracking
from novex_shopify.domain.model.packed_shipment import PackedShipment
from novex_shopify.domain.model.resource_link import ResourceLink, StateVersion
from novex_shopify.domain.model.shop_settings import AutoAssign, ShopSettings
from novex_shopify.domain.model.storage_location import StorageLocation
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.stock.receive_lot import Receipt
from novex_shopify.domain.use_cases.stock.verify_stock import VerifyStock
from novex_shopify.entrypoints.embedded.connector import Connector
from novex_shopify.entrypoints.sandbox.client import ShopClient
from tests.builders import NOON, SHOP, a_sales_order, an_item
from tests.chaos.crash_fulfillment_worker import disable_unclear_wait, finish_pushes
from tests.chaos.crash_points import (
    STEP,
    CrashingPort,
    CrashingTransaction,
    CrashInjector,
    build_worker,
    choose_start,
    run_and_crash,
)
from tests.domain.use_cases.assignment.assignment_steps import an_order_line
from tests.domain.use_cases.fulfillment.shipping_steps import assign_proposed, find_push, list_units
from tests.polling import wait_until

LOTS, UNITS = (1, 2), 3


class CrashingLotsUnitOfWork:
    """Opens transactions that may crash at their commit, and at each call about balances and pushes."""

    def __init__(self, unit_of_work: UnitOfWork, injector: CrashInjector) -> None:
        self._unit_of_work, self._injector = unit_of_work, injector
        self.read = unit_of_work.read

    @contextmanager
    def __call__(self) -> Generator[CrashingTransaction]:
        with self._unit_of_work() as opened:
            tx: Any = opened
            tx.erp.stock.ledger = CrashingPort(tx.erp.stock.ledger, self._injector)
            tx.pushes = CrashingPort(tx.pushes, self._injector)
            yield CrashingTransaction(tx, self._injector)


def do(container: Any, scenario: str, order_id: str, shipment_id: str) -> None:
    """What the ERP asks for, and asks again after a crash."""
    if scenario == "ship":
        container.ship_order()(PackedShipment(shipment_id, order_id, tracking=Tracking(f"JD-{shipment_id}")))
    else:
        container.push_fulfillment().cancel(shipment_id)
    while container.send_fulfillments().run_next():
        pass


def run_child(engine: Engine, injector: CrashInjector, scenario: str, order_id: str, shipment_id: str) -> None:
    container = disable_unclear_wait(build_worker(engine))
    container.unit_of_work.override(providers.Object(CrashingLotsUnitOfWork(container.unit_of_work(), injector)))
    container.shopify_admin.override(providers.Object(CrashingPort(container.shopify_admin(), injector)))
    do(container, scenario, order_id, shipment_id)


def open_warehouse(connector: Connector) -> None:
    """A store that keeps stock, whose orders take lots at once, and a place to take them from."""
    connector.put_items([an_item("ART-1")])
    connector.container.save_location()(StorageLocation(0, "Rack"))
    settings = ShopSettings(stock_since=NOON, auto_assign=AutoAssign.ON_ORDER)
    with connector.transaction() as tx:
        tx.shops.save_settings(SHOP, settings)


def prepare(connector: Connector, shop: ShopClient, number: int) -> tuple[int, str]:
    """Place an order in Shopify, book it, and assign units of two lots; returns the ids of both sides."""
    placed = shop.place_custom_order({"lines": [{"sku": shop.list_unique_skus()[0], "quantity": UNITS}]})
    wait_until(lambda: shop.fetch_order(placed["id"])["fulfillment_orders"], 10, "routing")
    line = an_order_line(UNITS, line_item_id=placed["line_items"][0]["id"])
    with connector.transaction() as tx:
        order = a_sales_order(shopify_order_id=placed["id"], name=f"#{number}", lines=(line,))
        (order_id,) = tx.erp.orders.apply([order])
        tx.order_links.save([ResourceLink(SHOP, placed["id"], order_id, StateVersion(NOON))])
    container = connector.container
    for quantity in LOTS:
        container.receive_lot()(Receipt("ART-1", f"L{number}-{quantity}", "Rack", quantity))
    assign_proposed(container.unit_of_work(), container.clock(), order_id)
    return placed["id"], order_id


def check_after_crash(unit_of_work: UnitOfWork, order_id: str, shipment_id: str) -> None:
    """The lots have left if, and only if, the shipment is recorded and not cancelled."""
    push = find_push(unit_of_work, shipment_id)
    has_left = push is not None and not push.shipment.cancelled
    states = {state: sum(each[1] for each in list_units(unit_of_work, order_id, state)) for state in AssignmentState}
    here, gone = states[AssignmentState.ASSIGNED], states[AssignmentState.SHIPPED]
    assert (here, gone) == ((0, UNITS) if has_left else (UNITS, 0)), (push, states)
    assert VerifyStock(unit_of_work)() == []


def check_both_sides(connector: Connector, shop: ShopClient, scenario: str, shopify_id: int, shipment_id: str) -> None:
    """Shopify has the shipment once, and as it ended."""
    made = shop.fetch_order(shopify_id)["fulfillments"]
    push = connector.get_fulfillment_push(shipment_id)
    cancelled = scenario == "cancel"
    assert [each["status"] for each in made] == ["cancelled" if cancelled else "success"], made
    assert push.status is (PushStatus.CANCELLED if cancelled else PushStatus.PUSHED)


def find_last_crash_point(scenario: str, sandbox: str) -> int:
    """Go through every point of one scenario; returns the last one."""
    connector = Connector.from_env()
    disable_unclear_wait(connector.container)
    open_warehouse(connector)
    with httpx.Client(base_url=sandbox, timeout=30, trust_env=False) as http:
        shop, point, killed = ShopClient(http, SHOP), choose_start(), True
        while killed:
            point += STEP
            shipment_id = f"S-{point}"
            shopify_id, order_id = prepare(connector, shop, point)
            if scenario == "cancel":
                do(connector.container, "ship", order_id, shipment_id)
            engine = connector.container.engine()
            engine.dispose()
            killed = run_and_crash(
                partial(run_child, engine, scenario=scenario, order_id=order_id, shipment_id=shipment_id), point
            )
            check_after_crash(connector.container.unit_of_work(), order_id, shipment_id)
            finish_pushes(connector)
            do(connector.container, scenario, order_id, shipment_id)
            check_after_crash(connector.container.unit_of_work(), order_id, shipment_id)
            check_both_sides(connector, shop, scenario, shopify_id, shipment_id)
    connector.close()
    return point - STEP
