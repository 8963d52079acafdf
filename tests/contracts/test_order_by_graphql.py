"""The same order, told by webhook and read by GraphQL, is the same in the domain's words."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from novex_shopify.adapters.shopify.payloads import JsonPayloadReader
from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.order import Order
from novex_shopify.domain.model.sales_order import LineKind
from novex_shopify.domain.policies.order_document import sales_order
from novex_shopify.entrypoints.demo.store import Store
from tests.builders import SHOP
from tests.contracts.test_shopify import OverHttp, Shopify, plan, sandbox_address, shopify

__all__ = ["sandbox_address", "shopify"]

CARD = {"title": "Gift card", "price": "25.00", "gift_card": True}
CUSTOM = {"title": "Engraving", "price": "3.33", "quantity": 3}

Story = Callable[[Store, OverHttp], dict[str, Any]]


def plain(store: Store, _: OverHttp) -> dict[str, Any]:
    """Two teas."""
    return store.order_of({"lines": [{"sku": store.unique_skus()[0], "quantity": 2}]})


def discounted(store: Store, _: OverHttp) -> dict[str, Any]:
    """With a code, several lines, prices that hold the tax, and a note."""
    lines = [{"sku": sku, "quantity": 3} for sku in store.unique_skus()[:3]]
    wish = {"discount_code": "WELCOME10", "taxes_included": True, "note": "Ring twice", "tags": ["vip", "tea"]}
    return store.order_of({"lines": lines, **wish})


def of_everything(store: Store, _: OverHttp) -> dict[str, Any]:
    """A guest's, unpaid: a tip, a gift card, something custom, for a company."""
    lines = [{"sku": store.unique_skus()[0]}, CARD, CUSTOM]
    wish = {"tip": "4.50", "po_number": "PO-1", "company": True, "guest": True, "paid": False, "test": True}
    return store.order_of({"lines": lines, **wish})


def shipped(store: Store, shopify: OverHttp) -> dict[str, Any]:
    """A part of it is on its way."""
    number: int = store.place_order(store.unique_skus()[0])["id"]
    shopify.admin.create_fulfillment(shopify.token(), plan(shopify, shopify.token(), number, quantity=1))
    return store.change_note(number, "on its way")


def refunded(store: Store, _: OverHttp) -> dict[str, Any]:
    """A piece of it went back, then the rest with the freight, of which the money is pending."""
    order = store.order_of({"lines": [{"sku": store.unique_skus()[0], "quantity": 3}], "discount_code": "TAKE5"})
    line = order["line_items"][0]["id"]
    store.refund(order["id"], {"lines": [{"line_item_id": line, "restock": False}], "note": "broken"})
    return store.refund(order["id"], {"pending": True})


def cancelled(store: Store, _: OverHttp) -> dict[str, Any]:
    """It was cancelled before it was shipped."""
    return store.cancel(store.place_order(store.unique_skus()[0])["id"])


@pytest.fixture
def over_http(shopify: Shopify) -> OverHttp:
    """Only what goes over the wire has two ways to tell of an order."""
    assert isinstance(shopify, OverHttp)
    return shopify


@pytest.mark.parametrize("shopify", ["http"], indirect=True)
@pytest.mark.parametrize("story", [plain, discounted, of_everything, shipped, refunded, cancelled])
def test_an_order_is_the_same_whichever_way_it_comes(over_http: OverHttp, story: Story) -> None:
    store = Store(over_http.sandbox, over_http.shop)
    payload = story(store, over_http)
    by_webhook = JsonPayloadReader().order(_bytes(payload))
    by_graphql = over_http.admin.order(over_http.token(), payload["id"])
    assert by_graphql == by_webhook
    assert adds_up(by_webhook)


@pytest.mark.parametrize("shopify", ["http"], indirect=True)
def test_a_gift_card_and_a_tip_have_lines_of_their_own(over_http: OverHttp) -> None:
    order = over_http.admin.order(
        over_http.token(), of_everything(Store(over_http.sandbox, over_http.shop), over_http)["id"]
    )
    document = sales_order(over_http.shop, order, {}, placeholders=True)
    assert {LineKind.GOODS, LineKind.GIFT_CARD, LineKind.TIP} <= {line.kind for line in document.lines}


def test_an_order_that_is_not_there_is_not_found(shopify: Shopify) -> None:
    with pytest.raises(NotFound):
        shopify.admin.order(shopify.token(), 404)


def adds_up(order: Order) -> bool:
    """Whether a document can be made of it, and its refunds lead to Shopify's total of today."""
    document = sales_order(SHOP, order, {}, placeholders=True)
    returned = sum((refund.value(taxes_included=order.taxes_included) for refund in order.refunds), order.zero.amount)
    return order.stated.current is None or document.total.amount - returned == order.stated.current.amount


def _bytes(payload: dict[str, Any]) -> bytes:
    return json.dumps(payload).encode()
