"""The totals of the reports are those of the orders that they are made of, whatever the orders are."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from random import Random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from novex_shopify.domain.errors import OrderTotalMismatch
from novex_shopify.domain.model.refund import Refund
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.policies.order_document import build_sales_order
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from tests.builders import SHOP
from tests.contracts.test_reports import a_period, get_reports
from tests.shopify_orders.check import read_by_webhook
from tests.shopify_orders.order import build_order

DAYS = [datetime(2026, 3, day, 12, tzinfo=UTC) for day in (27, 28, 29, 30)]
ZERO = Decimal(0)


def build_orders(random: Random) -> Sequence[SalesOrder]:
    """Up to six orders of two currencies, sold and refunded in the two days of the period or beside them."""
    orders = []
    for number in range(random.randint(1, 6)):
        try:
            order = build_sales_order(SHOP, read_by_webhook(build_order(random)), {}, placeholders=True)
        except OrderTotalMismatch:
            continue
        moment = random.choice(DAYS)
        refunds = [replace(each, id=number * 100 + each.id % 100) for each in order.refunds]
        changes: dict[str, Any] = {
            "ordered_at": moment,
            "refunds": tuple(replace(each, refunded_at=random.choice(DAYS)) for each in refunds),
            "test": random.random() < 0.1,
            "deleted_at": None,
            "cancelled_at": moment if random.random() < 0.1 else None,
        }
        orders.append(replace(order, shopify_order_id=number + 1, **changes))
    return orders


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(random=st.integers(0, 2**32).map(Random))
def test_reports_add_up_to_the_orders_that_they_are_made_of(unit_of_work: UnitOfWork, random: Random) -> None:
    """Also after orders were edited, and their refunds read again with other parts."""
    with unit_of_work() as tx:  # which is rolled back
        for _ in range(random.randint(1, 3)):
            apply_some(tx, random)
        orders = tx.erp.orders.get_many(ShopDomain(SHOP), range(1, 8))
        reports = get_reports(tx)
        expected = add_up(orders)
        totals = {
            each.sales.currency: (each.orders, *get_amounts(each.sales)) for each in reports.sum_sales(a_period())
        }
        assert totals == expected
        customers = reports.list_customer_sales(a_period())
        assert add_rows((each.sales.currency, each.orders, *get_amounts(each.sales)) for each in customers) == expected
        products = reports.list_product_sales(a_period())
        amounts = {currency: (0, *rest) for currency, (_, *rest) in expected.items()}
        assert add_rows((each.sales.currency, 0, *get_amounts(each.sales)) for each in products) == amounts
        taxes = reports.sum_taxes(a_period())
        found = drop_zeros(add_rows((each.currency, each.tax, each.refunded_tax) for each in taxes))
        assert found == drop_zeros(add_up_taxes(orders))
        by_tax = add_rows(((each.currency, each.title, each.rate), each.net, each.tax) for each in taxes)
        assert drop_zeros(by_tax) == drop_zeros(add_up_by_tax(orders))


def apply_some(tx: Transaction, random: Random) -> None:
    """Write orders that may be known, and one refund once more."""
    orders = build_orders(random)
    ids = tx.erp.orders.apply(orders)
    refunds = [(order_id, each) for order_id, order in zip(ids, orders, strict=True) for each in order.refunds]
    if refunds:
        order_id, refund = random.choice(refunds)
        tx.erp.orders.add_refunds([(order_id, replace(refund, lines=refund.lines[1:]))])
    if ids and random.random() < 0.2:
        tx.erp.orders.erase(ShopDomain(SHOP), None)


def get_amounts(sales: Any) -> tuple[Decimal, Decimal, Decimal]:
    assert sales.net + sales.tax == sales.total
    return sales.total, sales.tax, sales.refunded


def list_sold(orders: Iterable[SalesOrder]) -> list[SalesOrder]:
    return [each for each in orders if not each.test and each.cancelled_at is None]


def list_refunds(order: SalesOrder) -> list[Refund]:
    return [each for each in order.refunds if each.refunded_at in DAYS[1:3]]


def add_up(orders: Iterable[SalesOrder]) -> dict[str, tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    for order in list_sold(orders):
        currency = order.total.currency
        if order.ordered_at in DAYS[1:3]:
            rows.append((currency, 1, order.total.amount, order.tax.amount if order.tax else ZERO, ZERO))
        for refund in list_refunds(order):
            parts = [(each.subtotal, each.tax) for each in refund.lines]
            parts += [(each.amount, each.tax) for each in refund.adjustments]
            value = sum((net.amount + (ZERO if order.taxes_included else tax.amount) for net, tax in parts), ZERO)
            rows += [(currency, 0, ZERO, ZERO, value)] if parts else []
    return add_rows(rows)


def add_up_taxes(orders: Iterable[SalesOrder]) -> dict[str, tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    for order in list_sold(orders):
        currency = order.total.currency
        for line in order.lines if order.ordered_at in DAYS[1:3] else ():
            stated = sum((each.amount.amount for each in line.taxes), ZERO)
            rows.append((currency, stated if line.taxes else line.tax.amount, ZERO))
        for refund in list_refunds(order):
            taxes = [each.tax.amount for each in refund.lines] + [each.tax.amount for each in refund.adjustments]
            rows.append((currency, ZERO, sum(taxes, ZERO)))
    return add_rows(rows)


def add_up_by_tax(orders: Iterable[SalesOrder]) -> dict[Any, tuple[Any, ...]]:
    """The taxed amounts and the taxes of what was sold."""
    rows: list[tuple[Any, ...]] = []
    for order in list_sold(orders):
        currency = order.total.currency
        for line in order.lines if order.ordered_at in DAYS[1:3] else ():
            net = line.total.amount - line.tax.amount
            rows += [((currency, each.title, each.rate), net, each.amount.amount) for each in line.taxes]
            rows += [] if line.taxes else [((currency, None, None), net, line.tax.amount)]
    return add_rows(rows)


def add_rows(rows: Iterable[tuple[Any, ...]]) -> dict[Any, tuple[Any, ...]]:
    """The sums by the first value of each row."""
    totals: dict[Any, Counter[int]] = defaultdict(Counter)
    width = 0
    for currency, *amounts in rows:
        width = len(amounts)
        for place, amount in enumerate(amounts):
            totals[currency][place] += amount
    return {currency: tuple(sums[place] for place in range(width)) for currency, sums in totals.items()}


def drop_zeros(totals: dict[Any, tuple[Any, ...]]) -> dict[Any, tuple[Any, ...]]:
    return {currency: amounts for currency, amounts in totals.items() if any(amounts)}
