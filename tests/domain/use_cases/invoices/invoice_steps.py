"""Steps for tests of invoices."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.nonces import SequentialNonces
from novex_shopify.domain.model.issued_invoice import IssuedInvoice
from novex_shopify.domain.model.refund import RefundLine
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.shop_settings import ShopSettings
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.invoices.issue_invoice import IssueInvoice
from novex_shopify.domain.use_cases.invoices.records import get_invoices
from tests.builders import LINE_ID, SHOP, a_refund, a_seller, a_shop, an_invoiced_order, euros


def open_store(unit_of_work: UnitOfWork, **settings: Any) -> None:
    """A connected store with a seller."""
    with unit_of_work() as tx:
        tx.shops.save(a_shop())
        tx.shops.save_settings(SHOP, ShopSettings(**settings))
        get_invoices(tx).sellers.save(a_seller())
        tx.commit()


def book(unit_of_work: UnitOfWork, order: SalesOrder | None = None) -> str:
    """Write an order to the ERP; returns its id."""
    with unit_of_work() as tx:
        (order_id,) = tx.erp.orders.apply([order or an_invoiced_order()])
        tx.commit()
    return order_id


def issue(unit_of_work: UnitOfWork, order_id: str) -> Sequence[IssuedInvoice]:
    return IssueInvoice(unit_of_work, ManualClock(), SequentialNonces())(order_id)


def list_numbers(unit_of_work: UnitOfWork) -> Sequence[str]:
    """The numbers of all series, by position."""
    with unit_of_work.read() as tx:
        invoices = get_invoices(tx)
        return [
            each.number for series in invoices.list_series() for each in invoices.list_chain(series.name, 0, 10_000)
        ]


TEA_REFUND = replace(
    a_refund(), lines=(RefundLine(LINE_ID, 1, euros("4.50"), euros("0.86"), "return", 5),), adjustments=()
)
"""One of the two teas: 5.36."""


def issue_with_credit_note(unit_of_work: UnitOfWork) -> str:
    """Issue an order's invoice, and the credit note of its refund; returns the ERP's id of the order."""
    order_id = book(unit_of_work)
    issue(unit_of_work, order_id)
    book(unit_of_work, an_invoiced_order(refunds=(TEA_REFUND,)))
    issue(unit_of_work, order_id)
    return order_id
