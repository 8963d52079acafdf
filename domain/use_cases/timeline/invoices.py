"""The invoices and credit notes of an order."""

from collections.abc import Iterator

from novex_shopify.domain.model.audit import AuditedKind, AuditSubject
from novex_shopify.domain.model.invoice import InvoiceKind
from novex_shopify.domain.model.order_timeline import TimelineEntry, TimelineKind
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.orders.order_history import OrderHistory


def list_invoices(tx: Transaction, history: OrderHistory) -> Iterator[TimelineEntry]:
    order = history.sales_order
    if tx.erp.invoices is None or order is None or order.id is None:
        return
    for each in tx.erp.invoices.list_by_order(order.id):
        name = "Credit note" if each.kind is InvoiceKind.CREDIT_NOTE else "Invoice"
        yield TimelineEntry(
            each.issued_at,
            f"invoice-{each.number}",
            TimelineKind.INVOICE,
            f"{name} {each.number} issued: {each.total}",
            actor=each.actor,
            about=AuditSubject(AuditedKind.INVOICE, each.number),
        )
