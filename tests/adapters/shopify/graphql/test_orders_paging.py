"""An order with more line items or refund lines than one page holds."""

from typing import Any

import pytest

from novex_shopify.adapters.shopify.graphql import orders
from novex_shopify.domain.errors import ShopifyRefused
from tests.adapters.shopify.graphql.graphql_calls import ACCESS, FakeShopify, build_page, connect
from tests.builders import NOON as NOON_TIME

MONEY = {"shopMoney": {"amount": "10.00", "currencyCode": "EUR"}}
NOON = "2026-11-23T12:00:00Z"


def build_line(number: int) -> dict[str, Any]:
    return {
        "id": f"gid://shopify/LineItem/{number}",
        "title": "Tea",
        "quantity": 1,
        "currentQuantity": 1,
        "isGiftCard": False,
        "requiresShipping": True,
        "originalUnitPriceSet": MONEY,
        "taxLines": [],
        "discountAllocations": [],
    }


def build_order(lines: dict[str, Any], **changes: Any) -> dict[str, Any]:
    order = {
        "legacyResourceId": "1",
        "name": "#1001",
        "createdAt": NOON,
        "updatedAt": NOON,
        "currencyCode": "EUR",
        "taxesIncluded": True,
        "dutiesIncluded": False,
        "test": False,
        "tags": [],
        "paymentGatewayNames": [],
        "discountCodes": [],
        "displayFulfillmentStatus": "UNFULFILLED",
        "totalPriceSet": MONEY,
        "currentTotalPriceSet": MONEY,
        "totalTipReceivedSet": MONEY,
        "totalOutstandingSet": MONEY,
        "shippingLines": build_page(),
        "lineItems": lines,
        "fulfillments": [],
        "refunds": [],
    }
    return {"order": order | changes}


def build_refund(lines: dict[str, Any]) -> dict[str, Any]:
    refund = {
        "legacyResourceId": "5",
        "processedAt": NOON,
        "refundLineItems": lines,
        "refundShippingLines": build_page(),
        "orderAdjustments": build_page(),
        "transactions": build_page(),
    }
    return {"refund": refund}


def build_refund_line(number: int) -> dict[str, Any]:
    return {
        "quantity": 1,
        "restockType": "NO_RESTOCK",
        "lineItem": {"id": f"gid://shopify/LineItem/{number}"},
        "subtotalSet": MONEY,
        "totalTaxSet": MONEY,
    }


def test_further_pages_of_line_items_are_read() -> None:
    shopify = FakeShopify(
        order=[
            build_order(build_page(build_line(1), build_line(2), next_cursor="line-2")),
            build_order(build_page(build_line(3))),
        ]
    )
    with connect(shopify) as client:
        order = orders.fetch_order(client, ACCESS, 1, NOON_TIME)
    assert [line.id for line in order.line_items] == [1, 2, 3]
    assert [variables["after"] for _, variables in shopify.requests] == [None, "line-2"]


def test_further_pages_of_refund_lines_are_read() -> None:
    refunds = [{"id": "gid://shopify/Refund/5"}]
    shopify = FakeShopify(
        order=[build_order(build_page(build_line(1)), refunds=refunds)],
        refund=[
            build_refund(build_page(build_refund_line(1), next_cursor="refund-1")),
            build_refund(build_page(build_refund_line(2))),
        ],
    )
    with connect(shopify) as client:
        (refund,) = orders.fetch_order(client, ACCESS, 1, NOON_TIME).refunds
    assert [(line.line_item_id, line.restock_type) for line in refund.lines] == [(1, "no_restock"), (2, "no_restock")]
    assert [variables.get("after") for _, variables in shopify.requests] == [None, None, "refund-1"]


@pytest.mark.parametrize("field", ["refunds", "fulfillments"])
def test_an_order_with_a_list_that_may_be_cut_off_is_refused(field: str) -> None:
    fulfillment = {"id": "gid://shopify/Fulfillment/1", "status": "SUCCESS", "updatedAt": NOON, "trackingInfo": []}
    shopify = FakeShopify(order=[build_order(build_page(build_line(1)), **{field: [fulfillment] * 50})])
    with connect(shopify) as client, pytest.raises(ShopifyRefused, match="#1001 has 50 or more"):
        orders.fetch_order(client, ACCESS, 1, NOON_TIME)
