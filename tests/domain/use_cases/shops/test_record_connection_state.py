"""How a connection fails and recovers, and what happens to the work meanwhile."""

import pytest

from novex_shopify.domain.errors import (
    NovexError,
    PermanentTokenRefused,
    ShopClosed,
    ShopifyRefused,
    ShopPaused,
    ShopRenamed,
    TokenRefused,
)
from novex_shopify.domain.model.connection import ConnectionState
from novex_shopify.domain.model.fulfillment import PushStatus
from novex_shopify.domain.model.import_run import ImportKind
from novex_shopify.domain.timing import UNAVAILABLE_CHECK_INTERVAL
from novex_shopify.domain.use_cases.shops.record_connection_state import (
    record_connection_failure,
    record_connection_success,
)
from tests.builders import HOUR, NOON, ORDER_ID, SHOP, a_shipment
from tests.domain.use_cases.shops.shop_fakes import ShopFakes

CONNECTION_ERRORS = [
    (TokenRefused(SHOP, "order"), ConnectionState.RECONNECT),
    (ShopPaused(SHOP, 402), ConnectionState.PAUSED),
    (ShopPaused(SHOP, 423), ConnectionState.PAUSED),
    (ShopPaused(SHOP, "SHOP_INACTIVE"), ConnectionState.PAUSED),
    (ShopPaused(SHOP, "SHOP_PENDING_TERMINATION"), ConnectionState.PAUSED),
    (ShopPaused(SHOP, 403), ConnectionState.PAUSED),
    (ShopClosed(SHOP, "order"), ConnectionState.CLOSED),
    (ShopRenamed(SHOP, "new-tea.myshopify.com"), ConnectionState.RENAMED),
    (PermanentTokenRefused(SHOP, "order"), ConnectionState.RECONNECT),
]


def record_failure(fakes: ShopFakes, error: NovexError) -> None:
    with fakes.unit_of_work() as tx:
        record_connection_failure(tx, SHOP, error, fakes.clock.now())
        tx.commit()


def record_success(fakes: ShopFakes) -> None:
    with fakes.unit_of_work() as tx:
        record_connection_success(tx, SHOP, fakes.clock.now())
        tx.commit()


@pytest.mark.parametrize(("error", "connection"), CONNECTION_ERRORS)
def test_a_connection_problem_is_recorded_and_checked_again(
    connected: ShopFakes, error: NovexError, connection: ConnectionState
) -> None:
    record_failure(connected, error)
    shop = connected.get_shop()
    assert (shop.connection_state, shop.reachable) == (connection, False)
    assert shop.connection_problem is not None
    assert str(error) in shop.connection_problem.cause
    with connected.unit_of_work() as tx:
        assert tx.subscriptions.find_due_shop(NOON) is None
        assert tx.subscriptions.find_due_shop(NOON + UNAVAILABLE_CHECK_INTERVAL) == SHOP


@pytest.mark.parametrize(("error", "connection"), CONNECTION_ERRORS)
def test_when_the_shop_responds_again_work_resumes_and_a_missed_window_is_recorded(
    connected: ShopFakes, error: NovexError, connection: ConnectionState
) -> None:
    with connected.unit_of_work() as tx:
        tx.pushes.add(a_shipment(), SHOP, ORDER_ID, PushStatus.PARKED, NOON)
        tx.imports.start(SHOP, ImportKind.CUSTOMERS, NOON + 9 * HOUR)
        tx.commit()
    record_failure(connected, error)
    connected.clock.advance(HOUR)
    record_failure(connected, error)
    connected.clock.advance(HOUR)
    record_success(connected)
    assert connected.get_shop().reachable
    assert connected.list_missed_windows() == [(2 * HOUR, f"was {connection}")]
    with connected.unit_of_work() as tx:
        assert tx.pushes.count_by_status() == {PushStatus.PENDING: 1}
        run = tx.imports.find_last(SHOP, ImportKind.CUSTOMERS)
    assert run is not None
    assert run.next_attempt_at == connected.clock.now()


def test_a_problem_that_follows_another_counts_from_the_first(connected: ShopFakes) -> None:
    record_failure(connected, ShopPaused(SHOP, 402))
    connected.clock.advance(HOUR)
    record_failure(connected, ShopClosed(SHOP, "order"))
    shop = connected.get_shop()
    assert (shop.connection_state, shop.unavailable_since) == (ConnectionState.CLOSED, NOON)


def test_a_refusal_for_another_reason_leaves_the_connection_unchanged(connected: ShopFakes) -> None:
    record_failure(connected, ShopifyRefused("order", ["no"]))
    assert connected.get_shop().reachable


def test_a_shop_that_was_reachable_all_the_time_missed_nothing(connected: ShopFakes) -> None:
    record_success(connected)
    assert connected.list_missed_windows() == []


def test_a_failure_after_the_app_was_removed_changes_nothing(fakes: ShopFakes) -> None:
    fakes.connect_shop(uninstalled_at=NOON)
    record_failure(fakes, TokenRefused(SHOP, "order"))
    shop = fakes.get_shop()
    assert (shop.connection_state, shop.connection_problem) == (ConnectionState.DISCONNECTED, None)
