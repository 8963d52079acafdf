"""An order is equal in the domain, whether a webhook or GraphQL gives it."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from novex_shopify.adapters.memory.shopify.fake_shop import ALL_SCOPES
from novex_shopify.adapters.shopify.webhooks.payload_reader import JsonPayloadReader
from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.order import Order
from novex_shopify.domain.model.order_details import Attribute
from novex_shopify.domain.model.sales_order import LineKind
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import ShopAccess
from novex_shopify.domain.policies.order_document import build_sales_order
from novex_shopify.entrypoints.sandbox.client import ShopClient
from tests.builders import SHOP
from tests.contracts.shopify_candidates import HttpCandidate, ShopifyCandidate, build_fulfillment_request

CARD = {"title": "Gift card", "price": "25.00", "gift_card": True}
CUSTOM = {"title": "Engraving", "price": "3.33", "quantity": 3}

OrderScenario = Callable[[ShopClient, HttpCandidate], dict[str, Any]]


def place_plain_order(shop: ShopClient, _: HttpCandidate) -> dict[str, Any]:
    return shop.place_custom_order({"lines": [{"sku": shop.list_unique_skus()[0], "quantity": 2}]})


def place_discounted_order(shop: ShopClient, _: HttpCandidate) -> dict[str, Any]:
    """A discount code, several lines, prices with taxes, and a note."""
    lines = [{"sku": sku, "quantity": 3} for sku in shop.list_unique_skus()[:3]]
    fields = {"discount_code": "WELCOME10", "taxes_included": True, "note": "Ring twice", "tags": ["vip", "tea"]}
    return shop.place_custom_order({"lines": lines, **fields})


def place_full_order(shop: ShopClient, _: HttpCandidate) -> dict[str, Any]:
    """An unpaid guest order of a company with a tip, a gift card and a custom line, dated before it was entered."""
    lines = [{"sku": shop.list_unique_skus()[0]}, CARD, CUSTOM]
    fields = {
        "tip": "4.50",
        "po_number": "PO-1",
        "company": True,
        "processed_at": "2025-12-30T14:00:00+01:00",
        "guest": True,
        "paid": False,
        "test": True,
    }
    return shop.place_custom_order({"lines": lines, **fields})


def place_detailed_order(shop: ShopClient, _: HttpCandidate) -> dict[str, Any]:
    """A retail order with an engraving, a bundle, cart attributes and payment terms."""
    first, second, third = shop.list_unique_skus()[:3]
    engraved = {"sku": first, "properties": {"Engraving": "For E.", "_upload": ""}}
    lines = [engraved, *({"sku": sku, "bundle": "Tea set", "quantity": 2} for sku in (second, third))]
    attributes = {"Delivery date": "2026-12-24", "Gift text": "Zum Geburtstag"}
    fields = {"note_attributes": attributes, "due_in_days": 30, "retail": True, "tax_exempt": True}
    return shop.place_custom_order({"lines": lines, **fields})


def place_shipped_order(shop: ShopClient, shopify: HttpCandidate) -> dict[str, Any]:
    """An order of which a part is fulfilled."""
    number: int = shop.place_order(shop.list_unique_skus()[0])["id"]
    shopify.admin.create_fulfillment(
        shopify.create_access(), build_fulfillment_request(shopify, shopify.create_access(), number, quantity=1)
    )
    return shop.change_note(number, "on its way")


def place_order_of_a_fulfillment_service(shop: ShopClient, _: HttpCandidate) -> dict[str, Any]:
    first, second = shop.list_unique_skus()[:2]
    return shop.place_custom_order({"lines": [{"sku": first, "fulfillment_service": "shipwire"}, {"sku": second}]})


def place_refunded_order(shop: ShopClient, _: HttpCandidate) -> dict[str, Any]:
    """One unit is refunded, then the rest with shipping, which is still pending."""
    order = shop.place_custom_order(
        {"lines": [{"sku": shop.list_unique_skus()[0], "quantity": 3}], "discount_code": "TAKE5"}
    )
    line = order["line_items"][0]["id"]
    shop.refund_order(order["id"], {"lines": [{"line_item_id": line, "restock": False}], "note": "broken"})
    return shop.refund_order(order["id"], {"pending": True})


def place_exchanged_order(shop: ShopClient, shopify: HttpCandidate) -> dict[str, Any]:
    """Of two units one comes back for a fee, for three of another item, which is dearer."""
    return _exchange(shop, shopify, quantity=3)


def place_refunded_return(shop: ShopClient, shopify: HttpCandidate) -> dict[str, Any]:
    """Of two units one comes back for a fee, and the rest of its price is repaid."""
    return _exchange(shop, shopify, quantity=0)


def _exchange(shop: ShopClient, shopify: HttpCandidate, quantity: int) -> dict[str, Any]:
    first, second = shop.list_unique_skus()[:2]
    number: int = shop.place_order(first)["id"]
    access = shopify.create_access()
    request = build_fulfillment_request(shopify, access, number)
    shopify.admin.create_fulfillment(access, request)
    line = {"line_item_id": request.lines[0].line_item_id, "restocking_fee": "1.00"}
    exchange = [{"sku": second, "quantity": quantity}] if quantity else []
    created = shop.create_return(number, {"lines": [line], "exchange": exchange, "shipping_fee": "0.50"})
    shop.change_return(number, created, "process")
    return shop.change_note(number, "exchanged")


def place_cancelled_order(shop: ShopClient, _: HttpCandidate) -> dict[str, Any]:
    return shop.cancel_order(shop.place_order(shop.list_unique_skus()[0])["id"])


@pytest.fixture
def over_http(shopify: ShopifyCandidate) -> HttpCandidate:
    assert isinstance(shopify, HttpCandidate)
    return shopify


@pytest.mark.parametrize("shopify", ["http"], indirect=True)
@pytest.mark.parametrize(
    "place_order",
    [
        place_plain_order,
        place_discounted_order,
        place_full_order,
        place_detailed_order,
        place_shipped_order,
        place_order_of_a_fulfillment_service,
        place_refunded_order,
        place_exchanged_order,
        place_refunded_return,
        place_cancelled_order,
    ],
)
def test_a_webhook_and_graphql_give_the_same_order(over_http: HttpCandidate, place_order: OrderScenario) -> None:
    shop = ShopClient(over_http.sandbox, over_http.shop)
    payload = place_order(shop, over_http)
    by_webhook = JsonPayloadReader().parse_order(_encode_payload(payload))
    by_graphql = over_http.admin.fetch_order(over_http.create_access(), payload["id"])
    assert replace(by_graphql, returns=()) == by_webhook  # a webhook states no returns
    assert totals_match(by_graphql)
    assert totals_match(by_webhook)


@pytest.mark.parametrize("shopify", ["http"], indirect=True)
def test_an_exchange_is_a_sale_and_a_credit_and_its_fees_are_a_line(over_http: HttpCandidate) -> None:
    shop = ShopClient(over_http.sandbox, over_http.shop)
    payload = place_exchanged_order(shop, over_http)
    order = over_http.admin.fetch_order(over_http.create_access(), payload["id"])
    for state in (order, JsonPayloadReader().parse_order(_encode_payload(payload))):
        document = build_sales_order(over_http.shop, state, {}, placeholders=True)
        kinds = [line.kind for line in document.lines]
        assert kinds == [LineKind.ITEM, LineKind.ITEM, LineKind.SHIPPING, LineKind.RETURN_FEE]
        assert str(document.lines[-1].total.amount) == "1.50"
        assert document.outstanding is not None
        assert document.outstanding.amount > 0
    (returned,) = order.returns
    assert returned.exchange_lines[0].line_item_ids == (order.line_items[1].id,)
    assert returned.refund_ids == (order.refunds[0].id,)


@pytest.mark.parametrize("shopify", ["http"], indirect=True)
def test_a_gift_card_and_a_tip_have_lines_of_their_own(over_http: HttpCandidate) -> None:
    order = over_http.admin.fetch_order(
        over_http.create_access(), place_full_order(ShopClient(over_http.sandbox, over_http.shop), over_http)["id"]
    )
    document = build_sales_order(over_http.shop, order, {}, placeholders=True)
    assert {LineKind.ITEM, LineKind.GIFT_CARD, LineKind.TIP} <= {line.kind for line in document.lines}


@pytest.mark.parametrize("shopify", ["http"], indirect=True)
def test_the_details_of_an_order_reach_the_document(over_http: HttpCandidate) -> None:
    placed = place_detailed_order(ShopClient(over_http.sandbox, over_http.shop), over_http)
    order = over_http.admin.fetch_order(over_http.create_access(), placed["id"])
    document = build_sales_order(over_http.shop, order, {}, placeholders=True)
    assert document.lines[0].properties == (Attribute("Engraving", "For E."), Attribute("_upload", ""))
    assert [line.group.title if line.group else None for line in document.lines] == [None, "Tea set", "Tea set", None]
    assert all(line.vendor and line.grams for line in document.lines[:3])
    assert document.lines[-1].shipping_method is not None
    assert document.lines[-1].shipping_method.code == placed["shipping_lines"][0]["code"]
    assert [each.name for each in document.note_attributes] == ["Delivery date", "Gift text"]
    assert (document.source.name, document.source.location_id) == ("pos", placed["location_id"])
    assert document.payment_terms is not None
    assert (document.payment_terms.name, document.payment_terms.due_in_days) == ("Net 30", 30)
    assert document.tax_terms.exempt


@pytest.mark.parametrize("shopify", ["http"], indirect=True)
def test_what_is_still_to_be_shipped_and_by_whom_reaches_the_document(over_http: HttpCandidate) -> None:
    shop, access = ShopClient(over_http.sandbox, over_http.shop), over_http.create_access()
    shipped = over_http.admin.fetch_order(access, place_shipped_order(shop, over_http)["id"])
    served = over_http.admin.fetch_order(access, place_order_of_a_fulfillment_service(shop, over_http)["id"])
    documents = [build_sales_order(over_http.shop, order, {}, placeholders=True) for order in (shipped, served)]
    assert [line.wanted_quantity for line in documents[0].lines] == [2, 0]
    assert [line.is_third_party for line in documents[1].lines] == [True, False, False]


@pytest.mark.parametrize("shopify", ["http"], indirect=True)
def test_only_graphql_states_selling_plans_and_tax_numbers(over_http: HttpCandidate) -> None:
    shop = ShopClient(over_http.sandbox, over_http.shop)
    lines = [{"sku": shop.list_unique_skus()[0], "selling_plan": "Monthly"}]
    taxes = {"company": True, "tax_id": "DE811111111", "localized_fields": {"TAX_CREDENTIAL_IT": "12345678901"}}
    payload = shop.place_custom_order({"lines": lines, **taxes})
    by_webhook = JsonPayloadReader().parse_order(_encode_payload(payload))
    by_graphql = over_http.admin.fetch_order(over_http.create_access(), payload["id"])
    assert by_graphql.company is not None
    (line,) = by_graphql.line_items
    assert line.selling_plan is not None
    assert (line.selling_plan.name, by_graphql.company.tax_registration_id) == ("Monthly", "DE811111111")
    assert [(each.key, each.value) for each in by_graphql.localized_fields] == [("tax_credential_it", "12345678901")]
    assert by_webhook == replace(
        by_graphql,
        line_items=(replace(line, selling_plan=None),),
        company=replace(by_graphql.company, tax_registration_id=None),
        localized_fields=(),
    )


@pytest.mark.parametrize("shopify", ["http"], indirect=True)
def test_an_order_is_read_without_the_fields_that_the_store_has_not_granted(over_http: HttpCandidate) -> None:
    shop = ShopClient(over_http.sandbox, over_http.shop)
    payload = place_detailed_order(shop, over_http)
    of_locations = {"read_locations", "read_inventory", "write_inventory"}
    scopes = sorted(ALL_SCOPES.handles - {"read_payment_terms", *of_locations})
    token = over_http.sandbox.post(f"/sandbox/shops/{over_http.shop}/tokens", json={"scopes": scopes}).json()
    order = over_http.admin.fetch_order(ShopAccess(over_http.shop, Secret(token["access_token"])), payload["id"])
    assert (order.payment_terms, order.source.location_id) == (None, None)
    assert order.source.name == "pos"


def test_an_unknown_order_is_not_found(shopify: ShopifyCandidate) -> None:
    with pytest.raises(NotFound):
        shopify.admin.fetch_order(shopify.create_access(), 404)


def totals_match(order: Order) -> bool:
    """Whether the ERP order can be built, and its total minus the refunds is Shopify's current total."""
    document = build_sales_order(SHOP, order, {}, placeholders=True)
    returned = sum((refund.value(taxes_included=order.taxes_included) for refund in order.refunds), order.zero.amount)
    return order.totals.current is None or document.total.amount - returned == order.totals.current.amount


def _encode_payload(payload: dict[str, Any]) -> bytes:
    return json.dumps(payload).encode()
