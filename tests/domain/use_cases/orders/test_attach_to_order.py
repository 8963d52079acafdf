"""Refunds, fulfillments and risk levels are added to the order's document."""

import json

from novex_shopify.domain.errors import OrderNotFoundYet
from novex_shopify.domain.use_cases.orders.apply_order import ApplyOrder
from novex_shopify.domain.use_cases.orders.attach_to_order import attach_fulfillment, attach_refund
from tests.builders import LINE_ID, NOON, ORDER_ID, SECOND, a_refund, an_order_body, euros
from tests.domain.use_cases.event_steps import DONE, apply_event
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.inbox_steps import MARK_DUE, PAYLOADS, get_sales_order, map_product
from tests.domain.use_cases.order_steps import book_order
from tests.webhook_bodies import make_fulfillment_body, make_refund_body


def test_a_refund_is_added_and_leaves_the_total_unchanged(fakes: Fakes) -> None:
    book_order(fakes)
    assert apply_event(fakes, attach_refund(PAYLOADS, MARK_DUE), make_refund_body()) == DONE
    (refund,) = get_sales_order(fakes).refunds
    assert (refund.id, str(refund.refunded_amount()), refund.lines[0].restock_type) == (5, "5.36", "return")
    assert str(refund.lines[0].tax.amount) == "0.86"
    assert str(get_sales_order(fakes).total) == "15.71 EUR"


def test_a_refund_without_line_items_has_the_currency_of_its_document(fakes: Fakes) -> None:
    book_order(fakes)
    paid = {"id": 9, "kind": "refund", "amount": "5.00", "currency": "EUR", "status": "success"}
    body = json.loads(make_refund_body()) | {"refund_line_items": [], "transactions": [paid]}
    assert apply_event(fakes, attach_refund(PAYLOADS, MARK_DUE), json.dumps(body).encode()) == DONE
    (refund,) = get_sales_order(fakes).refunds
    assert refund.transactions[0].amount == euros("5.00")


def test_a_refund_that_arrives_before_its_order_waits_for_it(fakes: Fakes) -> None:
    outcome = apply_event(fakes, attach_refund(PAYLOADS, MARK_DUE), make_refund_body())
    assert isinstance(outcome, OrderNotFoundYet)
    assert outcome.waiting_for == (f"order:{ORDER_ID}",)
    assert f"Order {ORDER_ID} is not in the ERP" in str(outcome)


def test_a_settled_refund_does_not_become_pending_again(fakes: Fakes) -> None:
    book_order(fakes, refunds=(a_refund(5),))
    assert apply_event(fakes, attach_refund(PAYLOADS, MARK_DUE), make_refund_body("pending")) == DONE
    (refund,) = get_sales_order(fakes).refunds
    assert not refund.pending


def test_fulfillments_are_recorded_and_an_older_state_changes_nothing(fakes: Fakes) -> None:
    book_order(fakes)
    older = make_fulfillment_body("2026-11-23T12:00:01+01:00")
    for body in (make_fulfillment_body(status="cancelled"), older):
        assert apply_event(fakes, attach_fulfillment(PAYLOADS, MARK_DUE), body) == DONE
    (fulfillment,) = get_sales_order(fakes).fulfillments
    assert (fulfillment.status, fulfillment.tracking_numbers, fulfillment.lines) == (
        "cancelled",
        ("JD01",),
        ((LINE_ID, 1),),
    )


def test_the_note_of_a_refund_is_that_of_its_order_whatever_arrives_first(fakes: Fakes) -> None:
    book_order(fakes)
    map_product(fakes)
    created = json.dumps(json.loads(make_refund_body()) | {"note": "broken"}).encode()
    emptied = json.loads(make_refund_body()) | {"note": ""}
    newer = an_order_body(updated_at=(NOON + SECOND).isoformat(), refunds=[emptied])
    apply_order = ApplyOrder(PAYLOADS, fakes.clock, MARK_DUE)
    notes = []
    for handler, body in (
        (attach_refund(PAYLOADS, MARK_DUE), created),
        (apply_order, newer),
        (attach_refund(PAYLOADS, MARK_DUE), created),
    ):
        assert apply_event(fakes, handler, body) == DONE
        notes.append(get_sales_order(fakes).refunds[0].note)
    assert notes == ["broken", None, None]


def test_a_poorer_refund_does_not_replace_a_fuller_one(fakes: Fakes) -> None:
    book_order(fakes)
    body = json.loads(make_refund_body())
    unstated = {"subtotal": None, "total_tax": None}
    poorer = body | {"refund_line_items": [line | unstated for line in body["refund_line_items"]]}
    for refund in (body, poorer):
        assert apply_event(fakes, attach_refund(PAYLOADS, MARK_DUE), json.dumps(refund).encode()) == DONE
    (line,) = get_sales_order(fakes).refunds[0].lines
    assert (line.subtotal, line.tax) == (euros("4.50"), euros("0.86"))
