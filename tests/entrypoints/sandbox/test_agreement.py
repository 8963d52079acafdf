"""Webhook and GraphQL API give the same order, whatever happened to it."""

import json
from collections import Counter
from collections.abc import Callable
from typing import Any

import httpx
import msgspec
from hypothesis import given
from hypothesis import strategies as st

from novex_shopify.entrypoints.sandbox.customers.customer_actions import change_customer
from novex_shopify.entrypoints.sandbox.errors import SandboxError
from novex_shopify.entrypoints.sandbox.fulfillment.fulfillment_actions import (
    FulfillmentLineInput,
    cancel_fulfillment,
    create_fulfillment,
    update_tracking,
)
from novex_shopify.entrypoints.sandbox.fulfillment.routing import move_fulfillment_order, route_order
from novex_shopify.entrypoints.sandbox.graphql.context import RequestContext
from novex_shopify.entrypoints.sandbox.graphql.execution import execute_query
from novex_shopify.entrypoints.sandbox.ids import IdSequence
from novex_shopify.entrypoints.sandbox.model.authorization_codes import AuthorizationCodes
from novex_shopify.entrypoints.sandbox.model.client_secrets import ClientSecrets
from novex_shopify.entrypoints.sandbox.model.fulfillments import Tracking
from novex_shopify.entrypoints.sandbox.model.inventory import QuantityName
from novex_shopify.entrypoints.sandbox.model.orders import Order
from novex_shopify.entrypoints.sandbox.model.shop import Shop
from novex_shopify.entrypoints.sandbox.orders.order_actions import cancel_order, change_order, place_order
from novex_shopify.entrypoints.sandbox.orders.refund_actions import refund_order, settle_refund
from novex_shopify.entrypoints.sandbox.payloads.orders import build_order_payload
from novex_shopify.entrypoints.sandbox.requests import OrderRequest, RefundLineRequest, RefundRequest
from novex_shopify.entrypoints.sandbox.state import SandboxState
from novex_shopify.entrypoints.sandbox.task_runner import TaskRunner
from novex_shopify.entrypoints.sandbox.webhook_sender import WebhookSender
from tests.entrypoints.sandbox.harness import ALL_SCOPES, WebhookReceiver
from tests.entrypoints.sandbox.statements import ORDER_QUERY, read_graphql, read_webhook
from tests.entrypoints.sandbox.strategies import SETTINGS, SHOP, TIME, order_requests

SECRETS = ClientSecrets(SETTINGS.client_secret)
STATE = SandboxState(
    SETTINGS,
    TIME,
    IdSequence(TIME()),
    TaskRunner(),
    WebhookSender(SETTINGS, SECRETS, TIME, TaskRunner(), httpx.MockTransport(WebhookReceiver())),
    AuthorizationCodes(SETTINGS.authorization_code_lifetime),
    SECRETS,
)
OrderAction = Callable[[Shop, Order, int], object]


def ship_items(shop: Shop, order: Order, size: int) -> object:
    """Create a fulfillment of some units, with several tracking numbers."""
    routed = next(each for each in shop.list_fulfillment_orders(order) if each.can_ship)
    line = next(line for line in routed.lines if line.remaining_quantity)
    pick = FulfillmentLineInput(routed.id, [(line.id, min(size, line.remaining_quantity))])
    return create_fulfillment(shop, [pick], _build_tracking(size), notify=False)


def update_first_tracking(shop: Shop, order: Order, size: int) -> object:
    return update_tracking(shop, shop.list_fulfillments(order)[0], _build_tracking(size), notify=False)


def cancel_last_fulfillment(shop: Shop, order: Order, size: int) -> object:
    return cancel_fulfillment(shop, shop.list_fulfillments(order)[-1])


def move_to_other_location(shop: Shop, order: Order, size: int) -> object:
    routed = next(each for each in shop.list_fulfillment_orders(order) if each.can_ship)
    elsewhere = next(number for number in shop.locations if number != routed.location_id)
    line = next(line for line in routed.lines if line.remaining_quantity)
    return move_fulfillment_order(shop, routed, elsewhere, {line.id: min(size, line.remaining_quantity)})


def refund_items(shop: Shop, order: Order, size: int) -> object:
    line = next(line for line in order.lines if order.compute_current_quantity(line))
    refund_line = RefundLineRequest(
        line_item_id=line.id, quantity=min(size, order.compute_current_quantity(line)), restock=size % 2 == 0
    )
    return refund_order(shop, order.id, RefundRequest(lines=(refund_line,), pending=size > 2, note="broken"))


