"""A deleted order stays deleted, whatever arrives later."""

import json

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.domain.model.webhook_event import EventStatus, Settlement
from novex_shopify.domain.use_cases.orders.apply_order import ApplyOrder
from novex_shopify.domain.use_cases.orders.attach_to_order import attach_refund
from novex_shopify.domain.use_cases.orders.delete_order import DeleteOrder
from tests.builders import HOUR, ORDER_ID, an_order_body
from tests.domain.use_cases.event_steps import DONE, apply_event
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.inbox_steps import (
    MARK_DUE,
    PAYLOADS,
    get_sales_order,
    list_statuses,
    process_events,
    receive_webhook,
)
from tests.domain.use_cases.order_steps import book_order
from tests.webhook_bodies import LATER, make_refund_body

ORDER_DELETED = Settlement(EventStatus.SUPERSEDED, "the order was deleted")

DELETION = json.dumps({"id": ORDER_ID}).encode()

apply_order = ApplyOrder(PAYLOADS, ManualClock(), MARK_DUE)


def delete_order(fakes: Fakes) -> None:
    assert apply_event(fakes, DeleteOrder(PAYLOADS, fakes.clock, MARK_DUE), DELETION) == DONE


def test_a_deleted_order_stays_deleted_whatever_comes_later(mapped: Fakes) -> None:
    book_order(mapped, financial_status="paid")
    delete_order(mapped)
    newer = an_order_body(updated_at=LATER, financial_status="refunded")
    assert apply_event(mapped, apply_order, newer) == ORDER_DELETED
    assert apply_event(mapped, attach_refund(PAYLOADS, MARK_DUE), make_refund_body()) == ORDER_DELETED
    document = get_sales_order(mapped)
    assert (document.deleted_at, document.financial_status, document.refunds) == (mapped.clock.now(), "paid", ())


def test_the_deletion_of_an_order_that_has_not_arrived_waits_for_it(mapped: Fakes) -> None:
    receive_webhook(mapped, "orders/delete", DELETION)
    process_events(mapped)
    assert list_statuses(mapped) == [EventStatus.PARKED]
    receive_webhook(mapped, "orders/create", an_order_body(), "webhook-2")
    process_events(mapped)
    assert list_statuses(mapped) == [EventStatus.DONE, EventStatus.DONE]
    assert get_sales_order(mapped).deleted_at


def test_an_order_that_shopify_still_has_is_not_deleted(mapped: Fakes) -> None:
    book_order(mapped)
    mapped.shop.orders[ORDER_ID] = PAYLOADS.parse_order(an_order_body())
    receive_webhook(mapped, "orders/delete", DELETION)
    for _ in range(3):
        process_events(mapped)
        mapped.clock.advance(HOUR)
    assert list_statuses(mapped) == [EventStatus.IGNORED]
    assert get_sales_order(mapped).deleted_at is None
