"""Stored webhooks are applied to the ERP: once, in order, and never an older state over a newer one."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.config.container import Container
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import EventStatus, WebhookEvent
from novex_shopify.domain.model.webhook_topic import Subject
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.event_outcomes import EventOutcomes
from novex_shopify.domain.use_cases.orders.apply_order import ApplyOrder
from novex_shopify.domain.use_cases.webhooks.process_event import EventHandler
from tests.builders import NOON, ORDER_ID, an_item, an_order_body
from tests.domain.use_cases.webhook_steps import (
    list_events,
    list_sales_orders,
    map_product,
    process_events,
    receive_webhook,
)
from tests.webhook_bodies import LATER


def process_orders_with(container: Container, handler: EventHandler) -> None:
    """Process events until none is due, with this handler for orders and none for other subjects."""
    process_event = replace(container.process_event(), handlers={Subject.ORDER: handler})
    while process_event.run_next():
        pass


def test_an_event_that_kills_every_worker_is_marked_dead_and_stops_no_other(connected: Container) -> None:
    map_product(connected)
    receive_webhook(connected, "orders/create", an_order_body(id=1), "deadly")
    receive_webhook(connected, "orders/create", an_order_body(id=2), "harmless")

    def die(tx: Transaction, shop: ShopDomain, events: Sequence[WebhookEvent]) -> EventOutcomes:
        if any(event.webhook_id == "deadly" for event in events):
            raise SystemExit("killed")
        return ApplyOrder(connected.payload_reader().parse_order)(tx, shop, events)

    for _ in range(30):
        with suppress(SystemExit):
            process_orders_with(connected, die)
        with connected.unit_of_work()() as tx:
            tx.claims.reclaim(connected.worker_id(), NOON + timedelta(days=1), NOON, NOON)
            tx.commit()
    assert [event.status for event in list_events(connected)] == [EventStatus.DEAD, EventStatus.DONE]
    assert "workers crashed" in (list_events(connected)[0].last_error or "")


def test_while_an_event_is_retried_later_events_of_its_resource_wait_and_others_do_not(
    connected: Container, clock: ManualClock
) -> None:
    map_product(connected)
    handlers = connected.process_event().handlers
    failing = [True]

    def fail_first(tx: Transaction, shop: ShopDomain, events: Sequence[WebhookEvent]) -> EventOutcomes:
        if failing and any(event.webhook_id == "first" for event in events):
            raise ConnectionError
        return handlers[Subject.ORDER](tx, shop, events)

    receive_webhook(connected, "orders/create", an_order_body(), "first")
    receive_webhook(connected, "orders/updated", an_order_body(updated_at=LATER, financial_status="refunded"), "second")
    receive_webhook(connected, "orders/create", an_order_body(id=2), "other")
    process_orders_with(connected, fail_first)
    assert [(event.status, event.attempts) for event in list_events(connected)] == [
        (EventStatus.PENDING, 1),
        (EventStatus.PENDING, 0),
        (EventStatus.DONE, 1),
    ]
    failing.clear()
    clock.advance(timedelta(minutes=1))
    process_orders_with(connected, fail_first)
    assert {order.shopify_order_id: order.financial_status for order in list_sales_orders(connected)} == {
        ORDER_ID: "refunded",
        2: "paid",
    }


def test_an_event_of_an_unhandled_topic_is_stored_and_ignored(connected: Container) -> None:
    receive_webhook(connected, "themes/publish", b'{"id": 1}')
    process_events(connected)
    assert [event.status for event in list_events(connected)] == [EventStatus.IGNORED]


@pytest.mark.parametrize("body", [b"{}", b"[]", b"not json", b'{"id": "x"}', b""])
def test_an_unreadable_body_is_dead_at_once(connected: Container, body: bytes) -> None:
    receive_webhook(connected, "orders/create", body)
    process_events(connected)
    (event,) = list_events(connected)
    assert (event.status, event.attempts) == (EventStatus.DEAD, 0)


def test_a_body_without_required_order_fields_is_dead_after_one_attempt(connected: Container) -> None:
    receive_webhook(connected, "orders/create", b'{"id": 1}')
    process_events(connected)
    (event,) = list_events(connected)
    assert (event.status, event.attempts) == (EventStatus.DEAD, 1)


class FlakyHandler:
    """Fails for some attempts, each time after a part of the work was written."""

    def __init__(self, failures: int) -> None:
        self.failures = failures

    def __call__(self, tx: Transaction, shop: ShopDomain, events: Sequence[WebhookEvent]) -> EventOutcomes:
        outcomes = EventOutcomes()
        for event in events:
            tx.erp.catalog.put([an_item(f"half-written-{event.attempts}")])
            if event.attempts <= self.failures:
                raise ConnectionError("host erp.internal, user secret-user")
            outcomes.settle(event, EventStatus.DONE)
        return outcomes


def test_a_failure_is_retried_by_the_policy_and_rolled_back(connected: Container, clock: ManualClock) -> None:
    flaky = FlakyHandler(failures=2)
    receive_webhook(connected, "orders/create", an_order_body())
    delays = []
    while list_events(connected)[0].status is EventStatus.PENDING:
        process_orders_with(connected, flaky)
        event = list_events(connected)[0]
        if event.next_attempt_at and event.status is EventStatus.PENDING:
            delays.append(event.next_attempt_at - clock.now())
            clock.advance(delays[-1])
    assert list_events(connected)[0].status is EventStatus.DONE
    assert timedelta(seconds=2.5) <= delays[0] <= timedelta(seconds=5)
    assert delays[1] > delays[0] / 2
    with connected.unit_of_work()() as tx:
        assert tx.erp.catalog.filter_known([f"half-written-{number}" for number in range(5)]) == {"half-written-3"}


def test_after_eight_failures_an_event_is_dead_and_its_error_holds_no_secrets(
    connected: Container, clock: ManualClock
) -> None:
    flaky = FlakyHandler(failures=99)
    receive_webhook(connected, "orders/create", an_order_body())
    for _ in range(20):
        process_orders_with(connected, flaky)
        clock.advance(timedelta(hours=1))
    (event,) = list_events(connected)
    assert (event.status, event.attempts) == (EventStatus.DEAD, 8)
    assert event.last_error == "Unexpected connection error; see the log."
    assert [failure.number for failure in event.failures] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert {failure.error for failure in event.failures} == {event.last_error}