def refund_shipping(shop: Shop, order: Order, size: int) -> object:
    return refund_order(shop, order.id, RefundRequest(shipping=True))


def refund_remaining(shop: Shop, order: Order, size: int) -> object:
    return refund_order(shop, order.id, RefundRequest(pending=size > 2))


def settle_last_refund(shop: Shop, order: Order, size: int) -> object:
    return settle_refund(shop, order.id, order.refunds[-1].id)


def change_note_and_tags(shop: Shop, order: Order, size: int) -> object:
    return change_order(shop, order.id, {"note": f"note {size}", "tags": ("vip", "Tea", "later")[:size]})


def mark_paid(shop: Shop, order: Order, size: int) -> object:
    return change_order(shop, order.id, {"paid": True})


def cancel_order_by_customer(shop: Shop, order: Order, size: int) -> object:
    return cancel_order(shop, order.id, "customer")


def rename_customer(shop: Shop, order: Order, size: int) -> object:
    customer = next(iter(shop.customers.values())) if order.customer is None else order.customer
    return change_customer(shop, customer.id, {"last_name": f"Name {size}"})


def _build_tracking(count: int) -> tuple[Tracking, ...]:
    return tuple(Tracking(company="DHL", number=f"00{each}", url=None) for each in range(count - 1))


actions = st.sampled_from([
    ship_items, ship_items, ship_items, update_first_tracking, cancel_last_fulfillment, move_to_other_location,
    refund_items, refund_items, refund_shipping, refund_remaining, settle_last_refund,
    change_note_and_tags, mark_paid, cancel_order_by_customer, rename_customer,
])  # fmt: skip
histories = st.lists(st.tuples(actions, st.integers(1, 4)), max_size=8)


def apply_actions(order: Order, history: list[tuple[OrderAction, int]]) -> Order:
    """Apply one action after the other; skip those that are not possible."""
    for act, size in history:
        try:
            act(SHOP, SHOP.get_order(order.id), size)
        except (SandboxError, StopIteration, IndexError):
            continue
    return SHOP.get_order(order.id)


def fetch_order(order: Order) -> Any:
    call = RequestContext(STATE, SHOP, frozenset(ALL_SCOPES), "2026-10", "http://sandbox")
    answer = execute_query(call, ORDER_QUERY, {"id": f"gid://shopify/Order/{order.id}"}, None)
    assert "errors" not in answer, answer
    return answer["data"]["order"]


@given(order_requests, st.booleans(), histories)
def test_the_webhook_and_the_api_agree_on_an_order(
    order_request: OrderRequest, paid: bool, history: list[tuple[OrderAction, int]]
) -> None:
    order, _ = place_order(SHOP, msgspec.structs.replace(order_request, paid=paid))
    route_order(SHOP, order.id)
    order = apply_actions(order, history)
    body = json.loads(json.dumps(build_order_payload(SHOP, order)))
    assert read_graphql(fetch_order(order)) == read_webhook(body)


@given(order_requests, histories)
def test_what_is_still_to_ship_lies_in_open_fulfillment_orders(
    order_request: OrderRequest, history: list[tuple[OrderAction, int]]
) -> None:
    order, _ = place_order(SHOP, order_request)
    route_order(SHOP, order.id)
    order = apply_actions(order, history)
    assert +SHOP.count_assigned(order) == {
        number: count for number, count in SHOP.count_unfulfilled(order).items() if count
    }


@given(order_requests, histories)
def test_what_is_committed_is_what_is_still_to_ship(
    order_request: OrderRequest, history: list[tuple[OrderAction, int]]
) -> None:
    before = count_units(QuantityName.ON_HAND)
    order, _ = place_order(SHOP, order_request)
    route_order(SHOP, order.id)
    assert count_units(QuantityName.ON_HAND) == before
    order = apply_actions(order, history)
    committed = SHOP.inventory.committed.get(order.id, Counter())
    waiting = SHOP.count_unfulfilled(order)
    assert committed.total() == sum(waiting[line.id] for line in order.lines if line.variant_id)
    all_committed = sum(each.total() for each in SHOP.inventory.committed.values())
    assert count_units(QuantityName.COMMITTED) == all_committed


def count_units(name: QuantityName) -> int:
    """The units of all items at all locations."""
    return sum(level.count(name) for level in SHOP.inventory.levels.values())
