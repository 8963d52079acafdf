"""A deleted order stays deleted, whatever arrives later."""

import json

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.domain.model.webhook_event import EventStatus, Settlement
from novex_shopify.domain.use_cases.orders.apply_order import ApplyOrder
from novex_shopify.domain.use_cases.orders.attach_to_order import attach_refund
from novex_shopify.domain.use_cases.orders.delete_order import DeleteOrder
from tests.builders import ORDER_ID, an_order_body
from tests.domain.use_cases.event_steps import DONE, apply_event
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.inbox_steps import PAYLOADS, get_sales_order, list_sales_orders
from tests.domain.use_cases.order_steps import book_order
from tests.webhook_bodies import LATER, make_refund_body

ORDER_DELETED = Settlement(EventStatus.SUPERSEDED, "the order was deleted")

apply_order = ApplyOrder(PAYLOADS, ManualClock())


def delete_order(fakes: Fakes) -> None:
    deletion = json.dumps({"id": ORDER_ID}).encode()
    assert apply_event(fakes, DeleteOrder(PAYLOADS, fakes.clock), deletion) == DONE


def test_a_deleted_order_stays_deleted_whatever_comes_later(mapped: Fakes) -> None:
    book_order(mapped, financial_status="paid")
    delete_order(mapped)
    newer = an_order_body(updated_at=LATER, financial_status="refunded")
    assert apply_event(mapped, apply_order, newer) == ORDER_DELETED
    assert apply_event(mapped, attach_refund(PAYLOADS), make_refund_body()) == ORDER_DELETED
    document = get_sales_order(mapped)
    assert (document.deleted_at, document.financial_status, document.refunds) == (mapped.clock.now(), "paid", ())


def test_an_order_deleted_before_it_arrives_is_never_created(mapped: Fakes) -> None:
    delete_order(mapped)
    assert apply_event(mapped, apply_order, an_order_body()) == ORDER_DELETED
    assert list_sales_orders(mapped) == []
