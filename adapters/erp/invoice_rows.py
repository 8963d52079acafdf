"""`erp_series`, `erp_invoices`, `erp_documents` and `erp_invoices_due` of the built-in ERP.

Contents keep the buyer's name and address after an erasure, as long as tax law asks for (docs/privacy.md).
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field

from novex_shopify.adapters.persistence.actor_columns import build_actor_columns, to_actor
from novex_shopify.adapters.persistence.column_types import Amount, BigId, UtcDateTime
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.domain.model.invoice import InvoiceKind
from novex_shopify.domain.model.issued_invoice import InvoiceFile, InvoiceSeries, IssuedInvoice
from novex_shopify.domain.model.money import Money


class SeriesRow(Row, table=True):
    """A series. Its row is the counter, and the lock of all who issue in it."""

    __tablename__ = "erp_series"

    name: str = Field(primary_key=True)
    seller_id: int = Field(sa_type=BigInteger)
    last_position: int = Field(sa_type=BigInteger)
    last_hash: str

    def to_domain(self) -> InvoiceSeries:
        return InvoiceSeries(self.name, self.seller_id, self.last_position, self.last_hash)


class InvoiceRow(Row, table=True):
    """An invoice or a credit note. Each refund of an order has one credit note; invoices have the refund 0."""

    __tablename__ = "erp_invoices"
    __table_args__ = (
        UniqueConstraint("series", "position"),
        UniqueConstraint("order_id", "refund_id", "addition"),
        Index("ix_erp_invoices_kind_id", "kind", "id"),
        Index("ix_erp_invoices_issued_on", "issued_on"),
        Index(
            "ix_erp_invoices_kept_until",
            "kept_until",
            postgresql_where=text("kept_until IS NOT NULL AND erased_at IS NULL"),
            sqlite_where=text("kept_until IS NOT NULL AND erased_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    kind: str
    number: str = Field(unique=True)
    series: str
    position: int = Field(sa_type=BigInteger)
    shop_domain: str
    order_id: int = Field(sa_type=BigInteger)
    order_name: str
    refund_id: int = Field(sa_type=BigInteger)
    addition: int
    invoice_number: str | None = None
    currency: str
    total: Decimal = Field(sa_type=Amount)
    issued_at: datetime = Field(sa_type=UtcDateTime)
    issued_on: date
    actor_kind: str
    actor_name: str
    actor_id: str
    content: str
    salt: str
    content_hash: str
    previous_hash: str
    hash: str
    kept_until: date | None = None
    erased_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    def to_domain(self) -> IssuedInvoice:
        return IssuedInvoice(
            InvoiceKind(self.kind),
            self.number,
            self.series,
            self.position,
            self.shop_domain,
            str(self.order_id),
            self.order_name,
            Money(self.total, self.currency),
            self.issued_at,
            self.issued_on,
            to_actor(self.actor_kind, self.actor_name, self.actor_id),
            self.content,
            self.salt,
            self.content_hash,
            self.previous_hash,
            self.hash,
            self.refund_id,
            self.invoice_number,
            self.id or 0,
            self.kept_until,
            self.erased_at,
            self.addition,
        )


class InvoiceFileRow(Row, table=True):
    """The file that was drawn of an invoice."""

    __tablename__ = "erp_documents"

    number: str = Field(primary_key=True)
    data: bytes = Field(sa_type=LargeBinary)
    sha256: str
    drawn_with: str
    drawn_at: datetime = Field(sa_type=UtcDateTime)

    def to_domain(self) -> InvoiceFile:
        return InvoiceFile(self.number, bytes(self.data), self.sha256, self.drawn_with, self.drawn_at)


class DueInvoiceRow(Row, table=True):
    """An order whose invoice is to be issued at `due_at`, or that got none because of an `error`."""

    __tablename__ = "erp_invoices_due"
    __table_args__ = (
        Index(
            "ix_erp_invoices_due_due_at",
            "due_at",
            postgresql_where=text("due_at IS NOT NULL"),
            sqlite_where=text("due_at IS NOT NULL"),
        ),
    )

    order_id: int = Field(primary_key=True, sa_type=BigInteger)
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    error: str | None = None


def build_invoice_row(invoice: IssuedInvoice) -> dict[str, Any]:
    return {
        "kind": invoice.kind,
        "number": invoice.number,
        "series": invoice.series,
        "position": invoice.position,
        "shop_domain": invoice.shop_domain,
        "order_id": int(invoice.order_id),
        "order_name": invoice.order_name,
        "refund_id": invoice.refund_id,
        "addition": invoice.addition,
        "invoice_number": invoice.invoice_number,
        "currency": invoice.total.currency,
        "total": invoice.total.amount,
        "issued_at": invoice.issued_at,
        "issued_on": invoice.issued_on,
        **build_actor_columns(invoice.actor),
        "content": invoice.content,
        "salt": invoice.salt,
        "content_hash": invoice.content_hash,
        "previous_hash": invoice.previous_hash,
        "hash": invoice.hash,
        "kept_until": invoice.kept_until,
    }
