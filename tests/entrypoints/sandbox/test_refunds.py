"""Refunds: exact to the cent however they are split, and in the shape of webhooks."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from novex_shopify.entrypoints.sandbox.model.orders import Order
from novex_shopify.entrypoints.sandbox.orders.order_actions import place_order
from novex_shopify.entrypoints.sandbox.orders.refund_actions import refund_order
from novex_shopify.entrypoints.sandbox.payloads.orders import build_order_payload
from novex_shopify.entrypoints.sandbox.requests import OrderRequest, RefundLineRequest, RefundRequest
from tests.entrypoints.sandbox.harness import SandboxShop, WebhookReceiver
from tests.entrypoints.sandbox.strategies import SHOP, order_requests

TEAPOTS = {"lines": [{"sku": "POT-BLK", "quantity": 3}], "email": "customer01@tea-house.example"}

MUGS = {"lines": [{"sku": "MUG-ST-BLU", "quantity": 3}], "email": "customer01@tea-house.example"}

SHIP = """mutation ($parts: [FulfillmentOrderLineItemsInput!]!) { fulfillmentCreate(
  fulfillment: {lineItemsByFulfillmentOrder: $parts}) { fulfillment { id } userErrors { message } } }"""

CANCEL = "mutation ($id: ID!) { fulfillmentCancel(id: $id) { userErrors { message } } }"


def post_refund(shop: SandboxShop, order: Any, *, status: int = 200, **request: Any) -> Any:
    return shop.call_control_api("POST", f"/orders/{order['id']}/refunds", request, status=status)


def build_refund_lines(order: Any, quantity: int = 1, *, restock: bool = True) -> list[dict[str, Any]]:
    return [{"line_item_id": order["line_items"][0]["id"], "quantity": quantity, "restock": restock}]


def list_remaining(shop: SandboxShop, order: Any) -> list[tuple[str, int]]:
    """List the status of each fulfillment order and its remaining units."""
    routed = shop.call_control_api("GET", f"/orders/{order['id']}")["fulfillment_orders"]
    return [(each["status"], sum(line["remaining"] for line in each["line_items"])) for each in routed]


def ship_order(shop: SandboxShop, order: Any, quantity: int) -> str:
    (routed,) = shop.call_control_api("GET", f"/orders/{order['id']}")["fulfillment_orders"]
    line = {"id": f"gid://shopify/FulfillmentOrderLineItem/{routed['line_items'][0]['id']}", "quantity": quantity}
    parts = [{"fulfillmentOrderId": routed["admin_graphql_api_id"], "fulfillmentOrderLineItems": [line]}]
    answer = shop.query(SHIP, parts=parts)["fulfillmentCreate"]
    assert answer["userErrors"] == []
    return str(answer["fulfillment"]["id"])


def is_balanced(order: Order) -> bool:
    """True if the order's current amounts agree with its refunds."""
    taxes = Decimal(0) if order.taxes_included else order.current_tax
    parts = order.current_subtotal + order.current_shipping + order.current_tip + taxes
    body = build_order_payload(SHOP, order)
    repayments = [Decimal(money["amount"]) for each in body["refunds"] for money in each["transactions"]]
    return Decimal(body["current_total_price"]) == parts == Decimal(body["total_price"]) - sum(repayments)


@given(order_requests, st.randoms(use_true_random=False))
def test_refunding_item_by_item_adds_up_to_the_cent(order_request: OrderRequest, dice: Any) -> None:
    order, _ = place_order(SHOP, order_request)
    requests = [
        RefundRequest(lines=(RefundLineRequest(line_item_id=line.id),))
        for line in order.lines
        for _ in range(line.quantity)
    ]
    requests += [RefundRequest(shipping=True)] if order.shipping.price else []
    dice.shuffle(requests)
    for request in requests:
        before, (order, _) = order, refund_order(SHOP, order.id, request)
        assert 0 <= order.current_total <= before.current_total
    assert is_balanced(order)
    assert order.current_total == order.tip
    assert not any((order.current_subtotal, order.current_tax, order.current_total_discounts, order.current_shipping))
    if order.tip:
        order, _ = refund_order(SHOP, order.id, RefundRequest())
    assert order.current_total == 0
    assert order.financial_status == ("refunded" if order.total else "paid")


