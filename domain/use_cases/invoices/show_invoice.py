"""Shows an issued invoice with what belongs to it, and who numbers invoices."""

from collections.abc import Sequence
from dataclasses import dataclass

from novex_shopify.domain.model.invoice import InvoiceContent
from novex_shopify.domain.model.issued_invoice import InvoiceFile, InvoiceSeries, IssuedInvoice
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.seller import Seller
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.invoices.records import find_invoice, get_invoices, read_content


@dataclass(frozen=True, slots=True)
class ShownInvoice:
    """An invoice or a credit note. It has no `content` once that is erased.

    - `file`: its PDF, if it was drawn already.
    - `related`: the other documents of the order: its invoice, its credit notes.
    """

    invoice: IssuedInvoice
    content: InvoiceContent | None
    file: InvoiceFile | None
    related: Sequence[IssuedInvoice]
    order: SalesOrder | None


@dataclass(frozen=True, slots=True)
class Numbering:
    """The sellers, and the series with their last positions."""

    sellers: Sequence[Seller]
    series: Sequence[InvoiceSeries]

    def get_seller(self, seller_id: int) -> Seller | None:
        return next((each for each in self.sellers if each.id == seller_id), None)


@dataclass(frozen=True, slots=True)
class ShowInvoice:
    """Reads invoices by number, by order, and by series. Each method raises `NoInvoicesKept`."""

    unit_of_work: UnitOfWork

    def __call__(self, number: str) -> ShownInvoice:
        """Raises `NotFound`."""
        with self.unit_of_work.read() as tx:
            invoice, invoices = find_invoice(tx, number), get_invoices(tx)
            related = [each for each in invoices.list_by_order(invoice.order_id) if each.id != invoice.id]
            order = tx.erp.orders.get(invoice.order_id)
            content = None if invoice.erased_at else read_content(invoice)
            return ShownInvoice(invoice, content, invoices.get_file(number), related, order)

    def list_by_order(self, order_id: str) -> Sequence[IssuedInvoice]:
        """List an order's invoice and credit notes, oldest first."""
        with self.unit_of_work.read() as tx:
            return get_invoices(tx).list_by_order(order_id)

    def get_numbering(self) -> Numbering:
        with self.unit_of_work.read() as tx:
            invoices = get_invoices(tx)
            return Numbering(invoices.sellers.list_all(), invoices.list_series())
