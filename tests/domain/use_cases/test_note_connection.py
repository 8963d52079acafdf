"""How a connection to a store ends, how it begins again, and what becomes of the work meanwhile."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.store import MemoryStore
from novex_shopify.config.container import Container
from novex_shopify.config.in_memory import in_memory_container
from novex_shopify.domain.errors import NovexError, ShopClosed, ShopifyRefused, ShopPaused, TokenRefused
from novex_shopify.domain.model.connection import Connection
from novex_shopify.domain.model.fulfillment import PushStatus
from novex_shopify.domain.model.import_run import ImportStatus
from novex_shopify.domain.model.shop import Shop
from novex_shopify.domain.use_cases.note_connection import LOOK_WHILE_AWAY_EVERY
from tests.builders import (
    HOUR,
    ORDER_ID,
    SHOP,
    a_delivery,
    a_fulfillment_order,
    a_link,
    a_sales_order,
    a_shipment,
    an_uninstalled_body,
)

TROUBLES = [
    (TokenRefused(SHOP, "order"), Connection.RECONNECT),
    (ShopPaused(SHOP, 402), Connection.PAUSED),
    (ShopPaused(SHOP, 423), Connection.PAUSED),
    (ShopClosed(SHOP, "order"), Connection.CLOSED),
]
MANY_IMPORTS_FAIL_AFTER = 8


def the_shop(container: Container) -> Shop:
    with container.unit_of_work()() as tx:
        shop = tx.shops.get(SHOP)
    assert shop is not None
    return shop


def look(container: Container, clock: ManualClock) -> None:
    """The next look at the store's subscriptions."""
    clock.advance(LOOK_WHILE_AWAY_EVERY)
    assert container.register_webhooks().run_next()


def gaps(container: Container) -> list[tuple[timedelta, str]]:
    """How long ago each begins, and why it was noted."""
    with container.unit_of_work()() as tx:
        return [(container.clock().now() - gap.since, gap.reason) for gap in tx.gaps.open()]


@pytest.fixture
def shipped(connected: Container, store: MemoryStore) -> Container:
    """A connected store, and an order of it that the ERP has just shipped."""
    connected.register_webhooks().run_next()
    with connected.unit_of_work()() as tx:
        order_id = tx.erp.orders.apply([a_sales_order()])[0]
        tx.order_links.save([a_link(erp_id=order_id)])
        tx.commit()
    store.expect(ORDER_ID, a_fulfillment_order(2))
    connected.push_fulfillment()(a_shipment(order_id=order_id))
    return connected


@pytest.mark.parametrize(("error", "connection"), TROUBLES)
def test_what_a_call_tells_of_the_connection_is_kept_and_the_work_waits(
    shipped: Container, store: MemoryStore, error: NovexError, connection: Connection
) -> None:
    store.fail_next("order_fulfillments", error)
    shipped.send_fulfillments().run_next()
    shop = the_shop(shipped)
    assert (shop.connection, shop.reachable) == (connection, False)
    assert shop.hindrance is not None
    assert str(error) in shop.hindrance.cause
    with shipped.unit_of_work()() as tx:
        assert tx.pushes.counts().keys() <= {PushStatus.PENDING, PushStatus.PARKED}


@pytest.mark.parametrize(("error", "connection"), TROUBLES)
def test_when_the_store_answers_again_all_goes_on_and_what_was_missed_is_read(
    shipped: Container, store: MemoryStore, clock: ManualClock, error: NovexError, connection: Connection
) -> None:
    store.fail_next("order_fulfillments", error)
    shipped.send_fulfillments().run_next()
    store.fail_next("webhook_subscriptions", error)
    look(shipped, clock)
    assert the_shop(shipped).connection is connection
    look(shipped, clock)
    assert the_shop(shipped).reachable
    assert gaps(shipped) == [(2 * LOOK_WHILE_AWAY_EVERY, f"was {connection}")]
    shipped.send_fulfillments().run_next()
    assert len(store.orders[ORDER_ID].fulfillments) == 1


def test_a_refusal_that_is_about_something_else_says_nothing_of_the_connection(
    shipped: Container, store: MemoryStore
) -> None:
    store.fail_next("order_fulfillments", ShopifyRefused("order", ["no"]))
    shipped.send_fulfillments().run_next()
    assert the_shop(shipped).reachable


