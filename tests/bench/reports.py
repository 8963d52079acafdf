"""How long reports take over 100,000 orders of a year with their lines, refunds and states in the warehouse."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from statistics import median
from time import perf_counter

from novex_shopify.config.container import Container
from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.model.order import Tax
from novex_shopify.domain.model.product import Item
from novex_shopify.domain.model.refund import Refund, RefundLine
from novex_shopify.domain.model.report import Report
from novex_shopify.domain.model.report_table import ReportRequest
from novex_shopify.domain.model.sales_order import LineKind, SalesOrder
from novex_shopify.domain.model.storage_location import StorageLocation
from novex_shopify.domain.model.warehouse_state import FulfillmentStatus, OrderStatus, WarehouseState
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.stock.receive_lot import Receipt
from novex_shopify.domain.use_cases.stock.records import get_stock
from tests.bench.environment import BenchEnvironment, open_environment
from tests.bench.lots import batch
from tests.bench.orders import SHOP
from tests.bench.report import Report as BenchReport
from tests.builders import LINE_ID, NOON, a_sales_order, euros

ORDERS, CUSTOMERS, ITEMS, LOTS = 100_000, 50_000, 400, 1_000
REFUNDED_EVERY = 20
ROUNDS, SHOWN_ROWS = 5, 200
COUNTRIES = ("DE", "AT", "FR", "GB", "US")
FIRST_DAY = NOON.date() - timedelta(days=364)
_STEP = timedelta(days=365) / ORDERS
_VAT = Tax("VAT", Decimal("0.19"), euros("1.71"))


def measure(env: BenchEnvironment, report: BenchReport) -> None:
    """All orders of the year, and those of one month, on PostgreSQL and on SQLite."""
    _measure_database("PostgreSQL", env.container, report, lambda: env.execute("VACUUM ANALYZE"), at_most=0.5)
    with open_environment(embedded=True) as embedded:
        _measure_database("SQLite", embedded.container, report, lambda: None)


def _measure_database(
    name: str, container: Container, report: BenchReport, analyze: Callable[[], object], at_most: float | None = None
) -> None:
    fill(container)
    analyze()
    for days, last in ((365, NOON.date()), (31, FIRST_DAY + timedelta(days=210))):
        for kind in Report:
            request = ReportRequest(kind, last - timedelta(days=days - 1), last)
            seconds = _time(partial(container.run_report(), request, SHOWN_ROWS))
            label = f"{name}: {kind} of {days} days, in seconds"
            if at_most:
                report.add_ratio(label, seconds, at_most=at_most)
            else:
                report.add_figure(label, f"{seconds:.2f}")


def fill(container: Container) -> None:
    """Book the orders of a year, each with two items and its shipping, and lots that expire in the next months."""
    with container.transaction() as tx:
        tx.erp.catalog.put(Item(f"ART-{number}", f"Tea {number}") for number in range(ITEMS))
        get_stock(tx).locations.save(StorageLocation(0, "Rack"))
        tx.commit()
    for number in range(LOTS):
        expires_on = container.clock().now().date() + timedelta(days=number % 120)
        receipt = Receipt(f"ART-{number % ITEMS}", f"L{number}", "Rack", 10, expires_on=expires_on)
        container.receive_lot()(receipt)
    for numbers in batch(range(ORDERS)):
        with container.transaction() as tx:
            _book(tx, numbers)
            tx.commit()


def _book(tx: Transaction, numbers: list[int]) -> None:
    orders = [_build_order(number) for number in numbers]
    states = get_stock(tx).warehouse_states
    ids = tx.erp.orders.apply(orders)
    states.mark_due(ids, NOON)
    for order_id, order in zip(ids, orders, strict=True):
        states.save(_build_state(order_id, order))


def _build_order(number: int) -> SalesOrder:
    ordered_at = NOON - timedelta(days=364) + number * _STEP
    order = a_sales_order(shop_domain=SHOP, shopify_order_id=number + 1, name=f"#{number}", ordered_at=ordered_at)
    first = replace(order.lines[0], item_id=f"ART-{number % ITEMS}", taxes=(_VAT,))
    second = replace(first, line_item_id=LINE_ID + 1, item_id=f"ART-{number * 7 % ITEMS}")
    shipping = replace(first, line_item_id=0, item_id=None, sku=None, kind=LineKind.SHIPPING, title="Express")
    refund = Refund(number + 1, number + 1, ordered_at, (RefundLine(LINE_ID, 1, euros("4.50"), euros("0.86")),))
    return replace(
        order,
        created_at=ordered_at,
        lines=(first, second, shipping),
        total=euros("32.13"),
        tax=euros("5.13"),
        customer_id=str(number % CUSTOMERS + 1),
        shipping_address=Address("Ada Lovelace", None, "St James's Square 12", country_code=COUNTRIES[number % 5]),
        refunds=(refund,) if number % REFUNDED_EVERY == 0 else (),
    )


def _build_state(order_id: str, order: SalesOrder) -> WarehouseState:
    at = order.ordered_at
    promised_on: date = at.date() + timedelta(days=2)
    return WarehouseState(
        order_id,
        OrderStatus.COMPLETED,
        FulfillmentStatus.FULFILLED,
        promised_on=promised_on,
        first_assigned_at=at + timedelta(minutes=int(order_id) % 300),
        shipped_at=at + timedelta(hours=int(order_id) % 70),
        delivered_at=at + timedelta(hours=90 + int(order_id) % 40),
    )


def _time(call: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        begun = perf_counter()
        call()
        times.append(perf_counter() - begun)
    return median(times)
