"""A deleted order stays deleted, whatever arrives later."""

import json

from novex_shopify.config.container import Container
from novex_shopify.domain.model.webhook_event import EventStatus
from tests.builders import ORDER_ID, an_order_body
from tests.domain.use_cases.webhook_steps import (
    get_sales_order,
    list_sales_orders,
    list_statuses,
    map_product,
    process_events,
    receive_webhook,
)
from tests.webhook_bodies import LATER, make_refund_body


def test_a_deleted_order_stays_deleted_whatever_comes_later(booked: Container) -> None:
    receive_webhook(booked, "orders/delete", json.dumps({"id": ORDER_ID}).encode(), "webhook-1")
    receive_webhook(booked, "orders/updated", an_order_body(updated_at=LATER, financial_status="refunded"), "webhook-2")
    receive_webhook(booked, "refunds/create", make_refund_body(), "webhook-3")
    process_events(booked)
    assert list_statuses(booked)[1:] == [EventStatus.DONE, EventStatus.SUPERSEDED, EventStatus.SUPERSEDED]
    assert get_sales_order(booked).deleted_at is not None
    assert get_sales_order(booked).financial_status == "paid"


def test_an_order_deleted_before_it_arrives_is_never_created(connected: Container) -> None:
    map_product(connected)
    receive_webhook(connected, "orders/delete", json.dumps({"id": ORDER_ID}).encode(), "webhook-1")
    receive_webhook(connected, "orders/create", an_order_body(), "webhook-2")
    process_events(connected)
    assert list_statuses(connected) == [EventStatus.DONE, EventStatus.SUPERSEDED]
    assert list_sales_orders(connected) == []
