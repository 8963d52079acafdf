"""Orders are found by name, e-mail address, tracking number or id, whatever their state."""

import pytest

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.fulfillment import PushStatus
from novex_shopify.domain.model.problem import Problem
from novex_shopify.domain.model.product import MatchedBy, ProductMapping
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import EventStatus, Settlement
from novex_shopify.domain.use_cases.orders.find_order import FindOrder
from tests.builders import NOON, ORDER_ID, SHOP, a_shipment, a_variant, an_order_body, euros
from tests.domain.use_cases.event_steps import DONE, store_event
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.inbox_steps import PAYLOADS
from tests.domain.use_cases.order_steps import book_order, make_order_event

ADA_EMAIL = "ada.lovelace@example.com"
NOT_MAPPED = Settlement(EventStatus.PARKED, "'Earl Grey' is not mapped to an ERP item.")


@pytest.fixture
def find_order(fakes: Fakes) -> FindOrder:
    return FindOrder(fakes.unit_of_work, fakes.clock, PAYLOADS)


def find_keys(find_order: FindOrder, text: str) -> list[tuple[ShopDomain, int, str | None]]:
    """Find orders, with their names."""
    return [(history.shop, history.order_id, history.name) for history in find_order(text)]


def ship(fakes: Fakes, document: SalesOrder, shipment_id: str) -> None:
    with fakes.unit_of_work() as tx:
        shipment = a_shipment(shipment_id, document.id or "")
        tx.pushes.add(shipment, SHOP, ORDER_ID, PushStatus.PENDING, NOON)
        tx.commit()


def test_an_order_in_the_erp_is_found_by_all_its_names_once(fakes: Fakes, find_order: FindOrder) -> None:
    document = book_order(fakes, email=ADA_EMAIL)
    store_event(fakes, make_order_event(an_order_body(email=ADA_EMAIL)), DONE)
    ship(fakes, document, "SHIP-7")
    for text in ("#1001", "1001", " #1001 ", ADA_EMAIL, str(ORDER_ID), document.id or "", "SHIP-7", "JD01"):
        assert (text, find_keys(find_order, text)) == (text, [(SHOP, ORDER_ID, "#1001")])
    assert find_keys(find_order, "") == find_keys(find_order, "100") == []


def test_a_parked_order_is_found_with_its_reason(fakes: Fakes, find_order: FindOrder) -> None:
    store_event(fakes, make_order_event(an_order_body(email=ADA_EMAIL)), NOT_MAPPED)
    for text in ("#1001", "1001", ADA_EMAIL, str(ORDER_ID)):
        assert (text, find_keys(find_order, text)) == (text, [(SHOP, ORDER_ID, "#1001")])
    (history,) = find_order("#1001")
    assert history.sales_order is None
    assert history.open_event
    assert history.open_event.last_error == NOT_MAPPED.error


def test_several_events_of_one_order_hide_no_other_order(fakes: Fakes, find_order: FindOrder) -> None:
    body = an_order_body(email=ADA_EMAIL)
    for number, order_id in enumerate((ORDER_ID + 1, ORDER_ID, ORDER_ID)):
        event = make_order_event(body, webhook_id=f"webhook-{number}", order_id=order_id)
        store_event(fakes, event, NOT_MAPPED)
    assert find_order.find_keys(ADA_EMAIL, 2) == [(SHOP, ORDER_ID), (SHOP, ORDER_ID + 1)]


def test_an_order_that_is_not_booked_shows_its_payload_and_all_it_lacks(fakes: Fakes, find_order: FindOrder) -> None:
    tea, pot = (
        {"id": number, "variant_id": number, "title": title, "sku": None, "quantity": 1, "price": "4.50"}
        for number, title in ((1, "Earl Grey"), (2, "Teapot"))
    )
    body = an_order_body(email=ADA_EMAIL, line_items=[tea, pot, {**tea, "id": 3}])
    store_event(fakes, make_order_event(body), NOT_MAPPED)
    history = find_order.get_history(SHOP, ORDER_ID)
    assert history.problem == Problem("Couldn't be processed", NOT_MAPPED.error or "")
    assert [(each.variant_id, each.title) for each in history.missing] == [(1, "Earl Grey"), (2, "Teapot")]
    assert history.document
    assert [line.title for line in history.document.lines[:2]] == ["Earl Grey", "Teapot"]
    assert (history.document.total, history.document.email) == (euros("15.71"), ADA_EMAIL)
    with fakes.unit_of_work() as tx:
        tx.mappings.upsert_variants(SHOP, [a_variant(1)])
        tx.mappings.save(ProductMapping(SHOP, a_variant(1), "ART-1", MatchedBy.PERSON))
        tx.commit()
    assert [each.title for each in find_order.get_history(SHOP, ORDER_ID).missing] == ["Teapot"]


def test_the_history_has_every_delivery_the_document_and_the_shipments(fakes: Fakes, find_order: FindOrder) -> None:
    document = book_order(fakes)
    store_event(fakes, make_order_event(topic="orders/create", webhook_id="webhook-1"), DONE)
    store_event(fakes, make_order_event(topic="orders/paid", webhook_id="webhook-2"), DONE)
    ship(fakes, document, "SHIP-7")
    ship(fakes, document, "SHIP-8")
    history = find_order.get_history(SHOP, ORDER_ID)
    assert history.sales_order == document
    assert [event.webhook_id for event in history.events] == ["webhook-2", "webhook-1"]
    assert [push.shipment.id for push in history.pushes] == ["SHIP-8", "SHIP-7"]
    assert history.open_event is None


def test_an_order_that_was_never_received_is_not_found(find_order: FindOrder) -> None:
    with pytest.raises(NotFound, match=f"Order 9 of {SHOP} was never received"):
        find_order.get_history(SHOP, 9)
