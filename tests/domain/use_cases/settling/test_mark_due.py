"""Whatever changes an order has it settled, in the same transaction, and only in stores that keep stock."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from novex_shopify.domain.model.fulfillment import Shipment, ShipmentLine
from novex_shopify.domain.model.shop_settings import ShopSettings
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.use_cases.fulfillment.correct_shipment import CorrectShipment
from novex_shopify.domain.use_cases.fulfillment.push_fulfillment import PushFulfillment
from novex_shopify.domain.use_cases.orders.rebook_line import RebookLine
from novex_shopify.domain.use_cases.stock.records import get_stock
from tests.builders import LINE_ID, NOON, ORDER_ID, SHOP, an_item, an_order_body
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.inbox_steps import (
    get_sales_order,
    map_product,
    process_events,
    receive_webhook,
)
from tests.webhook_bodies import make_fulfillment_body, make_refund_body


def receive_order(fakes: Fakes) -> None:
    receive_webhook(fakes, "orders/create", an_order_body())
    process_events(fakes)


@pytest.fixture
def store() -> Fakes:
    """A store with an order, that keeps no stock."""
    fakes = Fakes()
    fakes.connect_shop()
    map_product(fakes)
    receive_order(fakes)
    return fakes


def keep_stock(fakes: Fakes) -> None:
    with fakes.unit_of_work() as tx:
        tx.shops.save_settings(SHOP, replace(ShopSettings(), stock_since=NOON))
        tx.commit()


def list_due(fakes: Fakes) -> Sequence[str]:
    """The orders that are due."""
    with fakes.unit_of_work() as tx:
        states = get_stock(tx).warehouse_states
        due = states.find_oldest_due() and states.lock_next_due(fakes.clock.now())
        return [due.order_id] if due else []


def receive(topic: str, body: bytes) -> Callable[[Fakes], None]:
    def act(fakes: Fakes) -> None:
        receive_webhook(fakes, topic, body, f"webhook-{topic}")
        process_events(fakes)

    return act


def read_order_again(fakes: Fakes) -> None:
    """As an import and a resync do."""
    receive_webhook(fakes, "orders/updated", an_order_body(updated_at="2026-11-23T11:00:00+01:00"), "older")
    process_events(fakes)


def rebook(fakes: Fakes) -> None:
    order = get_sales_order(fakes)
    with fakes.unit_of_work() as tx:
        tx.erp.catalog.put([an_item("ART-2")])
        tx.commit()
    RebookLine(fakes.unit_of_work, fakes.notifier, fakes.clock)(
        order.id or "", LINE_ID, "ART-2", reason="a mistake", rebooked_by="Ann"
    )


def ship(fakes: Fakes) -> None:
    shipment = Shipment("S-1", get_sales_order(fakes).id or "", (ShipmentLine(LINE_ID, 1),))
    PushFulfillment(fakes.unit_of_work, fakes.notifier, fakes.clock)(shipment, untraced_reason="a test")


def cancel_shipment(fakes: Fakes) -> None:
    PushFulfillment(fakes.unit_of_work, fakes.notifier, fakes.clock).cancel("S-1")


def mark_elsewhere(fakes: Fakes) -> None:
    CorrectShipment(fakes.unit_of_work, fakes.notifier, fakes.clock).mark_shipped_elsewhere("S-1", "by hand")


CHANGES: dict[str, Callable[[Fakes], None]] = {
    "an order that was edited": receive(
        "orders/updated", an_order_body(updated_at="2026-11-23T13:00:00+01:00", note="Hurry")
    ),
    "an older state of the order": read_order_again,
    "a refund": receive("refunds/create", make_refund_body()),
    "a fulfillment": receive("fulfillments/create", make_fulfillment_body()),
    "a deletion": receive("orders/delete", json.dumps({"id": ORDER_ID}).encode()),
    "a line booked to another item": rebook,
    "a shipment": ship,
    "a shipment that is cancelled": cancel_shipment,
    "a shipment that Shopify got by other means": mark_elsewhere,
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_of_an_order_has_it_settled(store: Fakes, name: str) -> None:
    if CHANGES[name] in (cancel_shipment, mark_elsewhere):
        ship(store)
    keep_stock(store)
    CHANGES[name](store)
    assert list_due(store) == [get_sales_order(store).id]
    assert Work.SETTLE in store.notifier.notifications


@pytest.mark.parametrize("name", CHANGES)
def test_a_store_without_stock_settles_nothing(store: Fakes, name: str) -> None:
    ship(store)
    CHANGES[name](store)
    assert list_due(store) == []
    assert Work.SETTLE not in store.notifier.notifications


def test_a_change_that_is_rolled_back_settles_nothing(store: Fakes) -> None:
    keep_stock(store)
    shipment = Shipment("S-1", get_sales_order(store).id or "", (ShipmentLine(LINE_ID, 1),))
    with store.unit_of_work() as tx:
        push = PushFulfillment(store.unit_of_work, store.notifier, store.clock)
        push.push_in_transaction(tx, shipment, untraced_reason="a test")
    assert list_due(store) == []
