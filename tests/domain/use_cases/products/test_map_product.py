"""A person maps, ignores and unmaps variants."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.shopify.fake_shop import FakeShop
from novex_shopify.config.container import Container
from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.product import MappingStatus, MatchedBy
from novex_shopify.domain.model.webhook_event import EventStatus
from tests.builders import SHOP, VARIANT_ID, an_order_body, an_uninstalled_body
from tests.domain.use_cases.products.mapping_steps import add_variants, get_mapping
from tests.domain.use_cases.webhook_steps import list_events, process_events, receive_webhook
from tests.webhook_bodies import make_privacy_body


def test_an_ignored_variant_is_booked_without_an_item_to_the_cent(connected: Container) -> None:
    add_variants(connected, VARIANT_ID)
    receive_webhook(connected, "orders/create", an_order_body())
    process_events(connected)
    assert [event.status for event in list_events(connected)] == [EventStatus.PARKED]
    assert connected.map_product().ignore(SHOP, VARIANT_ID) == 1
    process_events(connected)
    with connected.unit_of_work()() as tx:
        (order,) = tx.erp.orders.list_latest(9)
    assert [line.item_id for line in order.lines] == [None, None]
    assert (str(order.total.amount), order.total.amount) == ("15.71", sum(line.total.amount for line in order.lines))


def test_an_ignored_variant_is_unmapped_or_mapped(connected: Container) -> None:
    add_variants(connected, VARIANT_ID)
    connected.map_product().ignore(SHOP, VARIANT_ID)
    assert get_mapping(connected, VARIANT_ID).status is MappingStatus.IGNORED
    connected.map_product().unmap(SHOP, VARIANT_ID)
    unmapped = get_mapping(connected, VARIANT_ID)
    assert (unmapped.status, unmapped.matched_by) == (MappingStatus.UNMAPPED, MatchedBy.PERSON)
    connected.map_product().ignore(SHOP, VARIANT_ID)
    connected.map_product()(SHOP, VARIANT_ID, "ART-1")
    assert get_mapping(connected, VARIANT_ID).status is MappingStatus.MAPPED


def test_an_unknown_variant_cannot_be_ignored(connected: Container) -> None:
    with pytest.raises(NotFound, match="products sync"):
        connected.map_product().ignore(SHOP, 404)


@pytest.mark.parametrize("way", ["by hand", "uninstalled", "erased"])
def test_mappings_survive_when_a_shop_disconnects_and_reconnects(
    connected: Container, fake_shop: FakeShop, clock: ManualClock, way: str
) -> None:
    add_variants(connected, 1, 2, 3)
    connected.map_product()(SHOP, 1, "ART-1")
    connected.map_product().ignore(SHOP, 2)
    with connected.unit_of_work()() as tx:
        before = list(tx.mappings.list_for_shop(SHOP))
    clock.advance(timedelta(hours=1))
    ways: dict[str, Callable[[], object]] = {
        "by hand": lambda: connected.disconnect_shop()(SHOP),
        "uninstalled": lambda: receive_webhook(connected, "app/uninstalled", an_uninstalled_body()),
        "erased": lambda: receive_webhook(connected, "shop/redact", make_privacy_body()),
    }
    ways[way]()
    process_events(connected)
    clock.advance(timedelta(hours=1))
    connected.connect_shop().connect_with_token(SHOP, fake_shop.access_token)
    with connected.unit_of_work()() as tx:
        assert list(tx.mappings.list_for_shop(SHOP)) == before


def test_an_unknown_variant_or_item_cannot_be_mapped(connected: Container) -> None:
    add_variants(connected, 2)
    with pytest.raises(NotFound, match="no variant 3"):
        connected.map_product()(SHOP, 3, "ART-1")
    with pytest.raises(NotFound, match="no item ART-9"):
        connected.map_product()(SHOP, 2, "ART-9")
