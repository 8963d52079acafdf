"""Orders: to the cent, and in the shape that webhooks have."""

import json
from datetime import datetime
from decimal import Decimal
from typing import Any

from hypothesis import given

from novex_shopify.entrypoints.sandbox.ids import Ids
from novex_shopify.entrypoints.sandbox.order_book import place_order
from novex_shopify.entrypoints.sandbox.payloads.order import order_payload
from novex_shopify.entrypoints.sandbox.shop import open_shop
from novex_shopify.entrypoints.sandbox.wishes import OrderWish
from tests.entrypoints.sandbox.harness import Receiver, Store
from tests.entrypoints.sandbox.wishes import SHOP, TIME, order_wishes


def total(parts: Any) -> Decimal:
    return sum((Decimal(part) for part in parts), Decimal(0))


@given(order_wishes)
def test_every_total_adds_up_to_the_cent(wish: OrderWish) -> None:
    order, _ = place_order(SHOP, wish)
    body = order_payload(SHOP, order)
    lines, shipping = body["line_items"], body["shipping_lines"]
    goods = sum((Decimal(line["price"]) * line["quantity"] for line in lines), Decimal(0))
    discount = total(part["amount"] for line in lines for part in line["discount_allocations"])
    tax = total(part["price"] for line in (*lines, *shipping) for part in line["tax_lines"])
    freight = total(line["price"] for line in shipping)
    assert Decimal(body["total_line_items_price"]) == goods
    assert Decimal(body["total_discounts"]) == discount == total(code["amount"] for code in body["discount_codes"])
    assert Decimal(body["subtotal_price"]) == goods - discount
    assert Decimal(body["total_tax"]) == tax == total(line["price"] for line in body["tax_lines"])
    tip = Decimal(body["total_tip_received"])
    assert Decimal(body["total_price"]) == goods - discount + freight + tip + (0 if body["taxes_included"] else tax)
    for line in lines:
        assert (
            0
            <= total(part["amount"] for part in line["discount_allocations"])
            <= Decimal(line["price"]) * line["quantity"]
        )


def test_an_order_body_is_as_full_as_shopifys(store: Store) -> None:
    body = store.order(lines=[{"sku": "TEA-EARL-100", "quantity": 2}, {"sku": "POT-BLK"}], discount_code="TAKE5")
    assert body["id"] > 2**53
    assert body["admin_graphql_api_id"] == f"gid://shopify/Order/{body['id']}"
    assert (body["name"], body["financial_status"], body["fulfillment_status"]) == ("#1001", "paid", None)
    assert datetime.fromisoformat(body["created_at"]).utcoffset() is not None
    assert len(body) > 85
    assert "checkout_id" not in body
    assert body["discount_codes"] == [{"code": "TAKE5", "amount": "5.00", "type": "fixed_amount"}]


def test_without_a_wish_the_same_sensible_order_is_made_up_every_time(store: Store) -> None:
    other = open_shop(store.shop, SHOP.settings, TIME, Ids(TIME()))
    again, _ = place_order(other, OrderWish())
    made_up = store.order()
    assert [line["sku"] for line in made_up["line_items"]] == [line.sku for line in again.lines]
    assert made_up["email"] == again.email


def test_an_order_of_a_new_mail_address_brings_a_customer(connected: Store, receiver: Receiver) -> None:
    connected.subscribe("CUSTOMERS_CREATE", "ORDERS_CREATE")
    body = connected.order(email="grace.hopper@navy.example")
    connected.settle()
    assert body["customer"]["first_name"] == "Grace"
    assert sorted(receiver.topics()) == ["customers/create", "orders/create"]


def test_a_guest_order_has_no_customer(store: Store) -> None:
    assert store.order(guest=True)["customer"] is None


def test_a_custom_line_belongs_to_no_product(store: Store) -> None:
    line = store.order(lines=[{"title": "Engraving", "price": "7.50"}])["line_items"][0]
    assert (line["title"], line["price"], line["product_id"], line["variant_id"]) == ("Engraving", "7.50", None, None)


def test_each_change_is_newer_by_a_whole_second_even_within_the_same_moment(store: Store) -> None:
    order = store.order()
    stamps = [order["updated_at"]]
    for note in ("one", "two", "three"):
        stamps.append(store.control("PATCH", f"/orders/{order['id']}", {"note": note})["updated_at"])
    assert stamps == sorted(set(stamps))


