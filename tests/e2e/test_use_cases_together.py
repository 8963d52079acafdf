"""Several use cases together, in memory: work waits for a store or a file, and continues when it is ready."""

import json

import httpx
import pytest
from dependency_injector import providers

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.shopify.fake_shop import FakeShop
from novex_shopify.config.container import Container
from novex_shopify.config.in_memory_container import build_in_memory_container
from novex_shopify.domain.errors import NovexError, ShopClosed, ShopPaused, TokenRefused
from novex_shopify.domain.model.connection import ConnectionState
from novex_shopify.domain.model.fulfillment import PushStatus
from novex_shopify.domain.model.import_run import ImportStatus
from novex_shopify.domain.model.shop import Scopes, Shop
from novex_shopify.domain.model.webhook_event import EventStatus
from novex_shopify.domain.timing import DAY, SUBSCRIPTION_CHECK_INTERVAL, UNAVAILABLE_CHECK_INTERVAL
from tests.builders import (
    NOON,
    ORDER_ID,
    SHOP,
    VARIANT_ID,
    a_customer,
    a_delivery,
    a_fulfillment_order,
    a_link,
    a_shipment,
    a_variant,
    an_item,
    an_order_body,
)

REFRESH_TOKEN_OUTLIVED = 200 * DAY


@pytest.fixture
def shop() -> FakeShop:
    return FakeShop(customers=[a_customer()])


@pytest.fixture
def container(shop: FakeShop) -> Container:
    """The product, with the store connected and its subscriptions registered."""
    container = build_in_memory_container(shop)
    container.connect_shop().connect_with_token(SHOP, shop.access_token)
    assert container.register_webhooks().run_next()
    return container


@pytest.fixture
def clock(container: Container) -> ManualClock:
    clock = container.clock()
    assert isinstance(clock, ManualClock)
    return clock


def process_webhook(container: Container, topic: str, body: bytes, webhook_id: str = "webhook-1") -> None:
    container.ingest_webhook()([a_delivery(topic, body, webhook_id)])
    assert container.process_event().run_next()


def get_shop(container: Container) -> Shop:
    with container.unit_of_work()() as tx:
        shop = tx.shops.get(SHOP)
    assert shop is not None
    return shop


def ship_order(container: Container, shop: FakeShop) -> None:
    with container.unit_of_work()() as tx:
        tx.order_links.save([a_link(erp_id="1")])
        tx.commit()
    shop.add_unfulfilled_order(ORDER_ID, a_fulfillment_order(2))
    container.push_fulfillment()(a_shipment())


def list_import_statuses(container: Container) -> set[ImportStatus]:
    with container.unit_of_work()() as tx:
        return {run.status for run in tx.imports.list_latest(9)}


def test_a_webhook_ends_the_wait_for_the_file_of_an_import(container: Container, shop: FakeShop) -> None:
    shop.delays_bulk_operations = True
    while container.run_import().run_next():
        pass
    assert list_import_statuses(container) == {ImportStatus.PENDING}
    body = {"admin_graphql_api_id": "gid://shopify/BulkOperation/2", "status": "completed", "type": "query"}
    process_webhook(container, "bulk_operations/finish", json.dumps(body).encode())
    while container.run_import().run_next():
        pass
    assert list_import_statuses(container) == {ImportStatus.DONE}


def test_orders_of_a_disconnected_shop_wait_until_it_is_connected_again(container: Container, shop: FakeShop) -> None:
    with container.unit_of_work()() as tx:
        tx.erp.catalog.put([an_item()])
        tx.mappings.upsert_variants(SHOP, [a_variant()])
        tx.commit()
    container.map_product()(SHOP, VARIANT_ID, an_item().id)
    container.disconnect_shop()(SHOP)
    process_webhook(container, "orders/create", an_order_body())
    assert list_event_statuses(container) == [EventStatus.PARKED]
    container.connect_shop().connect_with_token(SHOP, shop.access_token)
    assert container.process_event().run_next()
    assert list_event_statuses(container) == [EventStatus.DONE]


def list_event_statuses(container: Container) -> list[EventStatus]:
    with container.unit_of_work()() as tx:
        return [event.status for event in tx.events.list_latest(9)]


