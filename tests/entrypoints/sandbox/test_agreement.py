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
from tests.entrypoints.sandbox.harness import ALL_SCOPES, Receiver
from tests.entrypoints.sandbox.statements import ORDER, by_graphql, by_webhook
from tests.entrypoints.sandbox.wishes import SETTINGS, SHOP, TIME, order_wishes

SECRETS = AppSecrets(SETTINGS.client_secret)
WORLD = World(
    SETTINGS,
    TIME,
    Ids(TIME()),
    Background(),
    Courier(SETTINGS, SECRETS, TIME, Background(), httpx.MockTransport(Receiver())),
    Codes(SETTINGS.code_lifetime),
    SECRETS,
)
Act = Callable[[Shop, Order, int], object]


def ship(shop: Shop, order: Order, size: int) -> object:
    """A parcel of some pieces, with as many tracking numbers."""
    routed = next(each for each in shop.fulfillment_orders_of(order) if each.can_ship)
    line = next(line for line in routed.lines if line.remaining)
    pick = Pick(routed.id, [(line.id, min(size, line.remaining))])
    return create_fulfillment(shop, [pick], _tracking(size), notify=False)


def track(shop: Shop, order: Order, size: int) -> object:
    return update_tracking(shop, shop.fulfillments_of(order)[0], _tracking(size), notify=False)


def take_back(shop: Shop, order: Order, size: int) -> object:
    return cancel_fulfillment(shop, shop.fulfillments_of(order)[-1])


def move_away(shop: Shop, order: Order, size: int) -> object:
    routed = next(each for each in shop.fulfillment_orders_of(order) if each.can_ship)
    elsewhere = next(number for number in shop.locations if number != routed.location_id)
    line = next(line for line in routed.lines if line.remaining)
    return move(shop, routed, elsewhere, {line.id: min(size, line.remaining)})


def refund_pieces(shop: Shop, order: Order, size: int) -> object:
    line = next(line for line in order.lines if order.current_quantity(line))
    pieces = RefundLineWish(
        line_item_id=line.id, quantity=min(size, order.current_quantity(line)), restock=size % 2 == 0
    )
    return refund_order(shop, order.id, RefundWish(lines=(pieces,), pending=size > 2, note="broken"))


def refund_freight(shop: Shop, order: Order, size: int) -> object:
    return refund_order(shop, order.id, RefundWish(shipping=True))


def refund_the_rest(shop: Shop, order: Order, size: int) -> object:
    return refund_order(shop, order.id, RefundWish(pending=size > 2))


def settle(shop: Shop, order: Order, size: int) -> object:
    return settle_refund(shop, order.id, order.refunds[-1].id)


def write_on(shop: Shop, order: Order, size: int) -> object:
    return change_order(shop, order.id, {"note": f"note {size}", "tags": ("vip", "Tea", "later")[:size]})


def pay(shop: Shop, order: Order, size: int) -> object:
    return change_order(shop, order.id, {"paid": True})


def cancel(shop: Shop, order: Order, size: int) -> object:
    return cancel_order(shop, order.id, "customer")


def rename(shop: Shop, order: Order, size: int) -> object:
    customer = next(iter(shop.customers.values())) if order.customer is None else order.customer
    return change_customer(shop, customer.id, {"last_name": f"Name {size}"})


def _tracking(count: int) -> tuple[Tracking, ...]:
    return tuple(Tracking(company="DHL", number=f"00{each}", url=None) for each in range(count - 1))


acts = st.sampled_from([
    ship, ship, ship, track, take_back, move_away, refund_pieces, refund_pieces, refund_freight, refund_the_rest,
    settle, write_on, pay, cancel, rename,
])  # fmt: skip
histories = st.lists(st.tuples(acts, st.integers(1, 4)), max_size=8)


def live_through(order: Order, history: list[tuple[Act, int]]) -> Order:
    """Do one thing after the other to an order; what cannot be done, or not now, is left out."""
    for act, size in history:
        try:
            act(SHOP, SHOP.order(order.id), size)
        except (SandboxError, StopIteration, IndexError):
            continue
    return SHOP.order(order.id)


def ask(order: Order) -> Any:
    call = Call(WORLD, SHOP, frozenset(ALL_SCOPES), "2026-10", "http://sandbox")
    answer = run(call, ORDER, {"id": f"gid://shopify/Order/{order.id}"}, None)
    assert "errors" not in answer, answer
    return answer["data"]["order"]


@given(order_wishes, st.booleans(), histories)
def test_the_two_statements_of_an_order_agree(wish: OrderWish, paid: bool, history: list[tuple[Act, int]]) -> None:
    order, _ = place_order(SHOP, msgspec.structs.replace(wish, paid=paid))
    route_order(SHOP, order.id)
    order = live_through(order, history)
    body = json.loads(json.dumps(order_payload(SHOP, order)))
    assert by_graphql(ask(order)) == by_webhook(body)


@given(order_wishes, histories)
def test_what_is_still_to_ship_lies_in_open_fulfillment_orders(wish: OrderWish, history: list[tuple[Act, int]]) -> None:
    order, _ = place_order(SHOP, wish)
    route_order(SHOP, order.id)
    order = live_through(order, history)
    assert +SHOP.waiting(order) == {number: count for number, count in SHOP.to_ship(order).items() if count}
