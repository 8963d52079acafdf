"""An order is the same by webhook and by the API, whatever happened to it."""

import json
from collections.abc import Callable
from typing import Any

import httpx
import msgspec
from hypothesis import given
from hypothesis import strategies as st

from novex_shopify.entrypoints.sandbox.app_secrets import AppSecrets
from novex_shopify.entrypoints.sandbox.background import Background
from novex_shopify.entrypoints.sandbox.consent import Codes
from novex_shopify.entrypoints.sandbox.courier import Courier
from novex_shopify.entrypoints.sandbox.errors import SandboxError
from novex_shopify.entrypoints.sandbox.graphql.access import Call
from novex_shopify.entrypoints.sandbox.graphql.execute import run
from novex_shopify.entrypoints.sandbox.ids import Ids
from novex_shopify.entrypoints.sandbox.order_book import cancel_order, change_order, place_order
from novex_shopify.entrypoints.sandbox.orders import Order, Tracking
from novex_shopify.entrypoints.sandbox.payloads.order import order_payload
from novex_shopify.entrypoints.sandbox.people_book import change_customer
from novex_shopify.entrypoints.sandbox.refund_book import refund_order, settle_refund
from novex_shopify.entrypoints.sandbox.routing import move, route_order
from novex_shopify.entrypoints.sandbox.shipping import Pick, cancel_fulfillment, create_fulfillment, update_tracking
from novex_shopify.entrypoints.sandbox.shop import Shop
from novex_shopify.entrypoints.sandbox.wishes import OrderWish, RefundLineWish, RefundWish
from novex_shopify.entrypoints.sandbox.world import World
from tests.entrypoints.sandbox.harness import ALL_SCOPES, WebhookReceiver
from tests.entrypoints.sandbox.statements import ORDER_QUERY, read_graphql, read_webhook
from tests.entrypoints.sandbox.wishes import SETTINGS, SHOP, TIME, order_requests

SECRETS = AppSecrets(SETTINGS.client_secret)
STATE = World(
    SETTINGS,
    TIME,
    Ids(TIME()),
    Background(),
    Courier(SETTINGS, SECRETS, TIME, Background(), httpx.MockTransport(WebhookReceiver())),
    Codes(SETTINGS.code_lifetime),
    SECRETS,
)
OrderAction = Callable[[Shop, Order, int], object]


def ship_items(shop: Shop, order: Order, size: int) -> object:
    """A parcel of some pieces, with as many tracking numbers."""
    routed = next(each for each in shop.fulfillment_orders_of(order) if each.can_ship)
    line = next(line for line in routed.lines if line.remaining)
    pick = Pick(routed.id, [(line.id, min(size, line.remaining))])
    return create_fulfillment(shop, [pick], _build_tracking(size), notify=False)


def update_first_tracking(shop: Shop, order: Order, size: int) -> object:
    return update_tracking(shop, shop.fulfillments_of(order)[0], _build_tracking(size), notify=False)


def cancel_last_fulfillment(shop: Shop, order: Order, size: int) -> object:
    return cancel_fulfillment(shop, shop.fulfillments_of(order)[-1])


def move_to_other_location(shop: Shop, order: Order, size: int) -> object:
    routed = next(each for each in shop.fulfillment_orders_of(order) if each.can_ship)
    elsewhere = next(number for number in shop.locations if number != routed.location_id)
    line = next(line for line in routed.lines if line.remaining)
    return move(shop, routed, elsewhere, {line.id: min(size, line.remaining)})


def refund_items(shop: Shop, order: Order, size: int) -> object:
    line = next(line for line in order.lines if order.current_quantity(line))
    pieces = RefundLineWish(
        line_item_id=line.id, quantity=min(size, order.current_quantity(line)), restock=size % 2 == 0
    )
    return refund_order(shop, order.id, RefundWish(lines=(pieces,), pending=size > 2, note="broken"))


def refund_shipping(shop: Shop, order: Order, size: int) -> object:
    return refund_order(shop, order.id, RefundWish(shipping=True))


def refund_remaining(shop: Shop, order: Order, size: int) -> object:
    return refund_order(shop, order.id, RefundWish(pending=size > 2))


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
    ship_items, ship_items, ship_items, update_first_tracking, cancel_last_fulfillment, move_to_other_location, refund_items, refund_items, refund_shipping, refund_remaining,
    settle_last_refund, change_note_and_tags, mark_paid, cancel_order_by_customer, rename_customer,
])  # fmt: skip
histories = st.lists(st.tuples(actions, st.integers(1, 4)), max_size=8)


def apply_actions(order: Order, history: list[tuple[OrderAction, int]]) -> Order:
    """Do one thing after the other to an order; what cannot be done, or not now, is left out."""
    for act, size in history:
        try:
            act(SHOP, SHOP.order(order.id), size)
        except (SandboxError, StopIteration, IndexError):
            continue
    return SHOP.order(order.id)


def fetch_order(order: Order) -> Any:
    call = Call(STATE, SHOP, frozenset(ALL_SCOPES), "2026-10", "http://sandbox")
    answer = run(call, ORDER_QUERY, {"id": f"gid://shopify/Order/{order.id}"}, None)
    assert "errors" not in answer, answer
    return answer["data"]["order"]


@given(order_requests, st.booleans(), histories)
def test_the_webhook_and_the_api_agree_on_an_order(
    wish: OrderWish, paid: bool, history: list[tuple[OrderAction, int]]
) -> None:
    order, _ = place_order(SHOP, msgspec.structs.replace(wish, paid=paid))
    route_order(SHOP, order.id)
    order = apply_actions(order, history)
    body = json.loads(json.dumps(order_payload(SHOP, order)))
    assert read_graphql(fetch_order(order)) == read_webhook(body)


@given(order_requests, histories)
def test_what_is_still_to_ship_lies_in_open_fulfillment_orders(
    wish: OrderWish, history: list[tuple[OrderAction, int]]
) -> None:
    order, _ = place_order(SHOP, wish)
    route_order(SHOP, order.id)
    order = apply_actions(order, history)
    assert +SHOP.waiting(order) == {number: count for number, count in SHOP.to_ship(order).items() if count}
