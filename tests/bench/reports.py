"""How long reports take over 100,000 orders of a year with their lines, refunds and states in the warehouse.

Beside each is a plain `SELECT count(*)` of the rows that it is about. 10,000 orders are booked as the product does it,
and copied by SQL with other ids and moments, so that the measurement starts within seconds. SQLite has no copies.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

import psutil
from sqlalchemy import text

from novex_shopify.adapters.persistence.row import Row
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

BOOKED, COPIES, ITEMS, LOTS = 10_000, 9, 400, 1_000
BUYERS = BOOKED // 2
"""Of the booked orders; the copies have others."""
REFUNDED_EVERY = 20
ROUNDS, SHOWN_ROWS = 5, 200
COUNTRIES = ("DE", "AT", "FR", "GB", "US")
FIRST_DAY = NOON.date() - timedelta(days=364)
PERIODS = {"year": (365, NOON.date()), "month": (31, FIRST_DAY + timedelta(days=210))}
_STEP = timedelta(days=365) / BOOKED
_VAT = Tax("VAT", Decimal("0.19"), euros("1.71"))

_ORDERS = "erp_orders WHERE ordered_at >= :first AND ordered_at < :until"
_LINES = "erp_orders JOIN erp_order_lines ON order_id = id WHERE ordered_at >= :first AND ordered_at < :until"
RULERS: Mapping[Report, str] = {
    Report.SALES_BY_CUSTOMER: _ORDERS,
    Report.SALES_BY_PRODUCT: _LINES,
    Report.FULFILLMENT: _ORDERS,
    Report.ON_TIME: "erp_order_states WHERE promised_on >= :first AND promised_on < :until",
    Report.TIMING: _ORDERS,
    Report.TAXES: _LINES,
    Report.EXPIRY: "erp_stock",
    Report.SHIPPING_COSTS: "shipping_label_purchases",
}
"""The rows that a report is about."""

_SHIFT = f"copy * interval '{_STEP.total_seconds() / (COPIES + 1)} seconds'"
_MOMENTS = ("ordered_at", "created_at", "refunded_at", "first_assigned_at", "shipped_at", "delivered_at")
_IDS = ("id", "order_id", "shopify_order_id", "shopify_refund_id")
_DIFFERENT = {
    **{name: f"original.{name} + {_SHIFT}" for name in _MOMENTS},
    **{name: f"original.{name} + copy * {BOOKED}" for name in _IDS},
    "customer_id": f"CAST(CAST(original.customer_id AS BIGINT) + copy * {BUYERS} AS TEXT)",
}
"""What copies of an order have otherwise."""
_TABLES = (
    "erp_orders",
    "erp_order_lines",
    "erp_order_taxes",
    "erp_order_refunds",
    "erp_refund_parts",
    "erp_order_states",
)


@dataclass(frozen=True, slots=True)
class Database:
    """`count_cpu` returns the seconds of CPU that the database has taken so far."""

    name: str
    container: Container
    count_cpu: Callable[[], float]


def measure(env: BenchEnvironment, report: BenchReport) -> None:
    """The year and one month of it on PostgreSQL; on SQLite a tenth of the orders."""
    fill(env.container)
    for table in _TABLES:
        _copy(env, table)
    env.execute("VACUUM ANALYZE")
    _measure_database(Database("PostgreSQL", env.container, partial(_count_cpu, env)), report, at_most=0.5)
    with open_environment(embedded=True) as embedded:
        fill(embedded.container)
        _measure_database(Database("SQLite", embedded.container, process_time), report)


def _measure_database(database: Database, report: BenchReport, at_most: float | None = None) -> None:
    for period, (days, last) in PERIODS.items():
        first = last - timedelta(days=days - 1)
        for kind in Report:
            run = partial(database.container.run_report(), ReportRequest(kind, first, last), SHOWN_ROWS)
            cpu, seconds = _time(run, database.count_cpu)
            _, ruler = _time(partial(_count_rows, database.container, RULERS[kind], first, last), database.count_cpu)
            label = f"{database.name}: {kind} of a {period}"
            if at_most:
                report.add_ratio(f"{label}, seconds of CPU", cpu, at_most=at_most)
            report.add_figure(f"{label}, and a plain count", f"{seconds * 1000:.0f} and {ruler * 1000:.0f} ms")


def _count_rows(container: Container, rows: str, first: date, last: date) -> None:
    statement = text(f"SELECT count(*) FROM {rows}")
    days = {"first": first, "until": last + timedelta(days=1)} if ":first" in rows else {}
    with container.engine().connect() as connection:
        connection.execute(statement, days)


def _count_cpu(env: BenchEnvironment) -> float:
    """Of the server and all its processes, those that have ended as well."""
    ((folder,),) = env.execute("SHOW data_directory")
    server = psutil.Process(int((Path(str(folder)) / "postmaster.pid").read_text().split()[0]))
    seconds = 0.0
    for process in server.children():
        with suppress(psutil.NoSuchProcess):  # which has just ended: then it is in the server's own times
            times = process.cpu_times()
            seconds += times.user + times.system
    times = server.cpu_times()
    return seconds + times.user + times.system + times.children_user + times.children_system


def _copy(env: BenchEnvironment, table: str) -> None:
    columns = list(Row.metadata.tables[table].columns.keys())
    values = ", ".join(_DIFFERENT.get(name, f"original.{name}") for name in columns)
    env.execute(
        f"INSERT INTO {table} ({', '.join(columns)})"
        f" SELECT {values} FROM {table} AS original, generate_series(1, {COPIES}) AS copy"
    )


def fill(container: Container) -> None:
    """Book orders of a year, each with two items and its shipping, and lots that expire in the next months."""
    with container.transaction() as tx:
        tx.erp.catalog.put(Item(f"ART-{number}", f"Tea {number}") for number in range(ITEMS))
        get_stock(tx).locations.save(StorageLocation(0, "Rack"))
        tx.commit()
    for number in range(LOTS):
        expires_on = container.clock().now().date() + timedelta(days=number % 120)
        receipt = Receipt(f"ART-{number % ITEMS}", f"L{number}", "Rack", 10, expires_on=expires_on)
        container.receive_lot()(receipt)
    for numbers in batch(range(BOOKED)):
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
        customer_id=str(number % BUYERS + 1),
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


def _time(call: Callable[[], object], count_cpu: Callable[[], float]) -> tuple[float, float]:
    """Return the mean seconds of CPU, which are counted in hundredths, and the median seconds."""
    call()
    times, before = [], count_cpu()
    for _ in range(ROUNDS):
        begun = perf_counter()
        call()
        times.append(perf_counter() - begun)
    return (count_cpu() - before) / ROUNDS, median(times)
