"""Orders: to the cent, and in the shape that webhooks have."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from novex_shopify.entrypoints.sandbox.app import SandboxSettings
from novex_shopify.entrypoints.sandbox.ids import Ids
from novex_shopify.entrypoints.sandbox.order_book import place_order
from novex_shopify.entrypoints.sandbox.payloads.order import order_payload
from novex_shopify.entrypoints.sandbox.shop import open_shop
from novex_shopify.entrypoints.sandbox.wishes import LineWish, OrderWish
from tests.entrypoints.sandbox.harness import Receiver, Store, Time

TIME = Time()
SHOP = open_shop("tea-house.myshopify.com", SandboxSettings(client_id="id", client_secret="s"), TIME, Ids(TIME()))

prices = st.decimals(min_value="0.01", max_value="999.99", places=2)
stock_lines = st.builds(
    LineWish,
    sku=st.sampled_from([variant.sku for variant in SHOP.variants if variant.sku]),
    quantity=st.integers(1, 20),
    price=st.none() | prices,
)
custom_lines = st.builds(LineWish, title=st.just("Engraving"), price=prices, quantity=st.integers(1, 3))
wishes = st.builds(
    OrderWish,
    lines=st.lists(stock_lines | custom_lines, min_size=1, max_size=6).map(tuple),
    email=st.sampled_from([customer.email for customer in SHOP.customers.values()]),
    discount_code=st.sampled_from([None, "WELCOME10", "TAKE5"]),
    taxes_included=st.booleans(),
)


def total(parts: Any) -> Decimal:
    return sum((Decimal(part) for part in parts), Decimal(0))


@given(wishes)
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
    assert Decimal(body["total_price"]) == goods - discount + freight + (0 if body["taxes_included"] else tax)
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
