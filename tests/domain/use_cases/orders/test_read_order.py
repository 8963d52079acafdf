"""With the setting `read_orders`, a new order has at once what only GraphQL states."""

import json
from dataclasses import replace

import pytest

from novex_shopify.domain.model.order_details import SellingPlan
from novex_shopify.domain.model.shop_settings import ShopSettings
from novex_shopify.domain.model.webhook_event import EventStatus
from tests.builders import ORDER_ID, SHOP, an_order_body
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.inbox_steps import (
    PAYLOADS,
    get_sales_order,
    list_events,
    list_statuses,
    process_events,
    receive_webhook,
)


@pytest.fixture
def reading(mapped: Fakes) -> Fakes:
    """The store's orders are read too, and Shopify has the order with a selling plan."""
    with mapped.unit_of_work() as tx:
        tx.shops.save_settings(SHOP, ShopSettings(read_orders=True))
        tx.commit()
    put_at_shopify(mapped, an_order_body())
    return mapped


def put_at_shopify(fakes: Fakes, body: bytes) -> None:
    order = PAYLOADS.parse_order(body)
    lines = tuple(replace(line, selling_plan=SellingPlan(f"Plan {line.quantity}")) for line in order.line_items)
    fakes.shop.orders[ORDER_ID] = replace(order, line_items=lines)


def receive(fakes: Fakes, topic: str, body: bytes, webhook_id: str) -> None:
    receive_webhook(fakes, topic, body, webhook_id)
    process_events(fakes)


def list_plans(fakes: Fakes) -> list[str]:
    return [line.selling_plan.name for line in get_sales_order(fakes).lines if line.selling_plan]


def test_a_new_order_is_read_once(reading: Fakes) -> None:
    receive(reading, "orders/create", an_order_body(), "webhook-1")
    receive(reading, "orders/updated", an_order_body(updated_at="2026-11-23T13:00:00+01:00"), "webhook-2")
    assert list_plans(reading) == ["Plan 2"]
    assert [event.topic for event in list_events(reading)] == ["orders/create", "orders/to_read", "orders/updated"]


def test_an_order_with_an_added_line_is_read_again(reading: Fakes) -> None:
    receive(reading, "orders/create", an_order_body(), "webhook-1")
    (line,) = json.loads(an_order_body())["line_items"]
    added = {**line, "id": 5, "quantity": 1, "tax_lines": []}
    edited = an_order_body(updated_at="2026-11-23T13:00:00+01:00", line_items=[line, added], total_price="20.21")
    put_at_shopify(reading, edited)
    receive(reading, "orders/updated", edited, "webhook-2")
    assert list_plans(reading) == ["Plan 2", "Plan 1"]


def test_an_order_that_shopify_does_not_have_any_longer_is_left_as_it_is(reading: Fakes) -> None:
    reading.shop.orders.clear()
    receive(reading, "orders/create", an_order_body(), "webhook-1")
    assert list_statuses(reading) == [EventStatus.DONE, EventStatus.IGNORED]


def test_without_the_setting_no_order_is_read(mapped: Fakes) -> None:
    receive(mapped, "orders/create", an_order_body(), "webhook-1")
    assert list_statuses(mapped) == [EventStatus.DONE]
