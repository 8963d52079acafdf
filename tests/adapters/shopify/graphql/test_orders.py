"""The same order, told by webhook and read by GraphQL, is the same in the domain's words."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from novex_shopify.adapters.shopify.webhooks.payload_reader import JsonPayloadReader
from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.order import Order
from novex_shopify.domain.model.sales_order import LineKind
from novex_shopify.domain.policies.order_document import build_sales_order
from novex_shopify.entrypoints.sandbox.client import ShopClient
from tests.builders import SHOP
from tests.contracts.test_shopify_admin import (
    HttpCandidate,
    ShopifyCandidate,
    build_fulfillment_request,
    sandbox_address,
    shopify,
)

__all__ = ["sandbox_address", "shopify"]

CARD = {"title": "Gift card", "price": "25.00", "gift_card": True}
CUSTOM = {"title": "Engraving", "price": "3.33", "quantity": 3}

OrderScenario = Callable[[ShopClient, HttpCandidate], dict[str, Any]]


def place_plain_order(shop: ShopClient, _: HttpCandidate) -> dict[str, Any]:
    """Two teas."""
    return shop.place_custom_order({"lines": [{"sku": shop.list_unique_skus()[0], "quantity": 2}]})


def place_discounted_order(shop: ShopClient, _: HttpCandidate) -> dict[str, Any]:
    """With a code, several lines, prices that hold the tax, and a note."""
    lines = [{"sku": sku, "quantity": 3} for sku in shop.list_unique_skus()[:3]]
    wish = {"discount_code": "WELCOME10", "taxes_included": True, "note": "Ring twice", "tags": ["vip", "tea"]}
    return shop.place_custom_order({"lines": lines, **wish})


def place_full_order(shop: ShopClient, _: HttpCandidate) -> dict[str, Any]:
    """A guest's, unpaid: a tip, a gift card, something custom, for a company."""
    lines = [{"sku": shop.list_unique_skus()[0]}, CARD, CUSTOM]
    wish = {"tip": "4.50", "po_number": "PO-1", "company": True, "guest": True, "paid": False, "test": True}
    return shop.place_custom_order({"lines": lines, **wish})


def place_shipped_order(shop: ShopClient, shopify: HttpCandidate) -> dict[str, Any]:
    """A part of it is on its way."""
    number: int = shop.place_order(shop.list_unique_skus()[0])["id"]
    shopify.admin.create_fulfillment(
        shopify.create_access(), build_fulfillment_request(shopify, shopify.create_access(), number, quantity=1)
    )
    return shop.change_note(number, "on its way")


def place_refunded_order(shop: ShopClient, _: HttpCandidate) -> dict[str, Any]:
    """A piece of it went back, then the rest with the freight, of which the money is pending."""
    order = shop.place_custom_order(
        {"lines": [{"sku": shop.list_unique_skus()[0], "quantity": 3}], "discount_code": "TAKE5"}
    )
    line = order["line_items"][0]["id"]
    shop.refund_order(order["id"], {"lines": [{"line_item_id": line, "restock": False}], "note": "broken"})
    return shop.refund_order(order["id"], {"pending": True})


def place_cancelled_order(shop: ShopClient, _: HttpCandidate) -> dict[str, Any]:
    """It was cancelled before it was shipped."""
    return shop.cancel_order(shop.place_order(shop.list_unique_skus()[0])["id"])


@pytest.fixture
def over_http(shopify: ShopifyCandidate) -> HttpCandidate:
    """Only what goes over the wire has two ways to tell of an order."""
    assert isinstance(shopify, HttpCandidate)
    return shopify


@pytest.mark.parametrize("shopify", ["http"], indirect=True)
@pytest.mark.parametrize(
    "story",
    [
        place_plain_order,
        place_discounted_order,
        place_full_order,
        place_shipped_order,
        place_refunded_order,
        place_cancelled_order,
    ],
)
def test_an_order_is_the_same_whichever_way_it_comes(over_http: HttpCandidate, story: OrderScenario) -> None:
    shop = ShopClient(over_http.sandbox, over_http.shop)
    payload = story(shop, over_http)
    by_webhook = JsonPayloadReader().parse_order(_encode_payload(payload))
    by_graphql = over_http.admin.fetch_order(over_http.create_access(), payload["id"])
    assert by_graphql == by_webhook
    assert totals_match(by_webhook)


@pytest.mark.parametrize("shopify", ["http"], indirect=True)
def test_a_gift_card_and_a_tip_have_lines_of_their_own(over_http: HttpCandidate) -> None:
    order = over_http.admin.fetch_order(
        over_http.create_access(), place_full_order(ShopClient(over_http.sandbox, over_http.shop), over_http)["id"]
    )
    document = build_sales_order(over_http.shop, order, {}, placeholders=True)
    assert {LineKind.ITEM, LineKind.GIFT_CARD, LineKind.TIP} <= {line.kind for line in document.lines}


def test_an_order_that_is_not_there_is_not_found(shopify: ShopifyCandidate) -> None:
    with pytest.raises(NotFound):
        shopify.admin.fetch_order(shopify.create_access(), 404)


def totals_match(order: Order) -> bool:
    """Whether a document can be made of it, and its refunds lead to Shopify's total of today."""
    document = build_sales_order(SHOP, order, {}, placeholders=True)
    returned = sum((refund.value(taxes_included=order.taxes_included) for refund in order.refunds), order.zero.amount)
    return order.totals.current is None or document.total.amount - returned == order.totals.current.amount


def _encode_payload(payload: dict[str, Any]) -> bytes:
    return json.dumps(payload).encode()
