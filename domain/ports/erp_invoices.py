"""What an ERP with invoices must implement. An ERP that issues them elsewhere lacks the capability (`Erp.invoices`)."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Protocol

from novex_shopify.domain.model.issued_invoice import (
    InvoiceFile,
    InvoiceFilter,
    InvoiceSeries,
    IssuedInvoice,
    SeriesCount,
    WaitingOrders,
)
from novex_shopify.domain.model.seller import Seller
from novex_shopify.domain.ports.document_designs import DocumentDesigns


class Sellers(Protocol):
    """The legal entities that sell."""

    def save(self, seller: Seller) -> Seller:
        """Create a seller whose id is 0, or change the one with its id; returns it with its id."""
        ...

    def find(self, name: str) -> Seller | None:
        """Find the seller with this name, in any letter case."""
        ...

    def list_all(self) -> Sequence[Seller]:
        """List all, by name."""
        ...


class ErpInvoices(Protocol):
    """Issued invoices and credit notes. They are added and never deleted; of the content, none or all is there."""

    @property
    def sellers(self) -> Sellers: ...

    @property
    def designs(self) -> DocumentDesigns: ...

    def lock_series(self, name: str, seller_id: int) -> InvoiceSeries:
        """Lock a series until the end of the transaction; a new one of this seller if there is none.

        Others who issue in it wait, so it is locked last, and the transaction ends soon after.
        """
        ...

    def add(self, invoice: IssuedInvoice) -> IssuedInvoice:
        """Store an invoice at the next position of its locked series; returns it with its id.

        The series moves on in the same transaction, so a number that is rolled back is used again.
        """
        ...

    def find(self, number: str) -> IssuedInvoice | None: ...

    def list_by_order(self, order_id: str) -> Sequence[IssuedInvoice]:
        """List an order's invoices and credit notes, oldest first."""
        ...

    def list_latest(self, wanted: InvoiceFilter, limit: int, before_id: int | None = None) -> Sequence[IssuedInvoice]:
        """List invoices, newest first; those before an id, if given."""
        ...

    def count(self, wanted: InvoiceFilter, limit: int) -> int:
        """Count invoices, up to `limit`."""
        ...

    def list_series(self) -> Sequence[InvoiceSeries]:
        """List all series, by name."""
        ...

    def list_chain(self, series: str, after_position: int, limit: int) -> Sequence[IssuedInvoice]:
        """List the invoices of a series by position."""
        ...

    def count_by_series(self, wanted: InvoiceFilter) -> Sequence[SeriesCount]:
        """Count invoices that are not erased, by series."""
        ...

    def keep_until(self, wanted: InvoiceFilter, last_day: date) -> None:
        """Have invoices that are not erased yet erased after this day."""
        ...

    def list_expired(self, today: date, limit: int) -> Sequence[IssuedInvoice]:
        """Lock and list invoices whose last day was before today, without those that others have locked."""
        ...

    def erase(self, numbers: Collection[str], at: datetime) -> None:
        """Erase contents, salts and files. Numbers, totals and hashes stay."""
        ...

    def add_file(self, file: InvoiceFile) -> InvoiceFile:
        """Store the file of an invoice, unless it has one; returns the one that exists now."""
        ...

    def get_file(self, number: str) -> InvoiceFile | None: ...

    def mark_due(self, order_ids: Sequence[str], at: datetime) -> None:
        """Have these orders' invoices issued."""
        ...

    def lock_next_due(self, now: datetime) -> str | None:
        """Lock the order that has been due longest and that no one else has locked; None if there is none."""
        ...

    def list_refused(self, limit: int, shop: str | None = None) -> Sequence[tuple[str, str]]:
        """List orders that wait for an invoice, of all stores or of one, with the reason, by order."""
        ...

    def count_waiting(self) -> Sequence[WaitingOrders]:
        """Count the orders that are listed as refused, by store."""
        ...

    def note_waiting(self, order_id: str, reason: str) -> None:
        """Have an order wait for an invoice that a person issues, unless a worker is about to."""
        ...

    def settle_due(self, order_id: str, next_at: datetime | None, error: str | None = None) -> None:
        """Store when the locked order is to be tried again; None if it is done. An order that is not due stays so."""
        ...
