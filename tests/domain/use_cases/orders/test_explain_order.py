"""Each amount of an order is explained, whether the order is booked, parked or only in Shopify."""

import json

import pytest

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.webhook_event import EventStatus, Settlement
from novex_shopify.domain.use_cases.orders.attach_to_order import attach_refund
from novex_shopify.domain.use_cases.orders.explain_order import ExplainOrder
from tests.builders import ORDER_ID, SHOP, an_order_body
from tests.domain.use_cases.event_steps import DONE, apply_event, store_event
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.inbox_steps import MARK_DUE, PAYLOADS
from tests.domain.use_cases.order_steps import book_order, make_order, make_order_event
from tests.webhook_bodies import make_refund_body


@pytest.fixture
def explain_order(fakes: Fakes) -> ExplainOrder:
    return ExplainOrder(fakes.unit_of_work, PAYLOADS, fakes.admin, fakes.access)


def explain_total(explain_order: ExplainOrder, reference: str) -> str:
    """Get the explanation of the total."""
    (amount,) = [amount for amount in explain_order(reference) if amount.label == "total"]
    return f"{amount.amount} {amount.computed}"


def test_an_order_is_found_by_erp_id_name_and_shopify_id(fakes: Fakes, explain_order: ExplainOrder) -> None:
    document = book_order(fakes)
    store_event(fakes, make_order_event(), DONE)
    for reference in (document.id or "", "#1001", str(ORDER_ID)):
        assert explain_total(explain_order, reference) == "15.71 agrees"


def test_an_order_that_is_parked_is_explained_too(fakes: Fakes, explain_order: ExplainOrder) -> None:
    store_event(fakes, make_order_event(an_order_body(total_price="15.72")), Settlement(EventStatus.PARKED))
    assert explain_total(explain_order, str(ORDER_ID)) == "15.71 Shopify says 15.72, difference -0.01"


def test_an_order_that_was_read_is_explained_too(fakes: Fakes, explain_order: ExplainOrder) -> None:
    store_event(fakes, make_order_event(PAYLOADS.serialize_order(make_order()), "orders/read"))
    assert explain_total(explain_order, str(ORDER_ID)) == "15.71 agrees"


def test_the_newest_state_is_explained_whatever_arrived_last(fakes: Fakes, explain_order: ExplainOrder) -> None:
    newer = an_order_body(updated_at="2026-11-23T12:00:05+01:00", total_price="15.70")
    store_event(fakes, make_order_event(newer, "orders/updated", "webhook-1"))
    store_event(fakes, make_order_event(an_order_body(), "orders/create", "webhook-2"))
    store_event(fakes, make_order_event(json.dumps({"id": ORDER_ID}).encode(), "orders/delete", "webhook-3"))
    assert explain_total(explain_order, str(ORDER_ID)) == "15.71 Shopify says 15.70, difference 0.01"


def test_a_refund_that_only_its_own_webhook_states_is_explained(fakes: Fakes, explain_order: ExplainOrder) -> None:
    book_order(fakes)
    store_event(fakes, make_order_event(), DONE)
    assert apply_event(fakes, attach_refund(PAYLOADS, MARK_DUE), make_refund_body()) == DONE
    *others, line, refund = explain_order("#1001")
    assert (line.label, str(line.amount)) == ("refund 5: 1 x Earl Grey", "-5.36")
    assert (refund.label, str(refund.amount), refund.computed) == ("refund 5", "-5.36", "5.36 repaid")
    assert not any("difference" in each.computed for each in others)


def test_an_order_whose_events_were_erased_is_fetched_from_shopify(fakes: Fakes, explain_order: ExplainOrder) -> None:
    book_order(fakes)
    store_event(fakes, make_order_event(), DONE)
    with fakes.unit_of_work() as tx:
        tx.events.erase_bodies(SHOP, None)
        tx.commit()
    fakes.shop.orders[ORDER_ID] = make_order()
    assert explain_total(explain_order, "#1001") == "15.71 agrees"
    assert fakes.shop.call_counts["fetch_order"] == 1


@pytest.mark.parametrize("reference", ["#9", "9", "9" * 5000])
def test_an_unknown_order_is_not_found(explain_order: ExplainOrder, reference: str) -> None:
    with pytest.raises(NotFound, match=f"no order {reference}, neither in the ERP nor in the stored webhooks"):
        explain_order(reference)