def test_nothing_is_read_from_a_store_that_cannot_be_reached(shipped: Container, store: MemoryStore) -> None:
    store.fail_next("order_fulfillments", ShopPaused(SHOP, 402))
    shipped.send_fulfillments().run_next()
    shipped.catch_up()()
    shipped.prove_orders().run_due()
    assert store.calls["stated_orders"] == 0


def test_an_import_waits_for_as_long_as_the_store_is_paused(
    connected: Container, store: MemoryStore, clock: ManualClock
) -> None:
    for _ in range(MANY_IMPORTS_FAIL_AFTER + 1):
        store.fail_next("bulk_start", ShopPaused(SHOP, 402))
        assert connected.run_import().run_next()
        store.fail_next("bulk_start", ShopPaused(SHOP, 402))
        assert connected.run_import().run_next()
        clock.advance(LOOK_WHILE_AWAY_EVERY)
    assert the_shop(connected).connection is Connection.PAUSED
    while connected.run_import().run_next():
        pass
    with connected.unit_of_work()() as tx:
        assert {run.status for run in tx.imports.latest(10)} == {ImportStatus.DONE}


def test_connecting_again_ends_it_at_once(shipped: Container, store: MemoryStore, clock: ManualClock) -> None:
    store.fail_next("order_fulfillments", TokenRefused(SHOP, "order"))
    shipped.send_fulfillments().run_next()
    clock.advance(HOUR)
    shipped.connect_shop().with_token(SHOP, store.access_token)
    assert the_shop(shipped).reachable
    assert gaps(shipped) == [(HOUR, "was reconnect needed")]
    shipped.send_fulfillments().run_next()
    assert len(store.orders[ORDER_ID].fulfillments) == 1


def test_what_happened_while_the_app_was_removed_is_read_when_it_is_back(
    connected: Container, store: MemoryStore, clock: ManualClock
) -> None:
    clock.advance(HOUR)
    connected.disconnect_shop()(SHOP)
    assert the_shop(connected).connection is Connection.DISCONNECTED
    clock.advance(3 * HOUR)
    connected.connect_shop().with_token(SHOP, store.access_token)
    assert gaps(connected) == [(3 * HOUR, "was disconnected")]


def test_a_failure_after_the_app_was_removed_is_no_news(shipped: Container, store: MemoryStore) -> None:
    store.at("order_fulfillments", 1, lambda: shipped.disconnect_shop()(SHOP))
    store.fail_next("order_fulfillments", TokenRefused(SHOP, "order"))
    shipped.send_fulfillments().run_next()
    assert the_shop(shipped).connection is Connection.DISCONNECTED


installed_for = st.integers(1, 100).map(lambda hours: hours * HOUR)
delays = st.lists(st.integers(0, 300).map(lambda hours: hours * HOUR), min_size=1, max_size=3)


@given(st.lists(st.tuples(installed_for, installed_for, delays), min_size=1, max_size=5))
def test_removals_told_late_twice_and_out_of_order_leave_the_store_as_it_is(
    stays: list[tuple[timedelta, timedelta, list[timedelta]]],
) -> None:
    """Each stay lasts so long, and so long until the next one; its removal is delivered with each of these delays."""
    store = MemoryStore()
    container = in_memory_container(store)
    clock = container.clock()
    assert isinstance(clock, ManualClock)
    began, at = clock.now(), timedelta()
    happenings: list[tuple[timedelta, timedelta | None]] = []
    for stay, pause, later in stays:
        happenings.append((at, None))
        at += stay
        happenings += [(at + delay, at) for delay in later]
        at += pause
    installed, removed = None, None
    for moment, (when, triggered) in enumerate(sorted(happenings, key=lambda each: (each[0], each[1] is not None))):
        clock.advance(began + when - clock.now())
        if triggered is None:
            container.connect_shop().with_token(SHOP, store.access_token)
            installed = when
        else:
            removal = a_delivery(
                "app/uninstalled", an_uninstalled_body(), f"webhook-{moment}", triggered_at=began + triggered
            )
            container.ingest_webhook()([removal])
            container.process_event().run_next()
            removed = max(removed or triggered, triggered)
        there = installed is not None and (removed is None or installed > removed)
        assert the_shop(container).connected is there
        with container.unit_of_work()() as tx:
            assert (tx.shops.credentials(SHOP) is not None) is there