def test_an_unpaid_order_is_paid_later(connected: Store, receiver: Receiver) -> None:
    connected.subscribe("ORDERS_PAID")
    order = connected.order(paid=False)
    assert (order["financial_status"], order["total_outstanding"]) == ("pending", order["total_price"])
    paid = connected.control("PATCH", f"/orders/{order['id']}", {"paid": True})
    connected.settle()
    assert (paid["financial_status"], receiver.topics()) == ("paid", ["orders/paid"])


def test_cancelling_closes_what_was_to_be_shipped(connected: Store, receiver: Receiver) -> None:
    connected.subscribe("ORDERS_CANCELLED", "ORDERS_UPDATED")
    order = connected.order(paid=False, lines=[{"sku": "POT-BLK"}])
    body = connected.control("POST", f"/orders/{order['id']}/cancel", {"reason": "inventory"})
    connected.settle()
    assert (body["cancel_reason"], body["financial_status"]) == ("inventory", "voided")
    assert body["cancelled_at"] == body["updated_at"]
    shown = connected.control("GET", f"/orders/{order['id']}")
    assert [each["status"] for each in shown["fulfillment_orders"]] == ["cancelled"]
    assert sorted(receiver.topics()) == ["orders/cancelled", "orders/updated"]
    assert "cancelled" in connected.control("POST", f"/orders/{order['id']}/cancel", status=422)["error"]


def test_a_tip_is_part_of_the_total_and_of_no_line(store: Store) -> None:
    lines = [{"title": "Engraving", "price": "10.00"}]
    plain, tipped = store.order(lines=lines), store.order(lines=lines, tip="4.50")
    assert tipped["total_tip_received"] == "4.50"
    assert Decimal(tipped["total_price"]) == Decimal(plain["total_price"]) + Decimal("4.50")
    assert len(tipped["line_items"]) == 1


def test_a_gift_card_has_no_tax_no_discount_and_nothing_to_ship(store: Store) -> None:
    card = {"title": "Gift card", "price": "25.00", "gift_card": True}
    order = store.order(lines=[{"sku": "POT-BLK"}, card], discount_code="WELCOME10")
    goods, line = order["line_items"]
    assert (line["gift_card"], line["requires_shipping"], line["taxable"]) == (True, False, False)
    assert (line["tax_lines"], line["discount_allocations"], line["fulfillable_quantity"]) == ([], [], 0)
    assert order["total_discounts"] == goods["discount_allocations"][0]["amount"] == "4.90"
    routed = store.control("GET", f"/orders/{order['id']}")["fulfillment_orders"]
    assert [line["sku"] for each in routed for line in each["line_items"]] == ["POT-BLK"]


def test_a_company_buys_for_one_of_its_locations(store: Store) -> None:
    order = store.order(company=True, po_number="PO-2026/7")
    assert order["company"]["id"] != order["company"]["location_id"]
    assert order["po_number"] == "PO-2026/7"
    assert store.order()["company"] is None


def test_a_deleted_order_is_gone_and_told_of_by_its_id_alone(connected: Store, receiver: Receiver) -> None:
    connected.subscribe("ORDERS_DELETE")
    order = connected.order(lines=[{"sku": "POT-BLK"}])
    (routed,) = connected.control("GET", f"/orders/{order['id']}")["fulfillment_orders"]
    assert connected.control("DELETE", f"/orders/{order['id']}") == {"id": order["id"]}
    connected.settle()
    assert json.loads(receiver.of("orders/delete").content) == {"id": order["id"]}
    connected.control("GET", f"/orders/{order['id']}", status=404)
    query = "query ($order: ID!, $part: ID!) { order(id: $order) { id } fulfillmentOrder(id: $part) { id } }"
    gids = {"order": order["admin_graphql_api_id"], "part": routed["admin_graphql_api_id"]}
    assert connected.graphql(query, **gids) == {"order": None, "fulfillmentOrder": None}


def test_the_number_of_a_deleted_order_is_not_given_out_again(store: Store) -> None:
    order = store.order()
    store.control("DELETE", f"/orders/{order['id']}")
    assert store.order()["order_number"] == order["order_number"] + 1
