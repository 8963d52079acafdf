"""Stored webhooks are applied to the ERP: once, in order, and never an older state over a newer one."""

import json
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import EventStatus, WebhookEvent
from novex_shopify.domain.model.webhook_topic import Subject
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.timing import FIRST_RETRY_DELAY
from novex_shopify.domain.use_cases.event_outcomes import EventOutcomes
from novex_shopify.domain.use_cases.orders.apply_order import ApplyOrder
from novex_shopify.domain.use_cases.products.map_product import MapProduct
from tests.builders import NOON, ORDER_ID, SHOP, VARIANT_ID, a_variant, an_item, an_order_body
from tests.domain.use_cases.event_steps import WORKER
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.inbox_steps import (
    MARK_DUE,
    PAYLOADS,
    get_sales_order,
    list_events,
    list_sales_orders,
    list_statuses,
    map_product,
    process_events,
    receive_webhook,
)
from tests.webhook_bodies import LATER

apply_order = ApplyOrder(PAYLOADS, ManualClock(), MARK_DUE)


def test_an_event_that_kills_every_worker_is_marked_dead_and_stops_no_other(fakes: Fakes) -> None:
    map_product(fakes)
    receive_webhook(fakes, "orders/create", an_order_body(id=1), "deadly")
    receive_webhook(fakes, "orders/create", an_order_body(id=2), "harmless")

    def die(tx: Transaction, shop: ShopDomain, events: Sequence[WebhookEvent]) -> EventOutcomes:
        if any(event.webhook_id == "deadly" for event in events):
            raise SystemExit("killed")
        return apply_order(tx, shop, events)

    for _ in range(30):
        with suppress(SystemExit):
            process_events(fakes, {Subject.ORDER: die})
        with fakes.unit_of_work() as tx:
            tx.claims.reclaim(WORKER, NOON + timedelta(days=1), NOON, NOON)
            tx.commit()
    assert list_statuses(fakes) == [EventStatus.DEAD, EventStatus.DONE]
    assert "workers crashed" in (list_events(fakes)[0].last_error or "")


def test_while_an_event_is_retried_later_events_of_its_resource_wait_and_others_do_not(fakes: Fakes) -> None:
    map_product(fakes)
    failing = [True]

    def fail_first(tx: Transaction, shop: ShopDomain, events: Sequence[WebhookEvent]) -> EventOutcomes:
        if failing and any(event.webhook_id == "first" for event in events):
            raise ConnectionError
        return apply_order(tx, shop, events)

    receive_webhook(fakes, "orders/create", an_order_body(), "first")
    receive_webhook(fakes, "orders/updated", an_order_body(updated_at=LATER, financial_status="refunded"), "second")
    receive_webhook(fakes, "orders/create", an_order_body(id=2), "other")
    process_events(fakes, {Subject.ORDER: fail_first})
    assert [(event.status, event.attempts) for event in list_events(fakes)] == [
        (EventStatus.PENDING, 1),
        (EventStatus.PENDING, 0),
        (EventStatus.DONE, 1),
    ]
    assert fakes.metrics.events == {EventStatus.PENDING: 1, EventStatus.DONE: 1}
    failing.clear()
    fakes.clock.advance(timedelta(minutes=1))
    process_events(fakes, {Subject.ORDER: fail_first})
    assert {order.shopify_order_id: order.financial_status for order in list_sales_orders(fakes)} == {
        ORDER_ID: "refunded",
        2: "paid",
    }


def test_an_order_is_parked_until_its_product_is_mapped(fakes: Fakes) -> None:
    with fakes.unit_of_work() as tx:
        tx.erp.catalog.put([an_item()])
        tx.commit()
    receive_webhook(fakes, "orders/create", an_order_body(), "order")
    process_events(fakes)
    assert list_statuses(fakes) == [EventStatus.PARKED]
    product = {"id": 1, "title": "Earl Grey", "updated_at": LATER, "variants": [{"id": VARIANT_ID, "sku": "TEA"}]}
    receive_webhook(fakes, "products/create", json.dumps(product).encode(), "product")
    process_events(fakes)
    assert list_statuses(fakes) == [EventStatus.DONE, EventStatus.DONE]
    assert get_sales_order(fakes).lines[0].item_id == "ART-1"


def test_an_order_with_an_ignored_variant_is_booked_without_an_item_to_the_cent(fakes: Fakes) -> None:
    with fakes.unit_of_work() as tx:
        tx.mappings.upsert_variants(SHOP, [a_variant()])
        tx.commit()
    receive_webhook(fakes, "orders/create", an_order_body())
    process_events(fakes)
    assert list_statuses(fakes) == [EventStatus.PARKED]
    assert MapProduct(fakes.unit_of_work, fakes.notifier, fakes.clock).ignore(SHOP, VARIANT_ID).complete_orders == 1
    process_events(fakes)
    order = get_sales_order(fakes)
    assert [line.item_id for line in order.lines] == [None, None]
    assert (str(order.total.amount), order.total.amount) == ("15.71", sum(line.total.amount for line in order.lines))


def test_a_body_without_required_order_fields_is_dead_after_one_attempt(fakes: Fakes) -> None:
    receive_webhook(fakes, "orders/create", b'{"id": 1, "financial_status": "paid"}')
    process_events(fakes)
    (event,) = list_events(fakes)
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


def test_a_failure_is_retried_by_the_policy_and_rolled_back(fakes: Fakes) -> None:
    flaky = FlakyHandler(failures=2)
    receive_webhook(fakes, "orders/create", an_order_body())
    delays = []
    while list_statuses(fakes) == [EventStatus.PENDING]:
        process_events(fakes, {Subject.ORDER: flaky})
        (event,) = list_events(fakes)
        if event.next_attempt_at and event.status is EventStatus.PENDING:
            delays.append(event.next_attempt_at - fakes.clock.now())
            fakes.clock.advance(delays[-1])
    assert list_statuses(fakes) == [EventStatus.DONE]
    assert delays == [FIRST_RETRY_DELAY / 2, FIRST_RETRY_DELAY]
    with fakes.unit_of_work() as tx:
        assert set(tx.erp.catalog.get_many([f"half-written-{number}" for number in range(5)])) == {"half-written-3"}


def test_after_eight_failures_an_event_is_dead_and_its_error_holds_no_secrets(fakes: Fakes) -> None:
    flaky = FlakyHandler(failures=99)
    receive_webhook(fakes, "orders/create", an_order_body())
    for _ in range(20):
        process_events(fakes, {Subject.ORDER: flaky})
        fakes.clock.advance(timedelta(hours=1))
    (event,) = list_events(fakes)
    assert (event.status, event.attempts) == (EventStatus.DEAD, 8)
    assert event.last_error == "Unexpected connection error; see the log."
    assert [failure.number for failure in event.failures] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert {failure.error for failure in event.failures} == {event.last_error}
