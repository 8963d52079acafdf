"""Orders: exact to the cent, and in the shape of webhooks."""

import json
from datetime import datetime
from decimal import Decimal
from typing import Any

from hypothesis import given

from novex_shopify.entrypoints.sandbox.ids import IdSequence
from novex_shopify.entrypoints.sandbox.orders.order_actions import place_order
from novex_shopify.entrypoints.sandbox.payloads.orders import build_order_payload
from novex_shopify.entrypoints.sandbox.requests import OrderRequest
from novex_shopify.entrypoints.sandbox.shop_factory import create_shop
from tests.entrypoints.sandbox.harness import SandboxShop, WebhookReceiver
from tests.entrypoints.sandbox.strategies import SHOP, TIME, order_requests


def sum_amounts(parts: Any) -> Decimal:
    return sum((Decimal(part) for part in parts), Decimal(0))


@given(order_requests)
def test_every_total_adds_up_to_the_cent(order_request: OrderRequest) -> None:
    order, _ = place_order(SHOP, order_request)
    body = build_order_payload(SHOP, order)
    lines, shipping = body["line_items"], body["shipping_lines"]
    line_items_total = sum((Decimal(line["price"]) * line["quantity"] for line in lines), Decimal(0))
    discount = sum_amounts(part["amount"] for line in lines for part in line["discount_allocations"])
    tax = sum_amounts(part["price"] for line in (*lines, *shipping) for part in line["tax_lines"])
    shipping_price = sum_amounts(line["price"] for line in shipping)
    assert Decimal(body["total_line_items_price"]) == line_items_total
    assert (
        Decimal(body["total_discounts"]) == discount == sum_amounts(code["amount"] for code in body["discount_codes"])
    )
    assert Decimal(body["subtotal_price"]) == line_items_total - discount
    assert Decimal(body["total_tax"]) == tax == sum_amounts(line["price"] for line in body["tax_lines"])
    tip = Decimal(body["total_tip_received"])
    assert Decimal(body["total_price"]) == line_items_total - discount + shipping_price + tip + (
        0 if body["taxes_included"] else tax
    )
    for line in lines:
        assert (
            0
            <= sum_amounts(part["amount"] for part in line["discount_allocations"])
            <= Decimal(line["price"]) * line["quantity"]
        )


def test_an_order_body_is_as_full_as_shopifys(store: SandboxShop) -> None:
    body = store.place_order(lines=[{"sku": "TEA-EARL-100", "quantity": 2}, {"sku": "POT-BLK"}], discount_code="TAKE5")
    assert body["id"] > 2**53
    assert body["admin_graphql_api_id"] == f"gid://shopify/Order/{body['id']}"
    assert (body["name"], body["financial_status"], body["fulfillment_status"]) == ("#1001", "paid", None)
    assert datetime.fromisoformat(body["created_at"]).utcoffset() is not None
    assert len(body) > 85
    assert "checkout_id" not in body
    assert body["discount_codes"] == [{"code": "TAKE5", "amount": "5.00", "type": "fixed_amount"}]


def test_without_options_the_same_default_order_is_placed_every_time(store: SandboxShop) -> None:
    other = create_shop(store.domain, SHOP.settings, TIME, IdSequence(TIME()))
    again, _ = place_order(other, OrderRequest())
    made_up = store.place_order()
    assert [line["sku"] for line in made_up["line_items"]] == [line.sku for line in again.lines]
    assert made_up["email"] == again.email


def test_an_order_with_a_new_email_creates_a_customer(connected: SandboxShop, receiver: WebhookReceiver) -> None:
    connected.subscribe("CUSTOMERS_CREATE", "ORDERS_CREATE")
    body = connected.place_order(email="grace.hopper@navy.example")
    connected.wait_for_deliveries()
    assert body["customer"]["first_name"] == "Grace"
    assert sorted(receiver.list_topics()) == ["customers/create", "orders/create"]


def test_a_guest_order_has_no_customer(store: SandboxShop) -> None:
    assert store.place_order(guest=True)["customer"] is None


def test_a_custom_line_belongs_to_no_product(store: SandboxShop) -> None:
    line = store.place_order(lines=[{"title": "Engraving", "price": "7.50"}])["line_items"][0]
    assert (line["title"], line["price"], line["product_id"], line["variant_id"]) == ("Engraving", "7.50", None, None)


def test_each_change_is_newer_by_a_whole_second_even_within_the_same_moment(store: SandboxShop) -> None:
    order = store.place_order()
    stamps = [order["updated_at"]]
    for note in ("one", "two", "three"):
        stamps.append(store.call_control_api("PATCH", f"/orders/{order['id']}", {"note": note})["updated_at"])
    assert stamps == sorted(set(stamps))


