"""Returns from webhooks and with their order, in any order of arrival."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest

from novex_shopify.domain.errors import NovexError, ShopClosed, ShopifyUnavailable, ShopPaused, ShopRenamed
from novex_shopify.domain.model.order import Order
from novex_shopify.domain.model.order_return import Return
from novex_shopify.domain.model.shop import Scopes
from novex_shopify.domain.model.webhook_event import EventStatus, NewEvent
from novex_shopify.domain.model.webhook_topic import ORDER_READ_TOPIC
from novex_shopify.domain.resource_keys import order_key
from novex_shopify.domain.use_cases.shops.record_connection_state import record_connection_success
from novex_shopify.domain.use_cases.webhooks.release_parked_events import ReleaseParkedEvents
from tests.builders import NOON, ORDER_ID, SECOND, SHOP, a_complete_order, a_delivery, a_return, an_order_body
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.inbox_steps import (
    PAYLOADS,
    get_sales_order,
    list_events,
    list_sales_orders,
    list_statuses,
    map_product,
    process_events,
    receive_webhook,
)

CREATED = json.dumps(
    {"admin_graphql_api_id": "gid://shopify/Return/1", "id": 1, "order": {"id": ORDER_ID}, "status": "open"}
).encode()
UPDATED = b'{"admin_graphql_api_id": "gid://shopify/Return/1", "return_line_items": {"removals": []}}'
REFUND = json.dumps(
    {"id": 5, "order_id": ORDER_ID, "created_at": "2026-11-23T12:00:00Z", "refund_line_items": [], "transactions": []}
).encode()


@pytest.fixture
def fakes() -> Fakes:
    return Fakes()


@pytest.fixture
def store(fakes: Fakes) -> Fakes:
    fakes.connect_shop(scopes=Scopes.parse("read_orders,read_returns"))
    map_product(fakes)
    return fakes


def set_return_at_shopify(fakes: Fakes, known: Return) -> None:
    fakes.shop.orders[ORDER_ID] = replace(a_complete_order(), returns=(known,))


def read_order(fakes: Fakes, order: Order, webhook_id: str) -> None:
    delivery = a_delivery(ORDER_READ_TOPIC.name, PAYLOADS.serialize_order(order), webhook_id)
    with fakes.unit_of_work() as tx:
        tx.events.add([NewEvent(delivery, order_key(ORDER_ID), fakes.clock.now())])
        tx.commit()


def process_all_events(store: Fakes) -> None:
    """Process also what waits for its order, or for another attempt."""
    for _ in range(3):
        process_events(store)
        ReleaseParkedEvents(store.unit_of_work, store.notifier, store.clock, store.address)()
        store.clock.advance(timedelta(hours=1))
    process_events(store)


def test_a_webhook_that_states_only_the_id_brings_the_return_as_it_is_now(store: Fakes) -> None:
    set_return_at_shopify(store, a_return(status="open"))
    receive_webhook(store, "orders/create", an_order_body(), "order")
    receive_webhook(store, "returns/update", UPDATED, "update")
    process_events(store)
    assert get_sales_order(store).returns == (a_return(status="open"),)
    assert list_statuses(store) == [EventStatus.DONE, EventStatus.DONE]


def test_a_return_waits_for_its_order(store: Fakes) -> None:
    set_return_at_shopify(store, a_return())
    receive_webhook(store, "returns/request", CREATED, "request")
    process_events(store)
    assert list_sales_orders(store) == []
    receive_webhook(store, "orders/create", an_order_body(), "order")
    process_all_events(store)
    assert get_sales_order(store).returns == (a_return(),)


def test_a_return_is_read_again_if_shopify_did_not_answer(store: Fakes) -> None:
    set_return_at_shopify(store, a_return())
    receive_webhook(store, "orders/create", an_order_body(), "order")
    receive_webhook(store, "returns/close", CREATED, "close")
    store.shop.fail_next_call("fetch_return", ShopifyUnavailable("no answer"))
    process_events(store)
    assert get_sales_order(store).returns == ()
    process_all_events(store)
    assert get_sales_order(store).returns == (a_return(),)


@pytest.mark.parametrize(
    "error",
    [ShopPaused(SHOP, "SHOP_INACTIVE"), ShopClosed(SHOP, "return"), ShopRenamed(SHOP, "new-tea.myshopify.com")],
    ids=repr,
)
def test_a_return_waits_until_the_store_is_available_again(store: Fakes, error: NovexError) -> None:
    set_return_at_shopify(store, a_return())
    receive_webhook(store, "orders/create", an_order_body(), "order")
    receive_webhook(store, "returns/close", CREATED, "close")
    store.shop.fail_next_call("fetch_return", error)
    process_events(store)
    assert list_statuses(store) == [EventStatus.DONE, EventStatus.PARKED]
    with store.unit_of_work() as tx:
        shop = tx.shops.get(SHOP)
        assert shop is not None
        assert not shop.reachable
        record_connection_success(tx, SHOP, store.clock.now())
        tx.commit()
    process_events(store)
    assert list_statuses(store) == [EventStatus.DONE, EventStatus.DONE]


def test_a_store_without_the_scope_books_its_orders_and_says_what_is_missing(fakes: Fakes) -> None:
    fakes.connect_shop(scopes=Scopes.parse("read_orders"))
    map_product(fakes)
    set_return_at_shopify(fakes, a_return())
    receive_webhook(fakes, "orders/create", an_order_body(), "order")
    receive_webhook(fakes, "returns/close", CREATED, "close")
    process_events(fakes)
    assert list_statuses(fakes) == [EventStatus.DONE, EventStatus.IGNORED]
    assert "did not grant read_returns" in (list_events(fakes)[1].last_error or "")
    assert get_sales_order(fakes).returns == ()


@pytest.mark.parametrize("arrival", list(permutations(range(4))))
def test_any_order_of_arrival_ends_in_the_same_document(store: Fakes, arrival: tuple[int, ...]) -> None:
    opened, closed = a_return(status="open", read_at=NOON), a_return(read_at=NOON + SECOND)
    state = replace(PAYLOADS.parse_order(an_order_body()), note="Older", returns=(opened,))
    newer = replace(state, updated_at=NOON, note="Newer", returns=())
    set_return_at_shopify(store, closed)
    arrivals: list[Callable[[], None]] = [
        lambda: read_order(store, state, "older"),
        lambda: read_order(store, newer, "newer"),
        lambda: receive_webhook(store, "returns/close", CREATED, "close"),
        lambda: receive_webhook(store, "refunds/create", REFUND, "refund"),
    ]
    for number in arrival:
        arrivals[number]()
        process_events(store)
    process_all_events(store)
    document = get_sales_order(store)
    assert (document.note, document.returns, [each.id for each in document.refunds]) == ("Newer", (closed,), [5])
