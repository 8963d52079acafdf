"""Orders are found by name, e-mail address, tracking number or id, whatever their state."""

import pytest

from novex_shopify.config.container import Container
from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.shop import ShopDomain
from tests.builders import ORDER_ID, SHOP, a_shipment, an_order_body
from tests.domain.use_cases.webhook_steps import list_sales_orders, map_product, process_events, receive_webhook

ADA_EMAIL = "ada.lovelace@example.com"


def find_orders(container: Container, text: str) -> list[tuple[ShopDomain, int, str | None]]:
    """Find orders, with their names."""
    return [(history.shop, history.order_id, history.name) for history in container.find_order()(text)]


def test_an_order_in_the_erp_is_found_by_all_its_names_once(connected: Container) -> None:
    map_product(connected)
    receive_webhook(connected, "orders/create", an_order_body(email=ADA_EMAIL))
    process_events(connected)
    (document,) = list_sales_orders(connected)
    connected.push_fulfillment()(a_shipment("SHIP-7", document.id or ""))
    for text in ("#1001", "1001", " #1001 ", ADA_EMAIL, str(ORDER_ID), document.id or "", "SHIP-7", "JD01"):
        assert (text, find_orders(connected, text)) == (text, [(SHOP, ORDER_ID, "#1001")])
    assert find_orders(connected, "") == find_orders(connected, "100") == []


def test_a_parked_order_is_found_with_its_reason(connected: Container) -> None:
    receive_webhook(connected, "orders/create", an_order_body(email=ADA_EMAIL))
    process_events(connected)
    for text in ("#1001", "1001", ADA_EMAIL, str(ORDER_ID)):
        assert (text, find_orders(connected, text)) == (text, [(SHOP, ORDER_ID, "#1001")])
    (history,) = connected.find_order()("#1001")
    assert history.sales_order is None
    assert history.open_event
    assert "is not mapped to an ERP item" in (history.open_event.last_error or "")


def test_the_history_has_every_delivery_the_document_and_the_shipments(connected: Container) -> None:
    map_product(connected)
    receive_webhook(connected, "orders/create", an_order_body(), "webhook-1")
    receive_webhook(connected, "orders/paid", an_order_body(), "webhook-2")
    process_events(connected)
    (document,) = list_sales_orders(connected)
    connected.push_fulfillment()(a_shipment("SHIP-7", document.id or ""))
    history = connected.find_order().get_history(SHOP, ORDER_ID)
    assert history.sales_order == document
    assert [event.webhook_id for event in history.events] == ["webhook-2", "webhook-1"]
    assert [push.shipment.id for push in history.pushes] == ["SHIP-7"]
    assert history.open_event is None


def test_an_order_that_was_never_received_is_not_found(connected: Container) -> None:
    with pytest.raises(NotFound, match=f"Order 9 of {SHOP} was never received"):
        connected.find_order().get_history(SHOP, 9)
