"""An order that does not add up from its webhook is read by GraphQL, once for each of its states."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from novex_shopify.domain.errors import NotFound, NovexError, ShopifyUnavailable
from novex_shopify.domain.model.order_return import Return
from novex_shopify.domain.model.sales_order import LineKind
from novex_shopify.domain.model.shop import Scopes
from novex_shopify.domain.model.webhook_event import EventStatus
from tests.builders import LINE_ID, ORDER_ID, a_return, an_order_body
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
from tests.webhook_bodies import LATER

DONE, PARKED, SUPERSEDED = EventStatus.DONE, EventStatus.PARKED, EventStatus.SUPERSEDED
TEA = json.loads(an_order_body())["line_items"][0]
COFFEE = {"id": 2, "title": "Coffee", "quantity": 1, "price": "5.00"}


@pytest.fixture
def store() -> Fakes:
    fakes = Fakes()
    fakes.connect_shop(scopes=Scopes.parse("read_orders,read_returns"))
    map_product(fakes)
    return fakes


def build_exchange_body(*transactions: dict[str, Any], **changes: Any) -> bytes:
    """10.71 came back, 5.00 was sent instead, and the fees of the return are 3.00."""
    credit = {"line_item_id": LINE_ID, "quantity": 2, "subtotal": "9.00", "total_tax": "1.71"}
    refund = {"id": 5, "created_at": LATER, "refund_line_items": [credit], "transactions": transactions}
    exchange = {"line_items": [TEA, COFFEE], "refunds": [refund], "current_total_price": "13.00"}
    return an_order_body(**{"updated_at": LATER, **exchange, **changes})


UNPAID = build_exchange_body(total_outstanding="1.00")
IN_DOLLARS = build_exchange_body(
    {"id": 9, "kind": "refund", "status": "success", "amount": "3.00", "currency": "USD"},
    total_outstanding="0.00",
    presentment_currency="USD",
    total_price_set={
        "shop_money": {"amount": "15.71", "currency_code": "EUR"},
        "presentment_money": {"amount": "17.28", "currency_code": "USD"},
    },
)


def put_at_shopify(store: Fakes, body: bytes, *returns: Return) -> None:
    store.shop.orders[ORDER_ID] = replace(PAYLOADS.parse_order(body), returns=returns)


def list_fees(store: Fakes) -> list[str]:
    return [str(line.total.amount) for line in get_sales_order(store).lines if line.kind is LineKind.RETURN_FEE]


def process_for_hours(store: Fakes) -> None:
    for _ in range(3):
        process_events(store)
        store.clock.advance(timedelta(hours=1))


@pytest.mark.parametrize("body", [UNPAID, IN_DOLLARS], ids=["unpaid fee", "two currencies"])
@pytest.mark.parametrize("outage", [None, ShopifyUnavailable("no answer")], ids=repr)
def test_a_first_state_with_fees_that_only_the_return_states_is_booked(
    store: Fakes, body: bytes, outage: NovexError | None
) -> None:
    put_at_shopify(store, body, a_return())
    if outage:
        store.shop.fail_next_call("fetch_order", outage)
    receive_webhook(store, "orders/updated", body)
    process_for_hours(store)
    assert [(event.topic, event.status) for event in list_events(store)] == [
        ("orders/updated", DONE),
        ("orders/to_read", DONE),
    ]
    assert list_fees(store) == ["3.00"]


@pytest.mark.parametrize("topics", [("returns/close", "orders/updated"), ("orders/updated", "returns/close")])
def test_a_return_releases_what_is_parked_of_its_order(store: Fakes, topics: tuple[str, str]) -> None:
    put_at_shopify(store, UNPAID, a_return())
    store.shop.fail_next_call("fetch_order", NotFound("Shopify hides the order"))
    close = b'{"admin_graphql_api_id": "gid://shopify/Return/1"}'
    receive_webhook(store, "orders/create", an_order_body(), "order")
    for topic in topics:
        receive_webhook(store, topic, close if topic == "returns/close" else UNPAID, topic)
        process_events(store)
    assert PARKED not in list_statuses(store)
    assert list_fees(store) == ["3.00"]


def test_an_order_that_never_adds_up_is_read_once_for_each_state_and_stays_parked(store: Fakes) -> None:
    put_at_shopify(store, UNPAID)
    receive_webhook(store, "orders/create", UNPAID, "create")
    receive_webhook(store, "orders/updated", UNPAID, "updated")
    process_for_hours(store)
    assert list_statuses(store) == [PARKED, PARKED, PARKED]
    assert all("Shopify's total is" in (event.last_error or "") for event in list_events(store))
    assert store.shop.call_counts["fetch_order"] == 1
    receive_webhook(store, "orders/updated", build_exchange_body(updated_at="2026-11-23T14:00:00+01:00"), "newer")
    process_for_hours(store)
    assert store.shop.call_counts["fetch_order"] == 2
    assert list_sales_orders(store) == []


def test_a_webhook_that_leaves_out_a_part_is_superseded_by_what_was_read(store: Fakes) -> None:
    put_at_shopify(store, an_order_body())
    receive_webhook(store, "orders/create", an_order_body(shipping_lines=[]))
    process_for_hours(store)
    assert list_statuses(store) == [SUPERSEDED, DONE]
    assert str(get_sales_order(store).total.amount) == "15.71"
