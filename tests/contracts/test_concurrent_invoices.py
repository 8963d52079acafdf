"""Many who issue at the same moment use the numbers 1 to n, whatever is rolled back meanwhile."""

import re
from collections.abc import Sequence
from queue import Empty, SimpleQueue

from sqlalchemy import Engine
from sqlalchemy.event import listens_for

from novex_shopify.adapters.documents.drawer import FileDrawer
from novex_shopify.adapters.erp.erp import BuiltinErp
from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.nonces import SequentialNonces
from novex_shopify.adapters.persistence.unit_of_work import SqlUnitOfWork
from novex_shopify.domain.model.invoice import InvoiceContent
from novex_shopify.domain.ports.document_drawer import DrawnDocument
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.invoices.get_invoice_file import GetInvoiceFile
from novex_shopify.domain.use_cases.invoices.issue_invoice import IssueInvoice
from novex_shopify.domain.use_cases.invoices.verify_invoices import VerifyInvoices
from tests.builders import an_invoiced_order
from tests.contracts.test_concurrent_stock import run_together
from tests.databases import CIPHER
from tests.domain.use_cases.invoices.invoice_steps import book, issue, list_numbers, open_store

WRITERS, ORDERS = 8, 40


def book_orders(unit_of_work: UnitOfWork, count: int) -> Sequence[str]:
    with unit_of_work() as tx:
        order_ids = tx.erp.orders.apply([an_invoiced_order(shopify_order_id=each) for each in range(1, count + 1)])
        tx.commit()
    return order_ids


def test_numbers_have_no_gap_and_no_double(unit_of_work: UnitOfWork) -> None:
    open_store(unit_of_work)
    waiting: SimpleQueue[tuple[int, str]] = SimpleQueue()
    for each in enumerate(book_orders(unit_of_work, ORDERS)):
        waiting.put(each)

    def issue_until_none_waits() -> None:
        use_case = IssueInvoice(unit_of_work, ManualClock(), SequentialNonces())
        while True:
            try:
                turn, order_id = waiting.get_nowait()
            except Empty:
                return
            with unit_of_work() as tx:
                use_case.issue_within(tx, order_id)
                if turn % 5:
                    tx.commit()

    run_together(*[issue_until_none_waits] * WRITERS)
    issued = ORDERS - ORDERS // 5
    assert list_numbers(unit_of_work) == [f"DE26-{number:06}" for number in range(1, issued + 1)]
    assert VerifyInvoices(unit_of_work)() == []


def test_little_happens_while_a_series_is_locked(engine: Engine) -> None:
    """What is slow, such as reading the order, happens before; drawing is no part of the transaction."""
    unit_of_work = SqlUnitOfWork(engine, CIPHER, BuiltinErp)
    open_store(unit_of_work)
    order_id, tables = book(unit_of_work), list[str]()

    @listens_for(engine, "before_cursor_execute")
    def note_table(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        tables.extend(re.findall(r"\b(?:INTO|UPDATE|FROM) (\w+)", statement)[:1])

    issue(unit_of_work, order_id)
    locked = tables[tables.index("erp_series") :]
    assert locked == ["erp_series", "erp_series", "erp_invoices", "erp_series", "shopify_audit_log", "search_entries"]


class IssuingDrawer(FileDrawer):
    """Takes so long to draw that another invoice of the series is issued meanwhile."""

    def __init__(self, unit_of_work: UnitOfWork, order_id: str) -> None:
        self.unit_of_work, self.order_id = unit_of_work, order_id

    def draw_invoice(
        self, content: InvoiceContent, logo: bytes | None = None, *, preview: bool = False
    ) -> DrawnDocument:
        issue(self.unit_of_work, self.order_id)
        return DrawnDocument(content.number.encode(), "by hand")


def test_others_are_issued_while_a_file_is_drawn(unit_of_work: UnitOfWork) -> None:
    open_store(unit_of_work)
    first, second = book_orders(unit_of_work, 2)
    [invoice] = issue(unit_of_work, first)
    drawer = IssuingDrawer(unit_of_work, second)
    assert GetInvoiceFile(unit_of_work, ManualClock(), drawer).pdf(invoice.number).data == b"DE26-000001"
    assert list_numbers(unit_of_work) == ["DE26-000001", "DE26-000002"]


def test_an_order_that_is_invoiced_by_several_at_once_has_one_invoice(unit_of_work: UnitOfWork) -> None:
    open_store(unit_of_work)
    order_id = book(unit_of_work)
    run_together(*[lambda: issue(unit_of_work, order_id)] * 4)
    assert list_numbers(unit_of_work) == ["DE26-000001"]
