"""Lines of bulk files."""

import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from novex_shopify.adapters.shopify.bulk import record_mapper
from novex_shopify.domain.errors import UnreadablePayload
from novex_shopify.domain.model.customer import Address

CUSTOMER = {"id": "gid://shopify/Customer/7", "updatedAt": "2026-11-23T12:00:00Z"}
MONEY = {"shopMoney": {"amount": "10.00", "currencyCode": "EUR"}}
ORDER = {
    "id": "gid://shopify/Order/5",
    "legacyResourceId": "5",
    "name": "#1005",
    "createdAt": "2026-11-23T12:00:00Z",
    "updatedAt": "2026-11-23T12:00:00Z",
    "totalPriceSet": MONEY,
    "currentTotalPriceSet": MONEY,
    "totalRefundedSet": MONEY,
    "refunds": [],
    "fulfillments": [],
}


def encode(body: dict[str, Any]) -> bytes:
    return json.dumps(body).encode()


def test_a_variant_has_its_weight_in_grams_if_it_is_stated() -> None:
    product = {"id": "gid://shopify/Product/1", "title": "Tea"}
    line = {"id": "gid://shopify/ProductVariant/7", "title": "500 g", "product": product}
    weight = {"inventoryItem": {"measurement": {"weight": {"value": 0.5, "unit": "KILOGRAMS"}}}}
    assert record_mapper.parse_variant(encode(line | weight), ()).grams == 500
    assert record_mapper.parse_variant(encode(line | {"inventoryItem": {"measurement": None}}), ()).grams is None


def test_a_customer_has_the_addresses_of_its_child_lines() -> None:
    children = [
        encode({"name": "Ada", "country_code": "AT"}),
        encode({"name": "", "city": "Linz"}),
        encode({"name": ""}),
    ]
    customer = record_mapper.parse_customer(encode(CUSTOMER), children)
    assert customer.addresses == (Address(name="Ada", country_code="AT"), Address(city="Linz"))


def test_an_order_summary_has_the_fulfillments_that_are_active() -> None:
    fulfillments = [{"legacyResourceId": "1", "status": "SUCCESS"}, {"legacyResourceId": "2", "status": "CANCELLED"}]
    order = record_mapper.parse_order_summary(encode(ORDER | {"fulfillments": fulfillments}), ())
    assert (order.id, order.fulfillment_ids, order.refund_ids) == (5, frozenset({1}), frozenset())


def test_a_full_list_in_an_order_summary_may_be_cut_off() -> None:
    refunds = [{"legacyResourceId": str(number)} for number in range(1, 51)]
    assert record_mapper.parse_order_summary(encode(ORDER | {"refunds": refunds}), ()).refund_ids is None
    assert len(record_mapper.parse_order_summary(encode(ORDER | {"refunds": refunds[1:]}), ()).refund_ids or ()) == 49


@pytest.mark.parametrize(
    "parse", [record_mapper.parse_variant, record_mapper.parse_customer, record_mapper.parse_order_summary]
)
@pytest.mark.parametrize("body", [b"{}", b"[]", b"{", b'{"id": "\xff"}'])
def test_a_line_that_does_not_match_its_query_is_unreadable(
    parse: Callable[[bytes, Sequence[bytes]], object], body: bytes
) -> None:
    with pytest.raises(UnreadablePayload, match="does not match its query"):
        parse(body, ())
