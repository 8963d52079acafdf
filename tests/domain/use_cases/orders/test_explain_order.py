"""Each amount of an order is explained, whether the order is booked, parked or only in Shopify."""

import json

import pytest

from novex_shopify.adapters.memory.shopify.fake_shop import FakeShop
from novex_shopify.config.container import Container
from novex_shopify.domain.errors import NotFound
from tests.builders import ORDER_ID, SHOP, an_order_body
from tests.domain.use_cases.webhook_steps import list_sales_orders, map_product, process_events, receive_webhook


def explain_total(container: Container, reference: str) -> str:
    """Get the explanation of the total."""
    (amount,) = [amount for amount in container.explain_order()(reference) if amount.label == "total"]
    return f"{amount.amount} {amount.computed}"


def test_an_order_is_found_by_erp_id_name_and_shopify_id(connected: Container) -> None:
    map_product(connected)
    receive_webhook(connected, "orders/create", an_order_body())
    process_events(connected)
    (document,) = list_sales_orders(connected)
    for reference in (document.id or "", "#1001", str(ORDER_ID)):
        assert explain_total(connected, reference) == "15.71 agrees"


def test_an_order_that_is_parked_is_explained_too(connected: Container) -> None:
    map_product(connected)
    receive_webhook(connected, "orders/create", an_order_body(total_price="15.72"))
    process_events(connected)
    assert explain_total(connected, str(ORDER_ID)) == "15.71 Shopify says 15.72, difference -0.01"


def test_the_newest_state_is_explained_whatever_arrived_last(connected: Container) -> None:
    newer = an_order_body(updated_at="2026-11-23T12:00:05+01:00", total_price="15.70")
    receive_webhook(connected, "orders/updated", newer, "webhook-1")
    receive_webhook(connected, "orders/create", an_order_body(), "webhook-2")
    receive_webhook(connected, "orders/delete", json.dumps({"id": ORDER_ID}).encode(), "webhook-3")
    assert explain_total(connected, str(ORDER_ID)) == "15.71 Shopify says 15.70, difference 0.01"


def test_an_order_whose_events_were_erased_is_fetched_from_shopify(connected: Container, fake_shop: FakeShop) -> None:
    map_product(connected)
    receive_webhook(connected, "orders/create", an_order_body())
    process_events(connected)
    with connected.unit_of_work()() as tx:
        tx.events.erase_bodies(SHOP, None)
        tx.commit()
    fake_shop.orders[ORDER_ID] = connected.payload_reader().parse_order(an_order_body())
    assert explain_total(connected, "#1001") == "15.71 agrees"
    assert fake_shop.call_counts["fetch_order"] == 1


@pytest.mark.parametrize("reference", ["#9", "9", "9" * 5000])
def test_an_unknown_order_is_not_found(connected: Container, reference: str) -> None:
    with pytest.raises(NotFound, match=f"no order {reference}, neither in the ERP nor in the stored webhooks"):
        connected.explain_order()(reference)
