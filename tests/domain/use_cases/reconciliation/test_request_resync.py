"""A person requests that a store is resynced."""

import pytest

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.config.container import Container
from novex_shopify.domain.errors import NotFound
from tests.builders import HOUR, OTHER_SHOP, SHOP


def test_a_requested_resync_is_done_by_a_worker(connected: Container, clock: ManualClock) -> None:
    since = clock.now() - 24 * HOUR
    connected.request_resync()(SHOP, since)
    with connected.unit_of_work()() as tx:
        (window,) = tx.missed_windows.list_open()
    assert (window.shop, window.since, window.reason) == (SHOP, since, "a resync was requested")
    connected.resync_shops_hourly()()
    with connected.unit_of_work()() as tx:
        assert list(tx.missed_windows.list_open()) == []


def test_a_shop_that_is_not_connected_cannot_be_resynced(connected: Container, clock: ManualClock) -> None:
    connected.disconnect_shop()(SHOP)
    for shop in (SHOP, OTHER_SHOP):
        with pytest.raises(NotFound, match="Connect it first"):
            connected.request_resync()(shop, clock.now())
