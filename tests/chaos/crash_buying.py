"""Kills a process at the points of rating, buying, storing and shipping a label, one point after the other.

`test_crash_points.py` runs it in a process of its own, because it forks. The points are before and after every commit
and every call to the provider: what happens between two of them is rolled back. At each one a child dies by SIGKILL.
Then the parent goes on as another worker would, until nothing is due, and compares what was sold with what was stored
and shipped. It ends when a child is not killed.
"""

import os
from datetime import timedelta
from functools import partial
from typing import Any

import httpx
from dependency_injector import providers

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.processes import identify_this_process
from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.model.label import LabelFormat, RateRequest
from novex_shopify.domain.model.label_purchase import LabelPurchase, PurchaseState
from novex_shopify.domain.model.packed_shipment import PackedLine
from novex_shopify.domain.model.parcel import Box, Parcel
from novex_shopify.domain.model.storage_location import StorageLocation
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.stock.receive_lot import Receipt
from novex_shopify.domain.use_cases.stock.verify_stock import VerifyStock
from novex_shopify.entrypoints.embedded.connector import Connector
from tests.builders import LINE_ID, a_link, a_sales_order, an_item
from tests.chaos.crash_points import (
    STEP,
    CrashingPort,
    CrashingUnitOfWork,
    CrashInjector,
    choose_start,
    run_and_crash,
)
from tests.domain.use_cases.assignment.assignment_steps import an_order_line, keep_stock
from tests.domain.use_cases.fulfillment.shipping_steps import assign_proposed, find_push, list_units
from tests.easypost import EasyPostAccount

UNITS = 3
BOX = Box("M", "Medium", 300, 200, 150, 120)
CUSTOMER = Address(
    name="Elizabeth Swan",
    address1="179 N Harbor Dr",
    zip="90277",
    city="Redondo Beach",
    province_code="CA",
    country_code="US",
    phone="5555555555",
)
LONGEST = timedelta(minutes=10)
"""Longer than a purchase is unclear."""


def buy(container: Any, purchase_id: int) -> None:
    """Bring a purchase to its end: the cheapest rate is chosen once there are rates."""
    end = container.clock().now() + LONGEST
    while (purchase := find_purchase(container, purchase_id)).state is not PurchaseState.BOUGHT or is_due(purchase):
        assert container.clock().now() < end, purchase
        if purchase.state is PurchaseState.RATED:
            cheapest = min(purchase.rates, key=lambda rate: rate.price.amount)
            container.buy_label()(purchase_id, cheapest.id)
        elif not container.process_label_purchase().run_next():
            container.clock().advance(timedelta(seconds=5))


def is_due(purchase: LabelPurchase) -> bool:
    return purchase.next_attempt_at is not None or purchase.claimed_by is not None


def find_purchase(container: Any, purchase_id: int) -> LabelPurchase:
    with container.unit_of_work().read() as tx:
        purchase: LabelPurchase = tx.label_purchases.get(purchase_id)
    return purchase


def run_child(injector: CrashInjector, container: Any, purchase_id: int) -> None:
    crash_at_calls(injector, container)
    buy(container, purchase_id)


def crash_at_calls(injector: CrashInjector, container: Any) -> None:
    """Make a process its own worker that dies at a commit, or at a call to the provider."""
    container.worker_id.override(providers.Object(identify_this_process()))
    container.unit_of_work.override(providers.Object(CrashingUnitOfWork(container.unit_of_work(), injector)))
    container.carriers.override(providers.Object(CrashingPort(container.carriers(), injector)))


def build_request(tx: Transaction, purchase: LabelPurchase) -> RateRequest:
    return RateRequest(purchase.reference, purchase.parcel, CUSTOMER, CUSTOMER, options=purchase.options)


def close_connections(container: Any) -> None:
    """A child opens its own; what is warm otherwise, such as compiled statements, it inherits."""
    container.engine().dispose()
    container.easypost_http().close()
    for provider in (container.easypost_http, container.easypost_client, container.carriers):
        provider.reset()


def prepare(connector: Connector, number: int) -> tuple[str, int]:
    """Book an order, assign lots to it, and ask for the rates of its parcel; returns both ids."""
    container = connector.container
    line = an_order_line(UNITS, line_item_id=LINE_ID)
    order = a_sales_order(shopify_order_id=number, name=f"#{number}", lines=(line,))
    with connector.transaction() as tx:
        (order_id,) = tx.erp.orders.apply([order])
        tx.order_links.save([a_link(number, order_id)])
    container.receive_lot()(Receipt("ART-1", f"L{number}", "Rack", UNITS))
    assign_proposed(container.unit_of_work(), container.clock(), order_id)
    parcel = Parcel(f"P-{number}", order_id, (PackedLine(LINE_ID, UNITS),), BOX, 1_500)
    return order_id, container.request_rates()(parcel).id


def check(container: Any, order_id: str, purchase_id: int, sold: list[str]) -> None:
    """One label is sold more than before: the stored one, and the order has left with it, once."""
    purchase = find_purchase(container, purchase_id)
    assert purchase.postage is not None
    assert purchase.ship_error is None, purchase.ship_error
    assert sold == [purchase.postage.tracking_number], (sold, purchase)
    push = find_push(container.unit_of_work(), purchase.parcel.id)
    assert push is not None
    assert push.shipment.tracking is not None
    assert push.shipment.tracking.number == purchase.postage.tracking_number
    units = list_units(container.unit_of_work(), order_id)
    assert [(quantity, shipment) for _, quantity, shipment in units] == [(UNITS, purchase.parcel.id)], (units, push)
    assert VerifyStock(container.unit_of_work())() == []
    with container.unit_of_work().read() as tx:
        assert tx.label_purchases.get_file(purchase_id, LabelFormat.PNG)


def open_connector() -> Connector:
    """A warehouse with one location, whose clock the test moves."""
    connector = Connector.from_env()
    container: Any = connector.container
    container.clock.override(providers.Object(ManualClock()))
    container.process_label_purchase.add_kwargs(build_request=build_request)
    connector.put_items([an_item("ART-1")])
    keep_stock(container.unit_of_work())
    container.save_location()(StorageLocation(0, "Rack"))
    return connector


def find_last_crash_point() -> int:
    """Go through every point; returns the last one."""
    connector = open_connector()
    container: Any = connector.container
    with httpx.Client(base_url=os.environ["EASYPOST_BASE_URL"], timeout=30, trust_env=False) as http:
        easypost, sold_before, point, killed = EasyPostAccount(http), set[str](), choose_start(), True
        while killed:
            point += STEP
            order_id, purchase_id = prepare(connector, point + STEP)
            close_connections(container)
            killed = run_and_crash(partial(run_child, container=container, purchase_id=purchase_id), point)
            container.rescue_claims()()
            buy(container, purchase_id)
            sold = {each["tracking_code"] for each in easypost.list_postages()}
            check(container, order_id, purchase_id, sorted(sold - sold_before))
            sold_before = sold
    connector.close()
    return point - STEP
