"""Processes that are killed while they issue an invoice leave neither a gap nor a double in its series."""

from functools import partial
from itertools import islice
from typing import Any

from sqlalchemy import URL, Engine
from sqlmodel import Session

from novex_shopify.adapters.erp.erp import BuiltinErp
from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.nonces import SequentialNonces
from novex_shopify.adapters.persistence.engine import open_engine
from novex_shopify.adapters.persistence.unit_of_work import SqlUnitOfWork
from novex_shopify.domain.use_cases.invoices.issue_invoice import IssueInvoice
from novex_shopify.domain.use_cases.invoices.verify_invoices import VerifyInvoices
from tests.chaos.crash_points import (
    STEP,
    CrashingPort,
    CrashingUnitOfWork,
    CrashInjector,
    choose_start,
    start_and_crash,
    was_killed,
)
from tests.contracts.test_concurrent_invoices import book_orders
from tests.databases import CIPHER
from tests.domain.use_cases.invoices.invoice_steps import issue, list_numbers, open_store

PROCESSES, POINTS = 3, 8
"""Before and after reading, locking the series, adding the invoice, and the commit."""


class CrashingInvoices(CrashingPort):
    """The port `ErpInvoices`, which may crash before and after each call."""

    def __getattr__(self, name: str) -> Any:
        return self._port.sellers if name == "sellers" else super().__getattr__(name)


def issue_and_crash(url: URL, order_id: str, injector: CrashInjector) -> None:
    def build_erp(session: Session) -> Any:
        erp = BuiltinErp(session)
        erp.invoices = CrashingInvoices(erp.invoices, injector)
        return erp

    unit_of_work: Any = CrashingUnitOfWork(SqlUnitOfWork(open_engine(url), CIPHER, build_erp), injector)
    IssueInvoice(unit_of_work, ManualClock(), SequentialNonces())(order_id)


def test_issuing_that_is_killed_at_any_point(engine: Engine) -> None:
    """Several processes at once, so that those that wait for the series go on when its holder is killed."""
    unit_of_work = SqlUnitOfWork(engine, CIPHER, BuiltinErp)
    open_store(unit_of_work)
    order_ids = iter(book_orders(unit_of_work, PROCESSES * (POINTS + 1)))
    killed = issued = 0
    for point in range(choose_start() + STEP, POINTS + STEP, STEP):
        together = list(islice(order_ids, PROCESSES))
        engine.dispose()  # a connection must not be shared with the children
        children = [start_and_crash(partial(issue_and_crash, engine.url, each), point) for each in together]
        killed += sum(map(was_killed, children))
        for order_id in together:  # what the killed ones had not committed
            issue(unit_of_work, order_id)
        issued += PROCESSES
    assert killed >= PROCESSES * (POINTS // STEP)
    assert list_numbers(unit_of_work) == [f"DE26-{number:06}" for number in range(1, issued + 1)]
    assert VerifyInvoices(unit_of_work)() == []
