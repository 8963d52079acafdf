"""The sales of an order say which line is a tip and which additional fee was refunded."""

from typing import Any

import pytest

from novex_shopify.adapters.shopify.graphql import orders
from novex_shopify.domain.model.order import Order
from novex_shopify.domain.model.refund import RefundAdjustment
from tests.adapters.shopify.graphql.graphql_calls import ACCESS, FakeShopify, build_page, connect
from tests.adapters.shopify.graphql.test_orders_paging import build_line, build_order, build_refund
from tests.builders import NOON as NOON_TIME
from tests.builders import euros


def build_money(amount: str) -> dict[str, Any]:
    return {"shopMoney": {"amount": amount, "currencyCode": "EUR"}}


NOTHING, TEN = build_money("0.0"), build_money("10.0")
CUSTOM_LINE = build_line(2) | {"requiresShipping": False}
REFUND_GID = "gid://shopify/Refund/5"


def build_agreement(*sales: dict[str, Any], next_cursor: str | None = None, **changes: Any) -> dict[str, Any]:
    return {"sales": build_page(*sales, next_cursor=next_cursor)} | changes


def answer(*agreements: dict[str, Any], next_cursor: str | None = None) -> dict[str, Any]:
    return {"order": {"agreements": build_page(*agreements, next_cursor=next_cursor)}}


def fetch(order: dict[str, Any], *sales: dict[str, Any], **others: Any) -> tuple[Order, list[Any]]:
    """The order, and the variables of the requests for its sales."""
    shopify = FakeShopify(order=[order], **({"orderSales": list(sales)} if sales else {}), **others)
    with connect(shopify) as client:
        fetched = orders.fetch_order(client, ACCESS, 1, NOON_TIME)
    return fetched, [variables for name, variables in shopify.requests if name == "orderSales"]


def test_the_line_of_a_tip_sale_is_a_tip() -> None:
    tip_sale = {"lineItem": {"id": "gid://shopify/LineItem/2"}}
    order, _ = fetch(build_order(build_page(build_line(1), CUSTOM_LINE)), answer(build_agreement({}, tip_sale)))
    assert [line.tip for line in order.line_items] == [False, True]


def test_all_agreements_and_all_their_sales_are_read() -> None:
    tip_sale = {"lineItem": {"id": "gid://shopify/LineItem/2"}}
    order, requests = fetch(
        build_order(build_page(build_line(1), CUSTOM_LINE)),
        answer(build_agreement({}, next_cursor="sale-250"), next_cursor="agreement-1"),
        answer(build_agreement({}), next_cursor="agreement-1"),
        answer(build_agreement(tip_sale)),
    )
    assert [(each["after"], each["salesAfter"]) for each in requests] == [
        (None, None),
        (None, "sale-250"),
        ("agreement-1", None),
    ]
    assert [line.tip for line in order.line_items] == [False, True]


@pytest.mark.parametrize(
    ("lines", "tip"), [([build_line(1)], TEN), ([CUSTOM_LINE], NOTHING)], ids=["no custom line", "no tip"]
)
def test_sales_are_not_fetched_for_nothing(lines: list[dict[str, Any]], tip: dict[str, Any]) -> None:
    _, requests = fetch(build_order(build_page(*lines), totalTipReceivedSet=tip))
    assert requests == []


def test_an_app_that_may_not_read_agreements_reads_the_order_without_marks() -> None:
    order, _ = fetch(build_order(build_page(CUSTOM_LINE)), {"order": None})
    assert [line.tip for line in order.line_items] == [False]


def test_refunded_duties_and_fees_are_part_of_the_refund() -> None:
    fees = [{"totalAmount": build_money("-3.0")}, {"totalAmount": build_money("-1.0")}]
    refund = build_refund(build_page())
    refund["refund"]["duties"] = [{"amountSet": build_money("15.0")}]
    order, _ = fetch(
        build_order(
            build_page(),
            totalTipReceivedSet=NOTHING,
            originalTotalAdditionalFeesSet=TEN,
            refunds=[{"id": REFUND_GID}],
        ),
        answer(build_agreement({"totalAmount": TEN}), build_agreement(*fees, refund={"id": REFUND_GID})),
        refund=[refund],
    )
    assert order.refunds[0].adjustments == (
        RefundAdjustment("duty", euros("15.00"), euros("0.00")),
        RefundAdjustment("fee", euros("4.00"), euros("0.00")),
    )
