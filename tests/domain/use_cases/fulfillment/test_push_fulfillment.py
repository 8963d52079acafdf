"""Shipments are recorded once, and only those that Shopify must know of are pushed."""

import pytest

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.shopify.fake_shop import FakeShop
from novex_shopify.config.container import Container
from novex_shopify.domain.errors import InvalidShipment, NotFound
from novex_shopify.domain.model.fulfillment import PushStatus
from novex_shopify.domain.model.shop_settings import ShopSettings
from tests.builders import ORDER_ID, SHOP, a_fulfillment_order, a_link, a_shipment, an_order_body
from tests.domain.use_cases.fulfillment.push_steps import get_state, send_pushes
from tests.domain.use_cases.webhook_steps import get_sales_order, map_product, process_events, receive_webhook


def test_the_same_shipment_again_is_the_same_push(shipped: Container, fake_shop: FakeShop, clock: ManualClock) -> None:
    shipped.push_fulfillment()(a_shipment(order_id="1"))
    send_pushes(shipped, clock)
    shipped.push_fulfillment()(a_shipment(order_id="1"))
    send_pushes(shipped, clock)
    assert len(fake_shop.order_fulfillments[ORDER_ID].fulfillments) == 1


def test_a_non_shopify_order_is_not_pushed(connected: Container, fake_shop: FakeShop) -> None:
    recorded = connected.push_fulfillment()(a_shipment(order_id="777"))
    assert recorded.status is PushStatus.NOT_SHOPIFY
    assert not connected.send_fulfillments().run_next()
    assert fake_shop.call_counts["fetch_order_fulfillments"] == 0


def test_a_test_order_is_not_pushed_unless_the_shop_allows_it(connected: Container) -> None:
    map_product(connected)
    receive_webhook(connected, "orders/create", an_order_body(test=True))
    process_events(connected)
    document = get_sales_order(connected)
    assert connected.push_fulfillment()(a_shipment("SHIP-1", document.id or "")).status is PushStatus.TEST_ORDER
    with connected.unit_of_work()() as tx:
        tx.shops.save_settings(SHOP, ShopSettings(ship_test_orders=True))
        tx.commit()
    assert connected.push_fulfillment()(a_shipment("SHIP-2", document.id or "")).status is PushStatus.PENDING


def test_an_order_that_is_linked_but_unknown_to_the_erp_is_pushed_as_any_other(connected: Container) -> None:
    with connected.unit_of_work()() as tx:
        tx.order_links.save([a_link(erp_id="1")])
        tx.commit()
    assert connected.push_fulfillment()(a_shipment()).status is PushStatus.PENDING


def test_a_finished_push_cannot_be_abandoned(shipped: Container, fake_shop: FakeShop, clock: ManualClock) -> None:
    send_pushes(shipped, clock)
    with pytest.raises(InvalidShipment, match="is pushed and cannot be given up"):
        shipped.push_fulfillment().abandon("SHIP-1", "no reason")
    with pytest.raises(NotFound):
        shipped.push_fulfillment().retry("SHIP-777")


def test_a_shipment_in_a_transaction_that_is_rolled_back_is_not_recorded(
    connected: Container, fake_shop: FakeShop, clock: ManualClock
) -> None:
    with connected.unit_of_work()() as tx:
        tx.order_links.save([a_link(erp_id="1")])
        tx.commit()
    with connected.unit_of_work()() as tx:
        connected.push_fulfillment().push_in_transaction(tx, a_shipment())
    with connected.unit_of_work()() as tx:
        assert (tx.pushes.get("SHIP-1"), get_state(connected).shipments) == (None, {})
        connected.push_fulfillment().push_in_transaction(tx, a_shipment())
        tx.commit()
    fake_shop.add_unfulfilled_order(ORDER_ID, a_fulfillment_order(2))
    assert send_pushes(connected, clock).status is PushStatus.PUSHED
