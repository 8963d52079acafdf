"""Invoices drawn and issued per second, beside typst alone and beside a counter that is written by hand."""

import json
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

import psycopg
from sqlmodel import Session
from typst import Compiler, Fonts

from novex_shopify.adapters.documents import pdf
from novex_shopify.adapters.documents.font_files import list_font_folders
from novex_shopify.adapters.documents.invoice_xml import write_invoice_xml
from novex_shopify.adapters.documents.page_data import build_invoice_page
from novex_shopify.adapters.erp.erp import BuiltinErp
from novex_shopify.config.container import Container
from novex_shopify.domain.errors import DatabaseUnavailable
from novex_shopify.domain.model.invoice import InvoiceContent
from novex_shopify.domain.model.issued_invoice import InvoiceSeries
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.policies.frozen_json import freeze
from novex_shopify.domain.policies.invoice_content import InvoiceFacts, build_invoice
from novex_shopify.domain.use_cases.invoices.records import get_invoices
from tests.bench.environment import BenchEnvironment, open_environment
from tests.bench.orders import SHOP
from tests.bench.report import Report
from tests.builders import NOON, a_seller, an_invoiced_order, euros

LINES, DRAWN = 12, 200
ORDERS, ALONE = 400, 100
POSTGRES_WRITERS, SQLITE_WRITERS = 8, 2
"""SQLite has one writer at a time, and lets the others ask again and again: more of them only wait longer."""
ROLLED_BACK = 5
"""Of this number of transactions, one is rolled back."""
EARLIER_TYPST, EARLIER_FACTUR_X = 0.009, 0.020
"""CPU seconds of a 12-line invoice when the libraries were chosen: typst alone, and pypdf for the XMP block."""


def measure(env: BenchEnvironment, report: Report) -> None:
    """Draw without a database; issue on PostgreSQL and on SQLite."""
    content = build_invoice(_build_order(1), InvoiceFacts(a_seller(id=1), NOON, NOON))
    content = replace(content, number="DE26-000001")
    _measure_drawing(content, report)
    _fill(env.container)
    address = env.variables["BENCH_DATABASE_URL"].replace("+psycopg", "")
    counter = PostgresCounter(address, freeze(content))
    _measure_issuing(f"PostgreSQL, {POSTGRES_WRITERS} writers", env.container, counter.issue, POSTGRES_WRITERS, report)
    with open_environment(embedded=True) as embedded:
        _fill(embedded.container)
        by_hand = SqliteCounter(str(embedded.container.engine().url.database), freeze(content))
        _measure_issuing(f"SQLite, {SQLITE_WRITERS} writers", embedded.container, by_hand.issue, SQLITE_WRITERS, report)


def _measure_drawing(content: InvoiceContent, report: Report) -> None:
    numbered = [replace(content, number=f"DE26-{number:06}") for number in range(1, DRAWN + 1)]
    compiler = Compiler(
        Path(pdf.__file__).parent / "template.typ",
        root=Path(pdf.__file__).parent,
        font_paths=Fonts(False, False, [str(folder) for folder in list_font_folders()]),
    )
    prepared = iter([_prepare(each) for each in numbered])
    drawing = iter(numbered)
    by_typst = _time_each(lambda: compiler.compile(format="pdf", pdf_standards=["a-3b"], **next(prepared)))
    whole = _time_each(lambda: pdf.draw_invoice(next(drawing)))
    report.add_figure(f"PDF/A-3 with XML, {LINES} lines", f"{1 / whole:,.0f}/s, {whole * 1000:.1f} ms of CPU each")
    earlier = EARLIER_TYPST + EARLIER_FACTUR_X
    report.add_figure("the same when typst and pypdf were chosen", f"{1 / earlier:,.0f}/s, {earlier * 1000:.1f} ms")
    report.add_ratio("drawn beside typst alone with the same page", by_typst / whole, at_least=0.2)


def _prepare(content: InvoiceContent) -> dict[str, Any]:
    page, xml = build_invoice_page(content, "note"), write_invoice_xml(content).decode()
    return {"sys_inputs": {"data": json.dumps(page), "xml": xml}, "timestamp": int(NOON.timestamp())}


def _time_each(draw: Callable[[], object]) -> float:
    """CPU seconds of one, after the first."""
    draw()
    begun = process_time()
    for _ in range(DRAWN - 1):
        draw()
    return (process_time() - begun) / (DRAWN - 1)


