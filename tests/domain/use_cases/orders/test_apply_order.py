"""Orders from webhooks become ERP orders, and an older state never overwrites a newer one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from novex_shopify.adapters.memory.shopify.fake_shop import FakeShop
from novex_shopify.config.container import Container
from novex_shopify.config.in_memory_container import build_in_memory_container
from novex_shopify.domain.model.shop_settings import ShopSettings, UnmappedProducts
from novex_shopify.domain.model.webhook_event import EventStatus
from tests.builders import NOON, SHOP, a_customer, an_item, an_order_body
from tests.domain.use_cases.webhook_steps import (
    get_sales_order,
    list_events,
    list_sales_orders,
    list_statuses,
    map_product,
    process_events,
    receive_webhook,
)
from tests.webhook_bodies import LATER


def test_an_order_becomes_a_sales_order_with_its_items_and_its_customer(connected: Container) -> None:
    map_product(connected)
    receive_webhook(connected, "orders/create", an_order_body())
    process_events(connected)
    (order,) = list_sales_orders(connected)
    assert (order.name, str(order.total)) == ("#1001", "15.71 EUR")
    assert [line.item_id for line in order.lines] == ["ART-1", None]
    with connected.unit_of_work()() as tx:
        customer = tx.erp.customers.get(order.customer_id or "")
    assert customer is not None
    assert customer.email == "ada@example.com"
    assert [event.status for event in list_events(connected)] == [EventStatus.DONE]


def test_an_order_waits_for_its_product_and_continues_once_it_is_mapped(connected: Container) -> None:
    receive_webhook(connected, "orders/create", an_order_body())
    process_events(connected)
    (parked,) = list_events(connected)
    assert parked.status is EventStatus.PARKED
    assert "'Earl Grey' (SKU TEA)" in (parked.last_error or "")
    assert list_sales_orders(connected) == []
    assert map_product(connected) == 1
    process_events(connected)
    assert len(list_sales_orders(connected)) == 1
    assert [event.status for event in list_events(connected)] == [EventStatus.DONE]


def test_an_order_whose_total_does_not_match_is_parked_and_nothing_of_it_is_stored(connected: Container) -> None:
    map_product(connected)
    receive_webhook(connected, "orders/create", an_order_body(total_price="15.72"))
    process_events(connected)
    (parked,) = list_events(connected)
    assert parked.status is EventStatus.PARKED
    assert "difference -0.01" in (parked.last_error or "")
    with connected.unit_of_work()() as tx:
        assert (tx.erp.orders.list_latest(1), tx.erp.customers.find_similar([a_customer().keys])) == ([], [])
        assert tx.customer_links.list_for_shop(SHOP) == []


def test_an_older_state_that_arrives_late_is_superseded(connected: Container) -> None:
    map_product(connected)
    receive_webhook(
        connected, "orders/updated", an_order_body(updated_at=LATER, financial_status="refunded"), "webhook-1"
    )
    receive_webhook(connected, "orders/create", an_order_body(), "webhook-2")
    process_events(connected)
    assert [event.status for event in list_events(connected)] == [EventStatus.DONE, EventStatus.SUPERSEDED]
    assert [order.financial_status for order in list_sales_orders(connected)] == ["refunded"]


def test_data_that_is_withheld_never_erases_what_the_erp_has(booked: Container) -> None:
    receive_webhook(booked, "orders/updated", an_order_body(updated_at=LATER, email=None, customer=None), "webhook-1")
    process_events(booked)
    document = get_sales_order(booked)
    assert document.shipping_address is not None
    assert (document.shipping_address.city, document.note) == ("London", "Ring twice")
    assert document.customer_id is not None


@pytest.mark.parametrize(
    ("policy", "status", "items"),
    [
        (UnmappedProducts.PARK, EventStatus.PARKED, None),
        (UnmappedProducts.REFUSE, EventStatus.DEAD, None),
        (UnmappedProducts.PLACEHOLDER, EventStatus.DONE, [None, None]),
    ],
)
def test_unmapped_products_are_handled_by_the_shop_setting(
    connected: Container, policy: UnmappedProducts, status: EventStatus, items: list[None] | None
) -> None:
    with connected.unit_of_work()() as tx:
        tx.shops.save_settings(SHOP, ShopSettings(unmapped_products=policy))
        tx.commit()
    receive_webhook(connected, "orders/create", an_order_body())
    process_events(connected)
    assert list_statuses(connected) == [status]
    if items is None:
        assert "'Earl Grey' (SKU TEA)" in (list_events(connected)[0].last_error or "")
    else:
        assert [line.item_id for line in get_sales_order(connected).lines] == items


ORDER_STATES = {
    n: an_order_body(updated_at=f"2026-11-23T12:00:0{n}+01:00", financial_status=f"state-{n}") for n in range(5)
}


@settings(max_examples=50)
@given(st.lists(st.sampled_from(sorted(ORDER_STATES)), min_size=1, max_size=8))
def test_any_order_and_any_number_of_deliveries_end_in_the_newest_state(arrivals: list[int]) -> None:
    container = build_in_memory_container(fake_shop := FakeShop())
    with container.unit_of_work()() as tx:
        tx.erp.catalog.put([an_item()])
        tx.commit()
    container.connect_shop().connect_with_token(SHOP, fake_shop.access_token)
    map_product(container)
    for number, state in enumerate(arrivals):
        receive_webhook(container, "orders/updated", ORDER_STATES[state], f"webhook-{number}", triggered_at=NOON)
        if number % 2:
            process_events(container)
    process_events(container)
    (order,) = list_sales_orders(container)
    assert order.financial_status == f"state-{max(arrivals)}"
    assert all(event.status in (EventStatus.DONE, EventStatus.SUPERSEDED) for event in list_events(container))
