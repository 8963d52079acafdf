"""Finds issued invoices and credit notes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from novex_shopify.domain.model.issued_invoice import InvoiceFilter, IssuedInvoice
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.use_cases.invoices.records import get_invoices

ALL = InvoiceFilter()
PAGE_SIZE = 500
_SEARCH_LIMIT = 100


@dataclass(frozen=True, slots=True)
class FindInvoices:
    """`text` is the number of an invoice, or what an order is found by: its name, its ERP's id, an e-mail address.

    Each method raises `NoInvoicesKept`.
    """

    unit_of_work: UnitOfWork

    def __call__(
        self, limit: int, wanted: InvoiceFilter = ALL, text: str = "", before_id: int | None = None
    ) -> Sequence[IssuedInvoice]:
        """List invoices, newest first; those before an id, if given."""
        with self.unit_of_work.read() as tx:
            if not text:
                return get_invoices(tx).list_latest(wanted, limit, before_id)
            return [each for each in _search(tx, text, wanted) if before_id is None or each.id < before_id][:limit]

    def count(self, limit: int, wanted: InvoiceFilter = ALL, text: str = "") -> int:
        """Count what is listed, up to `limit`."""
        with self.unit_of_work.read() as tx:
            return min(limit, len(_search(tx, text, wanted))) if text else get_invoices(tx).count(wanted, limit)

    def iterate(self, wanted: InvoiceFilter = ALL, text: str = "") -> Iterator[IssuedInvoice]:
        """Read all, newest first, a page in a transaction: a long one would keep the database from cleaning up."""
        page = self(PAGE_SIZE, wanted, text)
        while page:
            yield from page
            page = self(PAGE_SIZE, wanted, text, page[-1].id)

    def list_waiting(self, limit: int, shop: str | None = None) -> Sequence[tuple[SalesOrder, str]]:
        """List orders that wait for an invoice, with the reason."""
        with self.unit_of_work.read() as tx:
            refused = get_invoices(tx).list_refused(limit, shop)
            found = [(tx.erp.orders.get(order_id), reason) for order_id, reason in refused]
        return [(order, reason) for order, reason in found if order]


def _search(tx: Transaction, text: str, wanted: InvoiceFilter) -> Sequence[IssuedInvoice]:
    invoices = get_invoices(tx)
    number = invoices.find(text.upper())
    found = {number.id: number} if number else {}
    for order in tx.erp.orders.search(text, _SEARCH_LIMIT):
        found |= {each.id: each for each in invoices.list_by_order(order.id or "")}
    return [found[each] for each in sorted(found, reverse=True) if wanted.includes(found[each])]
