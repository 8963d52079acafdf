"""A captured delivery is sent again under another topic or as another store's."""

import pytest

from novex_shopify.domain.model.shop import ShopDomain, ShopProfile
from novex_shopify.domain.model.webhook_event import EventStatus, NewEvent
from tests.builders import ORDER_ID, OTHER_SHOP, SHOP, a_delivery, a_shop, an_order_body
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.inbox_steps import (
    PAYLOADS,
    list_events,
    list_sales_orders,
    list_statuses,
    map_product,
    process_events,
    receive_webhook,
)
from tests.webhook_bodies import make_privacy_body

DELETION = b'{"id": 1}'


def receive_from(fakes: Fakes, shop: ShopDomain, topic: str, body: bytes, webhook_id: str) -> None:
    key = PAYLOADS.parse_resource_key(topic, body)
    assert key
    with fakes.unit_of_work() as tx:
        tx.events.add([NewEvent(a_delivery(topic, body, webhook_id, shop_domain=shop), key, fakes.clock.now())])
        tx.commit()
    process_events(fakes)


def test_an_order_is_not_booked_for_another_store(fakes: Fakes) -> None:
    with fakes.unit_of_work() as tx:
        tx.shops.save(a_shop(domain=OTHER_SHOP))
        tx.commit()
    map_product(fakes)
    receive_from(fakes, SHOP, "orders/create", an_order_body(), "genuine")
    receive_from(fakes, OTHER_SHOP, "orders/create", an_order_body(), "copy")
    assert [order.shop_domain for order in list_sales_orders(fakes)] == [SHOP]
    copy = list_events(fakes)[-1]
    reason = f"the same body came before as orders/create of {SHOP}"
    assert (copy.status, copy.last_error, copy.body) == (EventStatus.IGNORED, reason, b"")


@pytest.mark.parametrize(
    ("url", "is_at_shopify", "expected"),
    [
        ("https://tea.example/2/orders/c0ffee/authenticate?key=1", False, [EventStatus.IGNORED, EventStatus.IGNORED]),
        ("https://tea.example/2/orders/c0ffee/authenticate?key=1", True, [EventStatus.IGNORED, EventStatus.DONE]),
        ("https://tea.example/1/orders/c0ffee/authenticate?key=1", False, [EventStatus.DONE]),
        ("https://jsmith.myshopify.com/548380009/orders/123456abcd", False, [EventStatus.DONE]),
        ("https://tea.example/orders", False, [EventStatus.DONE]),
    ],
    ids=["of another store", "but Shopify has it", "of this store", "Shopify's sample", "states no store"],
)
def test_an_order_that_names_another_store_is_booked_only_as_shopify_states_it(
    fakes: Fakes, url: str, is_at_shopify: bool, expected: list[EventStatus]
) -> None:
    fakes.connect_shop(profile=ShopProfile(shopify_id=1))
    map_product(fakes)
    body = an_order_body(order_status_url=url)
    if is_at_shopify:
        fakes.shop.orders = {ORDER_ID: PAYLOADS.parse_order(body)}
    receive_from(fakes, SHOP, "orders/create", body, "webhook-1")
    assert list_statuses(fakes) == expected
    assert len(list_sales_orders(fakes)) == expected.count(EventStatus.DONE)
    first = list_events(fakes)[0]
    if first.status is EventStatus.IGNORED:
        assert "of the store with the id 2, and this store's id is 1" in (first.last_error or "")
        assert first.body == b""


def test_a_copy_that_comes_first_under_another_store_costs_no_genuine_webhook(fakes: Fakes) -> None:
    fakes.connect_shop(profile=ShopProfile(shopify_id=1))
    with fakes.unit_of_work() as tx:
        tx.shops.save(a_shop(domain=OTHER_SHOP))  # its id is not known yet
        tx.commit()
    map_product(fakes)
    order = an_order_body(order_status_url="https://tea.example/1/orders/c0ffee")
    for topic, body in (("orders/create", order), ("customers/redact", make_privacy_body(orders_to_redact=[]))):
        receive_from(fakes, OTHER_SHOP, topic, body, f"copy of {topic}")
        receive_from(fakes, SHOP, topic, body, f"genuine {topic}")
    genuine = [event for event in list_events(fakes) if event.webhook_id.startswith("genuine")]
    assert [event.status for event in genuine] == [EventStatus.DONE, EventStatus.DONE]


def test_a_deletion_of_a_product_deletes_no_order(fakes: Fakes) -> None:
    receive_from(fakes, SHOP, "products/delete", DELETION, "genuine")
    receive_from(fakes, SHOP, "orders/delete", DELETION, "copy")
    assert list_statuses(fakes) == [EventStatus.PARKED, EventStatus.IGNORED]


@pytest.mark.parametrize("topic", ["orders/create", "orders/paid"])
def test_topics_that_mean_the_same_may_have_the_same_body(fakes: Fakes, topic: str) -> None:
    map_product(fakes)
    receive_webhook(fakes, "orders/create", an_order_body(), "webhook-1")
    receive_webhook(fakes, topic, an_order_body(), "webhook-2")
    process_events(fakes)
    assert set(list_statuses(fakes)) == {EventStatus.DONE}
