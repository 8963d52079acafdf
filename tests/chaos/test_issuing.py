"""Processes that are killed while they issue an invoice leave neither a gap nor a double in its series."""

from collections.abc import Sequence
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

KILLED, SURVIVORS, POINTS = 3, 2, 10
"""Before and after settling what is due, reading, locking the series, adding the invoice, and the commit."""

ORDERS_EACH = 5
"""What a process that survives issues meanwhile; the last of them is rolled back."""

NEVER = 0
"""The point of a process that is not killed."""


class CrashingInvoices(CrashingPort):
    """The port `ErpInvoices`, which may crash before and after each call."""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._port, name) if name in ("sellers", "designs") else super().__getattr__(name)


def issue_one(url: URL, order_id: str, injector: CrashInjector) -> None:
    _open_use_case(url, injector)(order_id)


def issue_several(url: URL, order_ids: Sequence[str], injector: CrashInjector) -> None:
    """Issue all but the last, which is rolled back when it has a number."""
    use_case = _open_use_case(url, injector)
    *others, last = order_ids
    for order_id in others:
        use_case(order_id)
    with use_case.unit_of_work() as tx:
        use_case.issue_within(tx, last)


def _open_use_case(url: URL, injector: CrashInjector) -> IssueInvoice:
    def build_erp(session: Session) -> Any:
        erp = BuiltinErp(session)
        erp.invoices = CrashingInvoices(erp.invoices, injector)
        return erp

    unit_of_work: Any = CrashingUnitOfWork(SqlUnitOfWork(open_engine(url), CIPHER, build_erp), injector)
    return IssueInvoice(unit_of_work, ManualClock(), SequentialNonces())


def test_issuing_that_is_killed_at_any_point(engine: Engine) -> None:
    """Several processes at once: those that wait for the series go on when its holder is killed or rolls back."""
    unit_of_work = SqlUnitOfWork(engine, CIPHER, BuiltinErp)
    open_store(unit_of_work)
    per_round = KILLED + SURVIVORS * ORDERS_EACH
    order_ids = iter(book_orders(unit_of_work, per_round * (POINTS + 1)))
    killed = issued = 0
    for point in range(choose_start() + STEP, POINTS + STEP, STEP):
        together = list(islice(order_ids, per_round))
        engine.dispose()  # a connection must not be shared with the children
        doomed = [start_and_crash(partial(issue_one, engine.url, each), point) for each in together[:KILLED]]
        parts = [together[KILLED + each * ORDERS_EACH :][:ORDERS_EACH] for each in range(SURVIVORS)]
        survivors = [start_and_crash(partial(issue_several, engine.url, part), NEVER) for part in parts]
        killed += sum(map(was_killed, doomed))
        assert not any(map(was_killed, survivors))
        assert len(list_numbers(unit_of_work)) >= issued + SURVIVORS * (ORDERS_EACH - 1)
        for order_id in together:  # what the killed ones had not committed, and what was rolled back
            issue(unit_of_work, order_id)
        issued += per_round
    assert killed >= KILLED * (POINTS // STEP)
    assert list_numbers(unit_of_work) == [f"DE26-{number:06}" for number in range(1, issued + 1)]
    assert VerifyInvoices(unit_of_work)() == []
