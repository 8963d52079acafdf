"""A person requests that a store is resynced."""

import pytest

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.missed_window import MissedWindow
from novex_shopify.domain.use_cases.reconciliation.request_resync import RequestResync
from tests.builders import HOUR, NOON, OTHER_SHOP, SHOP
from tests.domain.use_cases.fakes import Fakes


@pytest.fixture
def request_resync(fakes: Fakes) -> RequestResync:
    return RequestResync(fakes.unit_of_work, fakes.clock)


def test_a_requested_resync_is_left_to_a_worker_as_a_missed_window(fakes: Fakes, request_resync: RequestResync) -> None:
    since = NOON - 24 * HOUR
    request_resync(SHOP, since)
    with fakes.unit_of_work() as tx:
        assert list(tx.missed_windows.list_open()) == [MissedWindow(SHOP, since, "a resync was requested", NOON)]


def test_a_shop_that_is_not_connected_cannot_be_resynced(fakes: Fakes, request_resync: RequestResync) -> None:
    fakes.connect_shop(uninstalled_at=NOON)
    for shop in (SHOP, OTHER_SHOP):
        with pytest.raises(NotFound, match="Connect it first"):
            request_resync(shop, NOON)
