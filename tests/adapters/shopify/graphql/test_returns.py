"""Returns by GraphQL."""

from dataclasses import replace
from typing import Any

import pytest

from novex_shopify.adapters.shopify.graphql import returns
from novex_shopify.domain.errors import NotFound, ScopeNotGranted, ShopifyRefused
from novex_shopify.domain.model.order_return import ExchangeLine, Return, ReturnLine
from novex_shopify.domain.model.shop import Scopes
from tests.adapters.shopify.graphql.graphql_calls import ACCESS, FakeShopify, build_page, connect
from tests.builders import NOON, euros

GRANTED = replace(ACCESS, scopes=Scopes.parse("read_returns"))


def money(amount: str) -> dict[str, Any]:
    return {"amountSet": {"shopMoney": {"amount": amount, "currencyCode": "EUR"}}}


def build_line(number: int, **changes: Any) -> dict[str, Any]:
    line = {
        "id": f"gid://shopify/ReturnLineItem/{number}",
        "quantity": 2,
        "processedQuantity": 1,
        "refundedQuantity": 0,
        "returnReasonNote": "",
        "fulfillmentLineItem": {"lineItem": {"id": "gid://shopify/LineItem/7"}},
    }
    return line | changes


def build_return(lines: dict[str, Any], **changes: Any) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": "gid://shopify/Return/5",
        "name": "#1001-R1",
        "status": "OPEN",
        "createdAt": "2026-11-23T12:00:00Z",
        "closedAt": None,
        "order": {"id": "gid://shopify/Order/1"},
        "returnShippingFees": [],
        "returnLineItems": lines,
        "exchangeLineItems": build_page(),
        "refunds": build_page(),
    }
    return {"return": found | changes}


def test_a_return_is_read_with_its_lines_fees_exchanges_and_refunds() -> None:
    line = build_line(
        11,
        returnReasonDefinition={"handle": "too-small"},
        returnReasonNote="Sleeves",
        customerNote="I am tall",
        restockingFee=money("1.00"),
    )
    exchange = {
        "id": "gid://shopify/ExchangeLineItem/12",
        "quantity": 1,
        "processedQuantity": 1,
        "variantId": "gid://shopify/ProductVariant/8",
        "variantSku": "TEA",
        "title": "Tea",
        "variantTitle": "100 g",
        "lineItems": [{"id": "gid://shopify/LineItem/9"}],
    }
    found: dict[str, Any] = build_return(
        build_page(line),
        returnShippingFees=[money("2.00")],
        exchangeLineItems=build_page(exchange),
        refunds=build_page({"id": "gid://shopify/Refund/3"}),
    )
    with connect(FakeShopify(**{"return": [found]})) as client:
        read = returns.fetch_return(client, GRANTED, 5, NOON)
    assert read == Return(
        id=5,
        order_id=1,
        name="#1001-R1",
        status="open",
        created_at=NOON,
        read_at=NOON,
        lines=(ReturnLine(11, 7, 2, 1, 0, "too-small", "Sleeves", "I am tall", euros("1.00")),),
        exchange_lines=(ExchangeLine(12, 1, 1, 8, "TEA", "Tea - 100 g", (9,)),),
        shipping_fees=(euros("2.00"),),
        refund_ids=(3,),
    )


def test_a_declined_return_says_why() -> None:
    declined = build_return(build_page(), status="DECLINED", decline={"reason": "FINAL_SALE", "note": "Sorry"})
    with connect(FakeShopify(**{"return": [declined]})) as client:
        read = returns.fetch_return(client, GRANTED, 5, NOON)
    assert (read.status, read.decline_reason, read.decline_note) == ("declined", "final_sale", "Sorry")


def test_an_item_that_is_not_in_the_order_has_no_line_item() -> None:
    unverified = build_return(build_page(build_line(11, fulfillmentLineItem=None)))
    with connect(FakeShopify(**{"return": [unverified]})) as client:
        (line,) = returns.fetch_return(client, GRANTED, 5, NOON).lines
    assert line.line_item_id is None


def test_further_pages_of_returns_and_of_their_lines_are_read() -> None:
    first, second = {"id": "gid://shopify/Return/5"}, {"id": "gid://shopify/Return/6"}
    shopify = FakeShopify(
        orderReturns=[
            {"order": {"returns": build_page(first, next_cursor="return-5")}},
            {"order": {"returns": build_page(second)}},
        ],
        **{
            "return": [
                build_return(build_page(build_line(1), next_cursor="line-1")),
                build_return(build_page(build_line(2))),
                build_return(build_page(build_line(3)), **second),
            ]
        },
    )
    with connect(shopify) as client:
        read = list(returns.fetch_order_returns(client, GRANTED, 1, NOON))
    assert [(each.id, [line.id for line in each.lines]) for each in read] == [(5, [1, 2]), (6, [3])]


def test_a_store_without_the_scope_is_not_asked_for_the_returns_of_an_order() -> None:
    with connect(shopify := FakeShopify()) as client:
        assert list(returns.fetch_order_returns(client, ACCESS, 1, NOON)) == []
        with pytest.raises(ScopeNotGranted, match="did not grant read_returns"):
            returns.fetch_return(client, ACCESS, 5, NOON)
    assert shopify.requests == []


def test_a_scope_that_was_just_withdrawn_leaves_the_order_readable() -> None:
    with connect(FakeShopify(orderReturns=[{"order": None}])) as client:
        assert list(returns.fetch_order_returns(client, GRANTED, 1, NOON)) == []


def test_an_unknown_return_is_not_found() -> None:
    with connect(FakeShopify(**{"return": [{"return": None}]})) as client, pytest.raises(NotFound, match="no return 5"):
        returns.fetch_return(client, GRANTED, 5, NOON)


@pytest.mark.parametrize("field", ["exchangeLineItems", "refunds"])
def test_a_return_with_a_list_that_is_cut_off_is_refused(field: str) -> None:
    cut = build_return(build_page(), **{field: build_page(next_cursor="next")})
    with connect(FakeShopify(**{"return": [cut]})) as client, pytest.raises(ShopifyRefused, match="#1001-R1"):
        returns.fetch_return(client, GRANTED, 5, NOON)
