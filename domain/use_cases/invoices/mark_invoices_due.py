"""Has invoices issued when orders are fulfilled or added to. Numbering waits for others, so no webhook does it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from novex_shopify.domain.errors import CurrencyNotInvoiced
from novex_shopify.domain.model.invoice import InvoiceContent, InvoiceKind
from novex_shopify.domain.model.issued_invoice import InvoiceFilter, IssuePolicy
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.shop_settings import ShopSettings
from novex_shopify.domain.policies.agreed_currency import restate_order
from novex_shopify.domain.policies.invoice_additions import find_addition
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.invoices.records import read_content

FULFILLED = "fulfilled"
_MAX_INVOICES = 1000


def mark_invoices_due(tx: Transaction, orders: Mapping[str, SalesOrder], settings: ShopSettings, now: datetime) -> None:
    """Mark those of a store's orders, by the ERP's id, that are fulfilled, if the store invoices such orders.

    An order that was invoiced is marked again with each later state, for the credit notes of its refunds.
    """
    if tx.erp.invoices is None or settings.invoices is not IssuePolicy.WHEN_FULFILLED:
        return
    since = date.fromisoformat(settings.invoices_since)
    fulfilled = (order_id for order_id, order in orders.items() if order.fulfillment_status == FULFILLED)
    due = [order_id for order_id in fulfilled if orders[order_id].created_at.date() >= since]
    tx.erp.invoices.mark_due(due, now)


def note_additions(
    tx: Transaction, orders: Mapping[str, SalesOrder], known: Iterable[SalesOrder], settings: ShopSettings
) -> None:
    """Note those of these orders that were added to after their invoice, where people issue invoices by hand.

    `known` are the documents that the ERP had. Only an order whose total was raised is looked at. The note stands with
    the orders that wait for an invoice (`ErpInvoices.list_refused`), until the invoice is issued.
    """
    if tx.erp.invoices is None or settings.invoices is not IssuePolicy.BY_HAND:
        return
    totals = {each.shopify_order_id: each.total.amount for each in known}
    raised = {
        order_id: order
        for order_id, order in orders.items()
        if order.total.amount > totals.get(order.shopify_order_id, order.total.amount)
    }
    wanted = InvoiceFilter(InvoiceKind.INVOICE, order_ids=list(raised))
    issued = tx.erp.invoices.list_latest(wanted, _MAX_INVOICES) if raised else ()
    for order_id, order in raised.items():
        of_order = [each for each in reversed(issued) if each.order_id == order_id and not each.erased_at]
        added = _find_addition(order, [read_content(each) for each in of_order]) if of_order else None
        if added:
            numbers = ", ".join(each.number for each in of_order)
            reason = f"{added} were added to order {order.name} after {numbers}. Issue an invoice for them."
            tx.erp.invoices.note_waiting(order_id, reason)


def _find_addition(order: SalesOrder, invoiced: Sequence[InvoiceContent]) -> Money | None:
    try:
        return find_addition(restate_order(order), invoiced)
    except CurrencyNotInvoiced:  # the shop's currency says by how much it was raised, until a person looks at it
        return order.total
