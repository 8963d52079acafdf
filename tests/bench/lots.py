"""How long it takes to trace lots and orders, and to see what a recall concerns, among 100,000 orders with lots."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from statistics import median
from time import perf_counter

from novex_shopify.config.container import Container
from novex_shopify.domain.model.actor import ERP_CODE
from novex_shopify.domain.model.assignment import Assignment, AssignmentState
from novex_shopify.domain.model.customer import Address, Customer
from novex_shopify.domain.model.lot import Lot
from novex_shopify.domain.model.order_exception import OrderException, OrderExceptionKind
from novex_shopify.domain.model.product import Item
from novex_shopify.domain.model.recall import RecallClass
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.sheet import SheetFormat
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.stock import Movement, MovementKind, StockChange
from novex_shopify.domain.model.storage_location import StorageLocation
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.recall.export_recall import RecallFile
from novex_shopify.domain.use_cases.recall.impact import Affected
from novex_shopify.domain.use_cases.recall.open_recall import RecallRequest
from novex_shopify.domain.use_cases.stock.receive_lot import Receipt
from novex_shopify.domain.use_cases.stock.records import LotKey, get_stock
from tests.bench import lot_rates
from tests.bench.environment import BenchEnvironment, open_environment
from tests.bench.orders import SHOP
from tests.bench.report import Report
from tests.builders import LINE_ID, a_sales_order

ORDERS, CUSTOMERS, LOTS, BATCH = 100_000, 50_000, 100, 1_000
IN_THE_LARGEST_LOT = 20_000
UNTRACED = 100
ROUNDS = 5
PAGE = 50
ITEM = "KIMCHI-350"
LARGEST = LotKey(ITEM, "L0")
RECALLED = [LARGEST, LotKey(ITEM, "L1"), LotKey(ITEM, "L2")]
_NOW = datetime.now(UTC) + timedelta(hours=1)
"""When all of it is shipped: after the lots are received."""


def measure(env: BenchEnvironment, report: Report) -> None:
    """How fast lots are assigned, and then how fast they are found: the same on PostgreSQL and on SQLite."""
    lot_rates.measure(env, report)
    _measure_database("PostgreSQL", env.container, report, lambda: env.execute("VACUUM ANALYZE"))
    with open_environment(embedded=True) as embedded:
        _measure_database("SQLite", embedded.container, report, lambda: None)


def _measure_database(name: str, container: Container, report: Report, analyze: Callable[[], object]) -> None:
    order_ids = fill(container)
    analyze()
    recall = container.open_recall()(RecallRequest(RECALLED, RecallClass.CLASS_1, "bench", mock=True))
    trace_lot, trace_order, show = container.trace_lot(), container.trace_order(), container.show_recall()
    measured: dict[str, Callable[[], object]] = {
        f"trace of a lot of {IN_THE_LARGEST_LOT:,} orders, with a page of them": lambda: (
            trace_lot(LARGEST),
            trace_lot.list_orders(LARGEST, PAGE, inferred=False),
        ),
        "trace of an order": lambda: trace_order(order_ids[ORDERS // 2]),
        "impact of a recall of three lots": lambda: container.preview_recall()(RECALLED),
        "page of that recall": lambda: (
            show(recall.number),
            show.list_orders(recall.number, Affected.SHIPPED, PAGE),
        ),
        "orders whose lot is not known": lambda: trace_lot.list_untraced(LARGEST, PAGE),
    }
    for what, call in measured.items():
        report.add_ratio(f"{name}: {what}, in seconds", _time(call), at_most=1.0)
    rows, seconds = _export(container, recall.number)
    report.add_figure(f"{name}: file of the customers to notify", f"{rows:,} rows, {rows / seconds:,.0f}/s")


def fill(container: Container) -> list[str]:
    """Book the orders, with units of a lot each, all of them shipped; returns the ERP's ids."""
    with container.transaction() as tx:
        tx.erp.catalog.put([Item(ITEM, "Kimchi, 350 g jar")])
        location = get_stock(tx).locations.save(StorageLocation(0, "Rack"))
        tx.commit()
    receive = container.receive_lot()
    lots = [receive(Receipt(ITEM, f"L{number}", "Rack", ORDERS * 2)).lot for number in range(LOTS)]
    order_ids: list[str] = []
    for numbers in batch(range(ORDERS)):
        with container.transaction() as tx:
            order_ids += _book(tx, numbers, lots, location.id)
            tx.commit()
    return order_ids


def _book(tx: Transaction, numbers: list[int], lots: list[Lot], location_id: int) -> list[str]:
    shop, stock = ShopDomain(SHOP), get_stock(tx)
    customers = [_build_customer(number) for number in numbers if number < CUSTOMERS]
    tx.erp.customers.add(shop, customers)
    orders = [_build_order(number) for number in numbers]
    ids = list(tx.erp.orders.apply(orders))
    chosen = [lots[0] if number < IN_THE_LARGEST_LOT else lots[number % LOTS] for number in numbers]
    pairs = list(zip(ids, chosen, strict=True))
    stock.ledger.post([each for pair in pairs for each in _build_movements(*pair, location_id)], _NOW)
    stock.assignments.save([_build_assignment(*pair, location_id) for pair in pairs])
    for order_id in ids[: UNTRACED // (ORDERS // BATCH)]:
        stock.order_exceptions.open(OrderException(0, order_id, LINE_ID, OrderExceptionKind.UNTRACED, 1, _NOW))
    return ids


def _build_customer(number: int) -> Customer:
    return Customer(number + 1, _NOW, f"Ada {number}", "Lovelace", f"ada{number}@example.com")


def _build_order(number: int) -> SalesOrder:
    address = Address(f"Ada {number} Lovelace", None, f"St James's Square {number}", None, "SW1Y 4JH", "London")
    order = a_sales_order(shop_domain=SHOP, shopify_order_id=number + 1, name=f"#{number}", shipping_address=address)
    customer_id = str(number % CUSTOMERS + 1)
    line = replace(order.lines[0], item_id=ITEM)
    return replace(order, lines=(line,), customer_id=customer_id, email=f"ada{number % CUSTOMERS}@example.com")


def _build_movements(order_id: str, lot: Lot, location_id: int) -> Iterable[Movement]:
    for kind, change in ((MovementKind.ASSIGN, StockChange(-2, 2)), (MovementKind.SHIP, StockChange(0, -2))):
        shipment_id = f"SHIP-{order_id}" if kind is MovementKind.SHIP else None
        yield Movement(
            kind, lot.id, location_id, change, order_id=order_id, line_item_id=LINE_ID, shipment_id=shipment_id
        )


def _build_assignment(order_id: str, lot: Lot, location_id: int) -> Assignment:
    assigned = Assignment(0, order_id, LINE_ID, ITEM, lot.id, location_id, 2, ERP_CODE, _NOW)
    return replace(assigned, state=AssignmentState.SHIPPED, shipment_id=f"SHIP-{order_id}")


def batch(numbers: Iterable[int]) -> Iterator[list[int]]:
    """Cut numbers into lists, each for one transaction."""
    rest = iter(numbers)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _time(call: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        begun = perf_counter()
        call()
        times.append(perf_counter() - begun)
    return median(times)


def _export(container: Container, number: str) -> tuple[int, float]:
    begun = perf_counter()
    sheet = container.export_recall()(number, RecallFile.CUSTOMERS)
    lines = b"".join(container.sheet_writer()(sheet, SheetFormat.CSV)).count(b"\r\n")
    return lines - 1, perf_counter() - begun
