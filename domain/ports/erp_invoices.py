"""What an ERP with invoices must implement. An ERP that issues them elsewhere lacks the capability (`Erp.invoices`)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from novex_shopify.domain.model.issued_invoice import InvoiceFile, InvoiceFilter, InvoiceSeries, IssuedInvoice
from novex_shopify.domain.model.seller import Seller


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
    """Issued invoices and credit notes. They are added, and never changed or deleted."""

    @property
    def sellers(self) -> Sellers: ...

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
        """List an order's invoice and credit notes, oldest first."""
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

    def list_refused(self, limit: int) -> Sequence[tuple[str, str]]:
        """List orders that were due and got no invoice, with the reason, by order."""
        ...

    def settle_due(self, order_id: str, next_at: datetime | None, error: str | None = None) -> None:
        """Store when the locked order is to be tried again; None if it is done."""
        ...