@given(order_requests, st.data())
def test_everything_that_is_left_is_the_rest_to_the_cent(order_request: OrderRequest, data: st.DataObject) -> None:
    order, _ = place_order(SHOP, order_request)
    quantities = [(line, data.draw(st.integers(0, line.quantity))) for line in order.lines]
    some = tuple(
        RefundLineRequest(line_item_id=line.id, quantity=quantity) for line, quantity in quantities if quantity
    )
    if some:
        order, _ = refund_order(SHOP, order.id, RefundRequest(lines=some))
        assert is_balanced(order)
    if order.current_total:
        order, _ = refund_order(SHOP, order.id, RefundRequest())
        assert is_balanced(order)
    assert order.total_refunded == order.total
    assert order.financial_status == ("refunded" if order.total else "paid")


def test_a_refund_has_shopifys_shape(connected: SandboxShop, receiver: WebhookReceiver) -> None:
    connected.subscribe("REFUNDS_CREATE", "ORDERS_UPDATED")
    order = connected.place_order(**MUGS)
    after = post_refund(connected, order, lines=build_refund_lines(order, restock=False), note="broken")
    connected.wait_for_deliveries()
    body = json.loads(receiver.find_request("refunds/create").content)
    assert sorted(receiver.list_topics()) == ["orders/updated", "refunds/create"]
    assert json.loads(receiver.find_request("orders/updated").content) == after
    assert [body] == after["refunds"]
    assert "updated_at" not in body
    (line,), (money,) = body["refund_line_items"], body["transactions"]
    assert (line["subtotal"], line["total_tax"], line["quantity"]) == (14.9, 2.83, 1)
    assert (line["restock_type"], line["location_id"], line["line_item"]["current_quantity"]) == ("no_restock", None, 2)
    assert (money["kind"], money["status"], money["amount"]) == ("refund", "success", "17.73")
    assert (body["note"], body["restock"], body["order_id"]) == ("broken", False, order["id"])


def test_refunded_shipping_is_a_negative_adjustment(store: SandboxShop) -> None:
    order = store.place_order(**MUGS)
    after = post_refund(store, order, shipping=True)
    (shipping,) = after["refunds"][0]["order_adjustments"]
    assert (shipping["kind"], shipping["amount"], shipping["tax_amount"]) == ("shipping_refund", "-4.90", "-0.93")
    assert after["refunds"][0]["transactions"][0]["amount"] == "5.83"
    assert after["current_shipping_price_set"]["shop_money"]["amount"] == "0.00"


def test_an_order_says_what_refunds_have_left_of_it(store: SandboxShop) -> None:
    order = store.place_order(**TEAPOTS)
    after = post_refund(store, order, lines=build_refund_lines(order, 2))
    line = after["line_items"][0]
    assert (line["quantity"], line["current_quantity"], line["fulfillable_quantity"]) == (3, 1, 1)
    assert (after["total_price"], after["subtotal_price"]) == (order["total_price"], order["subtotal_price"])
    assert (after["current_subtotal_price"], after["current_total_tax"]) == ("49.00", "9.31")
    assert (after["financial_status"], after["total_outstanding"]) == ("partially_refunded", "0.00")
    assert after["updated_at"] > order["updated_at"]


def test_a_tip_goes_back_with_everything_that_is_left(store: SandboxShop) -> None:
    order = store.place_order(**TEAPOTS, tip="4.50")
    after = post_refund(store, order)
    (body,) = after["refunds"]
    tips = [each["amount"] for each in body["order_adjustments"] if each["kind"] == "refund_discrepancy"]
    assert (tips, body["transactions"][0]["amount"]) == (["-4.50"], order["total_price"])
    assert (after["financial_status"], after["current_total_price"]) == ("refunded", "0.00")


def test_free_items_are_refunded_without_a_transaction(store: SandboxShop) -> None:
    order = store.place_order(lines=[{"title": "Sample", "price": "0.00"}, {"sku": "POT-BLK"}])
    after = post_refund(store, order, lines=build_refund_lines(order), pending=True)
    assert (after["refunds"][0]["transactions"], after["financial_status"]) == ([], "paid")
    assert after["line_items"][0]["current_quantity"] == 0


def test_what_was_not_shipped_is_not_shipped_any_more(connected: SandboxShop) -> None:
    order = connected.place_order(**TEAPOTS)
    after = post_refund(connected, order, lines=build_refund_lines(order, 2))
    assert list_remaining(connected, order) == [("open", 1)]
    assert [line["restock_type"] for line in after["refunds"][0]["refund_line_items"]] == ["cancel"]
    ship_order(connected, order, 1)
    shown = connected.call_control_api("GET", f"/orders/{order['id']}")["order"]
    assert (shown["fulfillment_status"], shown["line_items"][0]["fulfillment_status"]) == ("fulfilled", "fulfilled")