def _measure_issuing(
    name: str, container: Container, issue_by_hand: Callable[[int], None], writers: int, report: Report
) -> None:
    order_ids = _book(container, ALONE + ORDERS)
    issue = container.issue_invoice()

    def issue_one(turn: int) -> None:
        try:
            with container.unit_of_work()() as tx:
                issue.issue_within(tx, order_ids[turn])
                if turn % ROLLED_BACK:
                    tx.commit()
        except DatabaseUnavailable:
            # SQLite serves writers in no order, so one may have waited too long. A worker tries again as well.
            issue_one(turn)

    locked = _time_lock(container, order_ids[:ALONE])
    ours = _run_together(issue_one, range(ALONE, ALONE + ORDERS), writers)
    by_hand = _run_together(issue_by_hand, range(ORDERS), writers)
    with container.read_transaction() as tx:
        (series,) = get_invoices(tx).list_series()
    assert series.last_position == ALONE + ORDERS * (ROLLED_BACK - 1) // ROLLED_BACK, "a number is missing"
    report.add_figure(f"{name}: issued, a fifth rolled back", f"{ours:,.0f} transactions/s")
    report.add_figure(f"{name}: the counter by hand, which only numbers", f"{by_hand:,.0f} transactions/s")
    report.add_figure(f"{name}: the series is locked for", f"{locked * 1000:.1f} ms")
    report.add_ratio(f"{name}: issued beside the counter by hand", ours / by_hand, at_least=0.05)


def _run_together(issue: Callable[[int], None], turns: Sequence[int], writers: int) -> float:
    """Transactions per second."""
    begun = perf_counter()
    with ThreadPoolExecutor(writers) as pool:
        list(pool.map(issue, turns))
    return len(turns) / (perf_counter() - begun)


def _time_lock(container: Container, order_ids: Sequence[str]) -> float:
    """Seconds from when a series is locked until the commit has ended, without other writers."""
    moments: list[float] = []

    class NotedInvoices:
        """The port `ErpInvoices`, which notes when a series was locked."""

        def __init__(self, port: Any) -> None:
            self._port = port

        def __getattr__(self, name: str) -> Any:
            return getattr(self._port, name)

        def lock_series(self, name: str, seller_id: int) -> InvoiceSeries:
            series: InvoiceSeries = self._port.lock_series(name, seller_id)
            moments.append(perf_counter())
            return series

    def build_erp(session: Session) -> Any:
        erp: Any = BuiltinErp(session)
        erp.invoices = NotedInvoices(erp.invoices)
        return erp

    with container.erp.override(build_erp):
        container.unit_of_work.reset()
        issue, seconds = container.issue_invoice(), []
        for order_id in order_ids:
            issue(order_id)
            seconds.append(perf_counter() - moments[-1])
    container.unit_of_work.reset()
    return median(seconds)


def _fill(container: Container) -> None:
    with container.transaction() as tx:
        get_invoices(tx).sellers.save(a_seller())
        tx.commit()


def _book(container: Container, amount: int) -> Sequence[str]:
    with container.transaction() as tx:
        order_ids = tx.erp.orders.apply([_build_order(number) for number in range(1, amount + 1)])
        tx.commit()
    return order_ids


def _build_order(number: int) -> SalesOrder:
    order = an_invoiced_order(shop_domain=SHOP, shopify_order_id=number, name=f"#{number}")
    tea, shipping = order.lines
    teas = [replace(tea, line_item_id=each) for each in range(1, LINES)]
    total, tax = (LINES - 1) * tea.total.amount + shipping.total.amount, (LINES - 1) * tea.tax.amount
    tax += shipping.tax.amount
    return replace(order, lines=(*teas, shipping), total=euros(str(total)), tax=euros(str(tax)))


_TABLES = """
CREATE TABLE counter_by_hand (series text PRIMARY KEY, next bigint);
CREATE TABLE invoices_by_hand (number text PRIMARY KEY, content text, hash text);
INSERT INTO counter_by_hand VALUES ('DE26', 1);
"""
_NEXT = "UPDATE counter_by_hand SET next = next + 1 WHERE series = 'DE26' RETURNING next - 1"


class PostgresCounter:
    """What a person would write first: a counter, a row, a commit. It reads no order and checks nothing."""

    def __init__(self, address: str, content: str) -> None:
        self.address, self.content = address, content
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(_TABLES.encode())
        self.idle: list[Any] = []

    def issue(self, turn: int) -> None:
        connection = self.idle.pop() if self.idle else psycopg.connect(self.address)
        ((number,),) = connection.execute(_NEXT).fetchall()
        values = (f"DE26-{number:06}", self.content, sha256(self.content.encode()).hexdigest())
        connection.execute("INSERT INTO invoices_by_hand VALUES (%s, %s, %s)", values)
        (connection.commit if turn % ROLLED_BACK else connection.rollback)()
        self.idle.append(connection)


class SqliteCounter:
    """The same on SQLite, in the same file and with the same durability."""

    def __init__(self, path: str, content: str) -> None:
        self.path, self.content = path, content
        with closing(sqlite3.connect(path)) as connection:
            connection.executescript(_TABLES)

    def issue(self, turn: int) -> None:
        with closing(sqlite3.connect(self.path, timeout=60, isolation_level=None)) as connection:
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("BEGIN IMMEDIATE")
            (number,) = connection.execute(_NEXT).fetchone()
            values = (f"DE26-{number:06}", self.content, sha256(self.content.encode()).hexdigest())
            connection.execute("INSERT INTO invoices_by_hand VALUES (?, ?, ?)", values)
            connection.execute("COMMIT" if turn % ROLLED_BACK else "ROLLBACK")
