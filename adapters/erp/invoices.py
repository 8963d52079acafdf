"""Invoices of the built-in ERP."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, func, update
from sqlmodel import Session, col, select

from novex_shopify.adapters.erp.document_designs import SqlDocumentDesigns
from novex_shopify.adapters.erp.invoice_rows import (
    DueInvoiceRow,
    InvoiceFileRow,
    InvoiceRow,
    SeriesRow,
    build_invoice_row,
)
from novex_shopify.adapters.erp.order_rows import OrderRow
from novex_shopify.adapters.erp.sellers import SqlSellers
from novex_shopify.adapters.persistence.batch_statements import (
    ignore_on_conflict,
    insert_many,
    is_one_of,
    overwrite_on_conflict,
)
from novex_shopify.domain.model.issued_invoice import (
    InvoiceFile,
    InvoiceFilter,
    InvoiceSeries,
    IssuedInvoice,
    SeriesCount,
    WaitingOrders,
)
from novex_shopify.domain.model.record_id import parse_id
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.ports.document_designs import DocumentDesigns
from novex_shopify.domain.ports.erp_invoices import Sellers

_IS_ITS_ORDER = col(OrderRow.id) == col(DueInvoiceRow.order_id)


class SqlInvoices:
    """The port `ErpInvoices`."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.sellers: Sellers = SqlSellers(session)
        self.designs: DocumentDesigns = SqlDocumentDesigns(session)

    def lock_series(self, name: str, seller_id: int) -> InvoiceSeries:
        insert_many(self.session, SeriesRow, [asdict(InvoiceSeries(name, seller_id))], ignore_on_conflict(("name",)))
        return self.session.exec(select(SeriesRow).where(SeriesRow.name == name).with_for_update()).one().to_domain()

    def add(self, invoice: IssuedInvoice) -> IssuedInvoice:
        row = InvoiceRow(**build_invoice_row(invoice))
        self.session.add(row)
        self.session.flush()
        moved_on = update(SeriesRow).where(col(SeriesRow.name) == invoice.series)
        values = {"last_position": invoice.position, "last_hash": invoice.hash}
        self.session.connection().execute(moved_on.values(**values))
        return replace(invoice, id=row.id or 0)

    def find(self, number: str) -> IssuedInvoice | None:
        return next(iter(self._fetch(select(InvoiceRow).where(InvoiceRow.number == number))), None)

    def list_by_order(self, order_id: str) -> Sequence[IssuedInvoice]:
        return self._fetch(select(InvoiceRow).where(InvoiceRow.order_id == int(order_id)).order_by(col(InvoiceRow.id)))

    def list_latest(self, wanted: InvoiceFilter, limit: int, before_id: int | None = None) -> Sequence[IssuedInvoice]:
        statement = select(InvoiceRow).where(*self._match(wanted))
        if before_id is not None:
            statement = statement.where(col(InvoiceRow.id) < before_id)
        return self._fetch(statement.order_by(col(InvoiceRow.id).desc()).limit(limit))

    def count(self, wanted: InvoiceFilter, limit: int) -> int:
        found = select(col(InvoiceRow.id)).where(*self._match(wanted)).limit(limit)
        return self.session.exec(select(func.count()).select_from(found.subquery())).one()

    def list_series(self) -> Sequence[InvoiceSeries]:
        return [row.to_domain() for row in self.session.exec(select(SeriesRow).order_by("name"))]

    def list_chain(self, series: str, after_position: int, limit: int) -> Sequence[IssuedInvoice]:
        statement = select(InvoiceRow).where(InvoiceRow.series == series, col(InvoiceRow.position) > after_position)
        return self._fetch(statement.order_by(col(InvoiceRow.position)).limit(limit))

    def count_by_series(self, wanted: InvoiceFilter) -> Sequence[SeriesCount]:
        columns = (col(InvoiceRow.series), func.count(), func.max(col(InvoiceRow.issued_on)))
        kept = (*self._match(wanted), col(InvoiceRow.erased_at).is_(None))
        rows = self.session.exec(select(*columns).where(*kept).group_by(col(InvoiceRow.series)))
        return [SeriesCount(*row) for row in rows]

    def keep_until(self, wanted: InvoiceFilter, last_day: date) -> None:
        kept = (*self._match(wanted), col(InvoiceRow.erased_at).is_(None))
        self.session.connection().execute(update(InvoiceRow).where(*kept).values(kept_until=last_day))

    def list_expired(self, today: date, limit: int) -> Sequence[IssuedInvoice]:
        expired = (col(InvoiceRow.kept_until) < today, col(InvoiceRow.erased_at).is_(None))
        statement = select(InvoiceRow).where(*expired).order_by(col(InvoiceRow.kept_until)).limit(limit)
        return self._fetch(statement.with_for_update(skip_locked=True))

    def erase(self, numbers: Collection[str], at: datetime) -> None:
        these = is_one_of(self.session, InvoiceRow, "number", numbers)
        erased = update(InvoiceRow).where(these).values(content="", salt="", erased_at=at)
        self.session.connection().execute(erased)
        files = is_one_of(self.session, InvoiceFileRow, "number", numbers)
        self.session.connection().execute(delete(InvoiceFileRow).where(files))

    def add_file(self, file: InvoiceFile) -> InvoiceFile:
        insert_many(self.session, InvoiceFileRow, [asdict(file)], ignore_on_conflict(("number",)))
        known = self.get_file(file.number)
        assert known
        return known

    def get_file(self, number: str) -> InvoiceFile | None:
        row = self.session.get(InvoiceFileRow, number)
        return row.to_domain() if row else None

    def mark_due(self, order_ids: Sequence[str], at: datetime) -> None:
        # In one order, so that no two transactions wait for each other.
        rows = [{"order_id": each, "due_at": at, "error": None} for each in sorted(set(map(int, order_ids)))]
        insert_many(self.session, DueInvoiceRow, rows, overwrite_on_conflict(("order_id",), ("due_at", "error")))

    def lock_next_due(self, now: datetime) -> str | None:
        due = select(DueInvoiceRow).where(col(DueInvoiceRow.due_at) <= now).order_by(col(DueInvoiceRow.due_at))
        row = self.session.exec(due.limit(1).with_for_update(skip_locked=True)).first()
        return str(row.order_id) if row else None

    def list_refused(self, limit: int, shop: str | None = None) -> Sequence[tuple[str, str]]:
        refused = select(DueInvoiceRow).where(col(DueInvoiceRow.error).is_not(None))
        if shop is not None:
            refused = refused.join(OrderRow, _IS_ITS_ORDER).where(OrderRow.shop_domain == shop)
        rows = self.session.exec(refused.order_by(col(DueInvoiceRow.order_id)).limit(limit))
        return [(str(row.order_id), row.error or "") for row in rows]

    def count_waiting(self) -> Sequence[WaitingOrders]:
        shop, error = col(OrderRow.shop_domain), col(DueInvoiceRow.error)
        counted = select(shop, func.count(), func.min(error)).join(DueInvoiceRow, _IS_ITS_ORDER)
        rows = self.session.exec(counted.where(error.is_not(None)).group_by(shop).order_by(shop))
        return [WaitingOrders(ShopDomain(row[0]), row[1], row[2] or "") for row in rows]

    def note_waiting(self, order_id: str, reason: str) -> None:
        row = {"order_id": int(order_id), "due_at": None, "error": reason}
        insert_many(self.session, DueInvoiceRow, [row], ignore_on_conflict(("order_id",)))

    def settle_due(self, order_id: str, next_at: datetime | None, error: str | None = None) -> None:
        this = col(DueInvoiceRow.order_id) == parse_id(order_id)
        if next_at is None and error is None:
            self.session.connection().execute(delete(DueInvoiceRow).where(this))
        else:
            settled = update(DueInvoiceRow).where(this).values(due_at=next_at, error=error)
            self.session.connection().execute(settled)

    def _match(self, wanted: InvoiceFilter) -> list[ColumnElement[bool]]:
        conditions = {
            "kind": wanted.kind,
            "shop_domain": wanted.shop_domain,
            "series": wanted.series,
        }
        matches = [getattr(InvoiceRow, name) == value for name, value in conditions.items() if value is not None]
        if wanted.order_ids is not None:
            matches.append(is_one_of(self.session, InvoiceRow, "order_id", map(int, wanted.order_ids)))
        if wanted.since is not None:
            matches.append(col(InvoiceRow.issued_on) >= wanted.since)
        if wanted.until is not None:
            matches.append(col(InvoiceRow.issued_on) <= wanted.until)
        return matches

    def _fetch(self, statement: Select[Any]) -> list[IssuedInvoice]:
        return [row.to_domain() for row in self.session.scalars(statement)]