def test_a_fulfillment_order_closes_when_nothing_remains(store: SandboxShop) -> None:
    order = store.place_order(**TEAPOTS)
    post_refund(store, order)
    assert list_remaining(store, order) == [("closed", 0)]


def test_shipped_items_are_returned_and_unshipped_ones_cancelled(connected: SandboxShop) -> None:
    order = connected.place_order(**TEAPOTS)
    ship_order(connected, order, 2)
    after = post_refund(connected, order, lines=build_refund_lines(order, 2))
    lines = after["refunds"][0]["refund_line_items"]
    assert [(line["restock_type"], line["quantity"]) for line in lines] == [("cancel", 1), ("return", 1)]
    assert list_remaining(connected, order) == [("closed", 0)]


def test_a_cancelled_fulfillment_reopens_only_unrefunded_items(connected: SandboxShop) -> None:
    order = connected.place_order(**TEAPOTS)
    parcel = ship_order(connected, order, 3)
    post_refund(connected, order, lines=build_refund_lines(order, 2))
    connected.query(CANCEL, id=parcel)
    assert list_remaining(connected, order) == [("closed", 0), ("open", 1)]


def test_pending_money_is_on_its_way_until_it_is_settled(connected: SandboxShop, receiver: WebhookReceiver) -> None:
    order = connected.place_order(**TEAPOTS)
    before = post_refund(connected, order, pending=True)
    number = before["refunds"][0]["id"]
    connected.subscribe("ORDERS_UPDATED", "REFUNDS_CREATE")
    after = connected.call_control_api("POST", f"/orders/{order['id']}/refunds/{number}/settle")
    connected.wait_for_deliveries()
    states = [each["refunds"][0]["transactions"][0]["status"] for each in (before, after)]
    assert (states, receiver.list_topics()) == (["pending", "success"], ["orders/updated"])
    assert after["updated_at"] > before["updated_at"]
    again = connected.call_control_api("POST", f"/orders/{order['id']}/refunds/{number}/settle", status=422)
    assert "pending: " in again["error"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"lines": [{"line_item_id": 1}]}, "lines[0].line_item_id"),
        ({"lines": [{"line_item_id": 1, "count": 1}]}, "count"),
        ({"lines": [], "shipping": "all"}, "$.shipping"),
    ],
)
def test_a_refund_of_what_does_not_exist_is_refused(store: SandboxShop, body: Any, words: str) -> None:
    order = store.place_order(**TEAPOTS)
    assert words in post_refund(store, order, status=422, **body)["error"]


@pytest.mark.parametrize("quantities", [(0,), (-1,), (4,), (2, 2)])
def test_more_than_is_left_of_a_line_is_refused_and_changes_nothing(
    store: SandboxShop, quantities: tuple[int, ...]
) -> None:
    order = store.place_order(**TEAPOTS)
    lines = [piece for quantity in quantities for piece in build_refund_lines(order, quantity)]
    refusal = post_refund(store, order, lines=lines, status=422)["error"]
    assert f"lines[{len(quantities) - 1}].quantity: must be 1 or more" in refusal
    assert store.call_control_api("GET", f"/orders/{order['id']}")["order"] == order


def test_shipping_and_the_remainder_are_refunded_only_once(store: SandboxShop) -> None:
    order = store.place_order(**MUGS)
    post_refund(store, order, shipping=True)
    assert "shipping: " in post_refund(store, order, shipping=True, status=422)["error"]
    post_refund(store, order)
    assert "#1001 has nothing left to refund" in post_refund(store, order, status=422)["error"]


def test_one_line_can_go_back_in_part_to_the_shelf_and_in_part_to_nowhere(store: SandboxShop) -> None:
    order = store.place_order(**TEAPOTS)
    after = post_refund(store, order, lines=build_refund_lines(order, 2) + build_refund_lines(order, 1, restock=False))
    lines = after["refunds"][0]["refund_line_items"]
    assert [(line["restock_type"], line["quantity"]) for line in lines] == [("cancel", 2), ("no_restock", 1)]


def test_a_cancelled_order_is_not_refunded(store: SandboxShop) -> None:
    order = store.place_order(**TEAPOTS)
    store.call_control_api("POST", f"/orders/{order['id']}/cancel")
    assert post_refund(store, order, status=422)["error"].startswith("cancelled_at: #1001 is cancelled")


def test_an_unpaid_order_is_not_refunded(store: SandboxShop) -> None:
    order = store.place_order(**TEAPOTS, paid=False)
    assert post_refund(store, order, status=422)["error"].startswith("financial_status: #1001 is pending")
