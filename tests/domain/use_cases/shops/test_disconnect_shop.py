"""A disconnected store loses its tokens and keeps everything else."""

import pytest

from novex_shopify.adapters.memory.shopify.fake_shop import FakeShop
from novex_shopify.config.container import Container
from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.webhook_event import EventStatus
from tests.builders import NOON, OTHER_SHOP, SHOP, VARIANT_ID, an_order_body
from tests.domain.use_cases.webhook_steps import list_events, map_product, process_events, receive_webhook


def test_the_tokens_are_deleted_and_the_mappings_stay(connected: Container) -> None:
    map_product(connected)
    connected.register_webhooks()(SHOP)
    connected.disconnect_shop()(SHOP)
    with connected.unit_of_work()() as tx:
        shop = tx.shops.get(SHOP)
        assert tx.shops.get_credentials(SHOP) is None
        assert tx.subscriptions.list_for_shop(SHOP) == []
        assert dict(tx.mappings.get_item_ids(SHOP, {VARIANT_ID})) == {VARIANT_ID: "ART-1"}
    assert shop is not None
    assert shop.uninstalled_at == NOON


def test_a_shop_that_was_never_connected_cannot_be_disconnected(connected: Container) -> None:
    with pytest.raises(NotFound, match=f"{OTHER_SHOP} was never connected"):
        connected.disconnect_shop()(OTHER_SHOP)


def test_orders_of_a_disconnected_shop_wait_until_it_is_connected_again(connected: Container) -> None:
    map_product(connected)
    connected.disconnect_shop()(SHOP)
    receive_webhook(connected, "orders/create", an_order_body())
    process_events(connected)
    assert [event.status for event in list_events(connected)] == [EventStatus.PARKED]
    connected.connect_shop().connect_with_token(SHOP, FakeShop().access_token)
    process_events(connected)
    assert [event.status for event in list_events(connected)] == [EventStatus.DONE]
