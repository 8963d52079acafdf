"""An order that no webhook brought is asked for."""

import pytest

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.config.container import Container
from novex_shopify.domain.errors import NotFound
from tests.builders import HOUR, OTHER_SHOP, SHOP


def test_what_is_asked_for_is_read_by_a_worker(connected: Container, clock: ManualClock) -> None:
    since = clock.now() - 24 * HOUR
    connected.request_resync()(SHOP, since)
    with connected.unit_of_work()() as tx:
        (gap,) = tx.missed_windows.list_open()
    assert (gap.shop, gap.since, gap.reason) == (SHOP, since, "a resync was requested")
    connected.resync_shops()()
    with connected.unit_of_work()() as tx:
        assert list(tx.missed_windows.list_open()) == []


def test_a_shop_that_is_not_connected_cannot_be_asked(connected: Container, clock: ManualClock) -> None:
    connected.disconnect_shop()(SHOP)
    for shop in (SHOP, OTHER_SHOP):
        with pytest.raises(NotFound, match="Connect it first"):
            connected.request_resync()(shop, clock.now())
