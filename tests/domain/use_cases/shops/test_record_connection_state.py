"""How a connection fails and recovers, and what happens to the work meanwhile."""

from datetime import timedelta

import pytest

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.shopify.fake_shop import FakeShop
from novex_shopify.config.container import Container
from novex_shopify.domain.errors import NovexError, ShopClosed, ShopifyRefused, ShopPaused, TokenRefused
from novex_shopify.domain.model.connection import ConnectionState
from novex_shopify.domain.model.fulfillment import PushStatus
from novex_shopify.domain.model.import_run import ImportStatus
from novex_shopify.domain.model.shop import Shop
from novex_shopify.domain.timing import UNAVAILABLE_CHECK_INTERVAL
from tests.builders import HOUR, ORDER_ID, SHOP, a_fulfillment_order, a_link, a_sales_order, a_shipment

CONNECTION_ERRORS = [
    (TokenRefused(SHOP, "order"), ConnectionState.RECONNECT),
    (ShopPaused(SHOP, 402), ConnectionState.PAUSED),
    (ShopPaused(SHOP, 423), ConnectionState.PAUSED),
    (ShopClosed(SHOP, "order"), ConnectionState.CLOSED),
]
MAX_IMPORT_ATTEMPTS = 8


def get_shop(container: Container) -> Shop:
    with container.unit_of_work()() as tx:
        shop = tx.shops.get(SHOP)
    assert shop is not None
    return shop


def run_next_check(container: Container, clock: ManualClock) -> None:
    """Run the next subscription check."""
    clock.advance(UNAVAILABLE_CHECK_INTERVAL)
    assert container.register_webhooks().run_next()


def list_missed_windows(container: Container) -> list[tuple[timedelta, str]]:
    """How long ago each open window begins, and its reason."""
    with container.unit_of_work()() as tx:
        return [(container.clock().now() - window.since, window.reason) for window in tx.missed_windows.list_open()]


@pytest.fixture
def shipped(connected: Container, fake_shop: FakeShop) -> Container:
    """A connected store with an order that the ERP has just shipped."""
    connected.register_webhooks().run_next()
    with connected.unit_of_work()() as tx:
        order_id = tx.erp.orders.apply([a_sales_order()])[0]
        tx.order_links.save([a_link(erp_id=order_id)])
        tx.commit()
    fake_shop.add_unfulfilled_order(ORDER_ID, a_fulfillment_order(2))
    connected.push_fulfillment()(a_shipment(order_id=order_id))
    return connected


@pytest.mark.parametrize(("error", "connection"), CONNECTION_ERRORS)
def test_a_connection_problem_of_a_call_is_recorded_and_the_work_waits(
    shipped: Container, fake_shop: FakeShop, error: NovexError, connection: ConnectionState
) -> None:
    fake_shop.fail_next_call("fetch_order_fulfillments", error)
    shipped.send_fulfillments().run_next()
    shop = get_shop(shipped)
    assert (shop.connection_state, shop.reachable) == (connection, False)
    assert shop.connection_problem is not None
    assert str(error) in shop.connection_problem.cause
    with shipped.unit_of_work()() as tx:
        assert tx.pushes.count_by_status().keys() <= {PushStatus.PENDING, PushStatus.PARKED}


@pytest.mark.parametrize(("error", "connection"), CONNECTION_ERRORS)
def test_when_the_shop_responds_again_work_resumes_and_a_missed_window_is_recorded(
    shipped: Container, fake_shop: FakeShop, clock: ManualClock, error: NovexError, connection: ConnectionState
) -> None:
    fake_shop.fail_next_call("fetch_order_fulfillments", error)
    shipped.send_fulfillments().run_next()
    fake_shop.fail_next_call("fetch_webhook_subscriptions", error)
    run_next_check(shipped, clock)
    assert get_shop(shipped).connection_state is connection
    run_next_check(shipped, clock)
    assert get_shop(shipped).reachable
    assert list_missed_windows(shipped) == [(2 * UNAVAILABLE_CHECK_INTERVAL, f"was {connection}")]
    shipped.send_fulfillments().run_next()
    assert len(fake_shop.order_fulfillments[ORDER_ID].fulfillments) == 1


def test_a_refusal_for_another_reason_leaves_the_connection_unchanged(shipped: Container, fake_shop: FakeShop) -> None:
    fake_shop.fail_next_call("fetch_order_fulfillments", ShopifyRefused("order", ["no"]))
    shipped.send_fulfillments().run_next()
    assert get_shop(shipped).reachable


def test_nothing_is_read_from_a_shop_that_cannot_be_reached(shipped: Container, fake_shop: FakeShop) -> None:
    fake_shop.fail_next_call("fetch_order_fulfillments", ShopPaused(SHOP, 402))
    shipped.send_fulfillments().run_next()
    shipped.resync_shops_hourly()()
    shipped.audit_orders().run_due()
    assert fake_shop.call_counts["fetch_order_summaries"] == 0


def test_an_import_waits_for_as_long_as_the_shop_is_paused(
    connected: Container, fake_shop: FakeShop, clock: ManualClock
) -> None:
    for _ in range(MAX_IMPORT_ATTEMPTS + 1):
        fake_shop.fail_next_call("bulk_start", ShopPaused(SHOP, 402))
        assert connected.run_import().run_next()
        fake_shop.fail_next_call("bulk_start", ShopPaused(SHOP, 402))
        assert connected.run_import().run_next()
        clock.advance(UNAVAILABLE_CHECK_INTERVAL)
    assert get_shop(connected).connection_state is ConnectionState.PAUSED
    while connected.run_import().run_next():
        pass
    with connected.unit_of_work()() as tx:
        assert {run.status for run in tx.imports.list_latest(10)} == {ImportStatus.DONE}


def test_a_reconnect_ends_the_problem_at_once(shipped: Container, fake_shop: FakeShop, clock: ManualClock) -> None:
    fake_shop.fail_next_call("fetch_order_fulfillments", TokenRefused(SHOP, "order"))
    shipped.send_fulfillments().run_next()
    clock.advance(HOUR)
    shipped.connect_shop().connect_with_token(SHOP, fake_shop.access_token)
    assert get_shop(shipped).reachable
    assert list_missed_windows(shipped) == [(HOUR, "was reconnect needed")]
    shipped.send_fulfillments().run_next()
    assert len(fake_shop.order_fulfillments[ORDER_ID].fulfillments) == 1


def test_what_happened_while_the_app_was_removed_is_read_when_it_is_back(
    connected: Container, fake_shop: FakeShop, clock: ManualClock
) -> None:
    clock.advance(HOUR)
    connected.disconnect_shop()(SHOP)
    assert get_shop(connected).connection_state is ConnectionState.DISCONNECTED
    clock.advance(3 * HOUR)
    connected.connect_shop().connect_with_token(SHOP, fake_shop.access_token)
    assert list_missed_windows(connected) == [(3 * HOUR, "was disconnected")]


def test_a_failure_after_the_app_was_removed_changes_nothing(shipped: Container, fake_shop: FakeShop) -> None:
    fake_shop.run_on_call("fetch_order_fulfillments", 1, lambda: shipped.disconnect_shop()(SHOP))
    fake_shop.fail_next_call("fetch_order_fulfillments", TokenRefused(SHOP, "order"))
    shipped.send_fulfillments().run_next()
    assert get_shop(shipped).connection_state is ConnectionState.DISCONNECTED
