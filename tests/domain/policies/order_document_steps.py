"""Steps of the tests of order documents: an order of one line of tea, and its document."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from hypothesis import strategies as st

from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.order import LineItem, Order
from novex_shopify.domain.model.product import MappedItem
from novex_shopify.domain.model.sales_order import LineKind, SalesOrder
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.policies.order_document import build_sales_order

SHOP = ShopDomain("tea-and-paper.myshopify.com")
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
CENTS = st.integers(1, 100_000).map(lambda cents: make_euros(Decimal(cents) / 100))


def make_euros(amount: str | Decimal) -> Money:
    return Money(Decimal(amount), "EUR")


def build_tea_line(price: str = "10.00", quantity: int = 1, **changes: object) -> LineItem:
    line = LineItem(1, 101, "TEA", "Tea", quantity, make_euros(price))
    return replace(line, **changes)  # type: ignore[arg-type]


def build_order(total: Money | str, *lines: LineItem, **changes: object) -> Order:
    money = make_euros(total) if isinstance(total, str) else total
    return replace(Order(1, "#1001", NOON, NOON, money, False, lines or (build_tea_line(),)), **changes)  # type: ignore[arg-type]


def map_to_sales_order(order: Order) -> SalesOrder:
    return build_sales_order(SHOP, order, {101: MappedItem("ART-1")})


def list_line_kinds(document: SalesOrder) -> list[tuple[LineKind, str]]:
    return [(line.kind, str(line.total.amount)) for line in document.lines]