def test_an_unpaid_order_is_paid_later(connected: SandboxShop, receiver: WebhookReceiver) -> None:
    connected.subscribe("ORDERS_PAID")
    order = connected.place_order(paid=False)
    assert (order["financial_status"], order["total_outstanding"]) == ("pending", order["total_price"])
    paid = connected.call_control_api("PATCH", f"/orders/{order['id']}", {"paid": True})
    connected.wait_for_deliveries()
    assert (paid["financial_status"], receiver.list_topics()) == ("paid", ["orders/paid"])


def test_cancelling_closes_what_was_to_be_shipped(connected: SandboxShop, receiver: WebhookReceiver) -> None:
    connected.subscribe("ORDERS_CANCELLED", "ORDERS_UPDATED")
    order = connected.place_order(paid=False, lines=[{"sku": "POT-BLK"}])
    body = connected.call_control_api("POST", f"/orders/{order['id']}/cancel", {"reason": "inventory"})
    connected.wait_for_deliveries()
    assert (body["cancel_reason"], body["financial_status"]) == ("inventory", "voided")
    assert body["cancelled_at"] == body["updated_at"]
    shown = connected.call_control_api("GET", f"/orders/{order['id']}")
    assert [each["status"] for each in shown["fulfillment_orders"]] == ["cancelled"]
    assert sorted(receiver.list_topics()) == ["orders/cancelled", "orders/updated"]
    assert "cancelled" in connected.call_control_api("POST", f"/orders/{order['id']}/cancel", status=422)["error"]


def test_a_tip_is_part_of_the_total_and_of_no_line(store: SandboxShop) -> None:
    lines = [{"title": "Engraving", "price": "10.00"}]
    plain, tipped = store.place_order(lines=lines), store.place_order(lines=lines, tip="4.50")
    assert tipped["total_tip_received"] == "4.50"
    assert Decimal(tipped["total_price"]) == Decimal(plain["total_price"]) + Decimal("4.50")
    assert len(tipped["line_items"]) == 1


def test_a_gift_card_has_no_tax_no_discount_and_nothing_to_ship(store: SandboxShop) -> None:
    card = {"title": "Gift card", "price": "25.00", "gift_card": True}
    order = store.place_order(lines=[{"sku": "POT-BLK"}, card], discount_code="WELCOME10")
    product_line, line = order["line_items"]
    assert (line["gift_card"], line["requires_shipping"], line["taxable"]) == (True, False, False)
    assert (line["tax_lines"], line["discount_allocations"], line["fulfillable_quantity"]) == ([], [], 0)
    assert order["total_discounts"] == product_line["discount_allocations"][0]["amount"] == "4.90"
    routed = store.call_control_api("GET", f"/orders/{order['id']}")["fulfillment_orders"]
    assert [line["sku"] for each in routed for line in each["line_items"]] == ["POT-BLK"]


def test_a_company_buys_for_one_of_its_locations(store: SandboxShop) -> None:
    order = store.place_order(company=True, po_number="PO-2026/7")
    assert order["company"]["id"] != order["company"]["location_id"]
    assert order["po_number"] == "PO-2026/7"
    assert store.place_order()["company"] is None


def test_a_deleted_order_is_removed_and_announced_by_its_id_alone(
    connected: SandboxShop, receiver: WebhookReceiver
) -> None:
    connected.subscribe("ORDERS_DELETE")
    order = connected.place_order(lines=[{"sku": "POT-BLK"}])
    (routed,) = connected.call_control_api("GET", f"/orders/{order['id']}")["fulfillment_orders"]
    assert connected.call_control_api("DELETE", f"/orders/{order['id']}") == {"id": order["id"]}
    connected.wait_for_deliveries()
    assert json.loads(receiver.find_request("orders/delete").content) == {"id": order["id"]}
    connected.call_control_api("GET", f"/orders/{order['id']}", status=404)
    query = "query ($order: ID!, $part: ID!) { order(id: $order) { id } fulfillmentOrder(id: $part) { id } }"
    gids = {"order": order["admin_graphql_api_id"], "part": routed["admin_graphql_api_id"]}
    assert connected.query(query, **gids) == {"order": None, "fulfillmentOrder": None}


def test_the_number_of_a_deleted_order_is_not_given_out_again(store: SandboxShop) -> None:
    order = store.place_order()
    store.call_control_api("DELETE", f"/orders/{order['id']}")
    assert store.place_order()["order_number"] == order["order_number"] + 1
