"""Invoices of erased persons: kept for as long as the law asks, then erased."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.unit_of_work import MemoryUnitOfWork
from novex_shopify.domain.model.audit import AuditAction
from novex_shopify.domain.model.issued_invoice import InvoiceFilter
from novex_shopify.domain.model.privacy import KeptInvoices
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.invoices.erase_expired_invoices import EraseExpiredInvoices
from novex_shopify.domain.use_cases.invoices.keep_invoices import keep_invoices
from novex_shopify.domain.use_cases.invoices.records import get_invoices
from novex_shopify.domain.use_cases.invoices.verify_invoices import VerifyInvoices
from tests.audited_world import read_audit_log
from tests.builders import NOON, SHOP, a_seller, an_invoiced_order, euros
from tests.domain.use_cases.invoices.invoice_steps import TEA_REFUND, book, issue, open_store

LATER = ManualClock(NOON + timedelta(days=365 * 12))


@pytest.fixture
def unit_of_work() -> MemoryUnitOfWork:
    """A store with a seller, and an invoice."""
    unit_of_work = MemoryUnitOfWork()
    open_store(unit_of_work)
    issue(unit_of_work, book(unit_of_work))
    return unit_of_work


def keep(unit_of_work: UnitOfWork, *order_ids: str) -> KeptInvoices:
    """Erase the person behind these orders."""
    with unit_of_work() as tx:
        kept = keep_invoices(tx, SHOP, order_ids)
        tx.commit()
    return kept


@pytest.mark.parametrize(
    ("country", "years", "until"),
    [("DE", None, 2034), ("AT", None, 2033), ("US", None, 2033), ("PT", None, 2036), ("DE", 12, 2038)],
)
def test_the_rule_of_the_sellers_country_says_how_long_unless_the_seller_does(
    unit_of_work: UnitOfWork, country: str, years: int | None, until: int
) -> None:
    with unit_of_work() as tx:
        get_invoices(tx).sellers.save(a_seller(id=1, country_code=country, retention_years=years))
        tx.commit()
    assert keep(unit_of_work, "1") == KeptInvoices(1, date(until, 12, 31))
    assert keep(unit_of_work, "404") == KeptInvoices()


def test_what_no_one_asked_to_erase_is_left_alone(unit_of_work: UnitOfWork) -> None:
    assert EraseExpiredInvoices(unit_of_work, LATER)() == 0


def test_a_credit_note_after_the_erasure_is_erased_too_when_its_time_has_come(unit_of_work: UnitOfWork) -> None:
    second = book(unit_of_work, an_invoiced_order(shopify_order_id=2, name="#1002"))
    issue(unit_of_work, second)
    keep(unit_of_work, "1")
    book(unit_of_work, an_invoiced_order(refunds=(TEA_REFUND,)))
    note = issue(unit_of_work, "1")[-1]
    assert (note.kind.value, note.kept_until) == ("credit_note", date(2034, 12, 31))
    assert EraseExpiredInvoices(unit_of_work, LATER)() == 2
    with unit_of_work.read() as tx:
        invoices = get_invoices(tx).list_latest(InvoiceFilter(), 9)
        assert {each.order_id: bool(each.content) for each in invoices} == {"1": False, second: True}
    assert VerifyInvoices(unit_of_work)() == []
    erased = [each for each in read_audit_log(unit_of_work) if each.action is AuditAction.PERSONAL_DATA_ERASED]
    assert {each.subject.id for each in erased} == {"DE26-000001", "DECN26-000001"}


_NOT_AS_ISSUED = "the number, the day, the total or what it belongs to is not the one that was issued"


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"total": euros("1.00")}, _NOT_AS_ISSUED),
        ({"addition": 1}, _NOT_AS_ISSUED),
        ({"invoice_number": "DE26-000009"}, _NOT_AS_ISSUED),
        ({"erased_at": NOON}, "it was erased before its retention ended"),
        ({"content": "{}"}, "it is marked as erased, and its content is there"),
    ],
)
def test_who_changes_an_erased_invoice_is_found_out(
    unit_of_work: MemoryUnitOfWork, change: dict[str, Any], fault: str
) -> None:
    keep(unit_of_work, "1")
    EraseExpiredInvoices(unit_of_work, LATER)()
    state = unit_of_work.state
    invoice = state.invoices[1]
    state.invoices[1] = replace(invoice, **change)
    assert [each.fault for each in VerifyInvoices(unit_of_work)()] == [fault]