@pytest.mark.parametrize(
    ("error", "connection"),
    [
        (TokenRefused(SHOP, "order"), ConnectionState.RECONNECT),
        (ShopPaused(SHOP, 402), ConnectionState.PAUSED),
        (ShopPaused(SHOP, 423), ConnectionState.PAUSED),
        (ShopClosed(SHOP, "order"), ConnectionState.CLOSED),
    ],
)
def test_when_the_shop_responds_again_work_resumes_and_a_missed_window_is_recorded(
    container: Container, shop: FakeShop, clock: ManualClock, error: NovexError, connection: ConnectionState
) -> None:
    ship_order(container, shop)
    shop.fail_next_call("fetch_order_fulfillments", error)
    container.send_fulfillments().run_next()
    shop.fail_next_call("fetch_webhook_subscriptions", error)
    for state in (connection, ConnectionState.CONNECTED):
        clock.advance(UNAVAILABLE_CHECK_INTERVAL)
        assert container.register_webhooks().run_next()
        assert get_shop(container).connection_state is state
    with container.unit_of_work()() as tx:
        (window,) = tx.missed_windows.list_open()
    assert (window.since, window.reason) == (NOON, f"was {connection}")
    container.send_fulfillments().run_next()
    assert len(shop.order_fulfillments[ORDER_ID].fulfillments) == 1


def test_nothing_is_read_from_a_shop_that_cannot_be_reached(container: Container, shop: FakeShop) -> None:
    ship_order(container, shop)
    shop.fail_next_call("fetch_order_fulfillments", ShopPaused(SHOP, 402))
    container.send_fulfillments().run_next()
    container.resync_shops_hourly()()
    container.audit_orders().run_due()
    assert shop.call_counts["fetch_order_summaries"] == 0


def test_the_subscription_check_keeps_a_quiet_shops_token_alive(
    container: Container, shop: FakeShop, clock: ManualClock
) -> None:
    container.refresh_access_token().exchange_permanent_token(SHOP)
    while clock.now() < NOON + REFRESH_TOKEN_OUTLIVED:
        clock.advance(SUBSCRIPTION_CHECK_INTERVAL)
        assert container.register_webhooks().run_next()
    with container.unit_of_work()() as tx:
        credentials = tx.shops.get_credentials(SHOP)
    assert get_shop(container).reachable
    assert credentials is not None
    assert credentials.refresh_token == shop.refresh_token


def test_a_call_with_a_token_rejected_before_it_expires_succeeds(container: Container, shop: FakeShop) -> None:
    container.refresh_access_token().exchange_permanent_token(SHOP)
    access = container.refresh_access_token()(SHOP)

    def shopify(request: httpx.Request) -> httpx.Response:
        good = request.headers["X-Shopify-Access-Token"] != access.access_token.value
        return httpx.Response(200 if good else 401, json={"data": {}})

    with httpx.Client(transport=httpx.MockTransport(shopify)) as http:
        container.http.override(providers.Object(http))
        container.graphql_client().execute(access, "grantedScopes", dict[str, str])
    assert shop.call_counts["refresh"] == 1


def test_missing_scopes_are_reported_until_they_are_granted_which_releases_shipments(
    container: Container, shop: FakeShop
) -> None:
    with container.unit_of_work()() as tx:
        tx.pushes.add(a_shipment(), SHOP, ORDER_ID, PushStatus.PARKED, NOON)
        tx.commit()
    wanted = shop.scopes
    grant_scopes(container, shop, Scopes.parse("read_orders"), "webhook-1")
    assert f"{len(wanted.required.handles) - 1} scopes are missing" in list_issues(container)
    assert "Optional scopes are missing" in list_issues(container)
    grant_scopes(container, shop, wanted, "webhook-2")
    assert not [issue for issue in list_issues(container) if "scopes" in issue]
    with container.unit_of_work()() as tx:
        push = tx.pushes.get(a_shipment().id)
    assert push is not None
    assert push.status is PushStatus.PENDING


def grant_scopes(container: Container, shop: FakeShop, scopes: Scopes, webhook_id: str) -> None:
    shop.scopes = scopes
    process_webhook(container, "app/scopes_update", b'{"current": []}', webhook_id)


def list_issues(container: Container) -> list[str]:
    _, (shop,) = container.get_overview()()
    return [issue.title for issue in shop.connection_issues]
