"""A captured delivery is sent again under another topic or as another store's."""

import pytest

from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import EventStatus, NewEvent
from tests.builders import OTHER_SHOP, SHOP, a_delivery, a_shop, an_order_body
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
