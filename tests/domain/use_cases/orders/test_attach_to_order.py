"""Refunds, fulfillments and risk levels are added to the order's document."""

import json

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.config.container import Container
from novex_shopify.domain.model.webhook_event import EventStatus
from tests.builders import LINE_ID, ORDER_ID, an_order_body, euros
from tests.domain.use_cases.webhook_steps import (
    get_sales_order,
    list_events,
    list_statuses,
    map_product,
    process_events,
    receive_webhook,
)
from tests.webhook_bodies import LATER, make_fulfillment_body, make_refund_body


def test_a_refund_is_added_and_leaves_the_total_unchanged(booked: Container) -> None:
    receive_webhook(booked, "refunds/create", make_refund_body())
    process_events(booked)
    (refund,) = get_sales_order(booked).refunds
    assert (refund.id, str(refund.refunded_amount()), refund.lines[0].restock_type) == (5, "5.36", "return")
    assert str(refund.lines[0].tax.amount) == "0.86"
    assert str(get_sales_order(booked).total) == "15.71 EUR"


def test_a_refund_without_line_items_has_the_currency_of_its_document(booked: Container) -> None:
    paid = {"id": 9, "kind": "refund", "amount": "5.00", "currency": "EUR", "status": "success"}
    body = json.loads(make_refund_body()) | {"refund_line_items": [], "transactions": [paid]}
    receive_webhook(booked, "refunds/create", json.dumps(body).encode())
    process_events(booked)
    (refund,) = get_sales_order(booked).refunds
    assert refund.transactions[0].amount == euros("5.00")


def test_a_refund_that_arrives_before_its_order_waits_for_it(connected: Container, clock: ManualClock) -> None:
    map_product(connected)
    receive_webhook(connected, "refunds/create", make_refund_body(), "webhook-1")
    process_events(connected)
    (parked,) = list_events(connected)
    assert parked.status is EventStatus.PARKED
    assert f"Order {ORDER_ID} is not in the ERP" in (parked.last_error or "")
    receive_webhook(connected, "orders/create", an_order_body(), "webhook-2")
    process_events(connected)
    connected.release_parked_events()()
    process_events(connected)
    assert list_statuses(connected) == [EventStatus.DONE] * 2
    assert [refund.id for refund in get_sales_order(connected).refunds] == [5]


def test_a_settled_refund_does_not_become_pending_again(booked: Container) -> None:
    settled = json.loads(make_refund_body())
    receive_webhook(booked, "orders/updated", an_order_body(updated_at=LATER, refunds=[settled]), "webhook-1")
    receive_webhook(booked, "refunds/create", make_refund_body("pending"), "webhook-2")
    process_events(booked)
    assert not get_sales_order(booked).refunds[0].pending


def test_fulfillments_are_recorded_and_an_older_state_changes_nothing(booked: Container) -> None:
    receive_webhook(booked, "fulfillments/update", make_fulfillment_body(status="cancelled"), "webhook-1")
    receive_webhook(booked, "fulfillments/create", make_fulfillment_body("2026-11-23T12:00:01+01:00"), "webhook-2")
    process_events(booked)
    (fulfillment,) = get_sales_order(booked).fulfillments
    assert (fulfillment.status, fulfillment.tracking_numbers, fulfillment.lines) == (
        "cancelled",
        ("JD01",),
        ((LINE_ID, 1),),
    )


def test_a_risk_level_is_recorded_and_survives_the_next_state(booked: Container) -> None:
    risk = json.dumps({"order_id": ORDER_ID, "risk_level": "high"}).encode()
    receive_webhook(booked, "orders/risk_assessment_changed", risk, "webhook-1")
    receive_webhook(booked, "orders/updated", an_order_body(updated_at=LATER), "webhook-2")
    process_events(booked)
    assert get_sales_order(booked).risk == "high"
