"""`erp_lots`: the lots of the built-in ERP."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Index, UniqueConstraint, exists, func, or_, tuple_, update
from sqlmodel import Field, Session, col, select

from novex_shopify.adapters.erp.stock_ledger import StockRow
from novex_shopify.adapters.persistence.batch_statements import build_insert, is_one_of
from novex_shopify.adapters.persistence.column_types import BigId, UtcDateTime
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.domain.model.lot import Lot, LotFilter, LotPosition, LotSource, LotStatus, build_code_key


class LotRow(Row, table=True):
    """A lot."""

    __tablename__ = "erp_lots"
    __table_args__ = (
        UniqueConstraint("item_id", "code_key"),
        Index("ix_erp_lots_expires_on_received_at_id", "expires_on", "received_at", "id"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    item_id: str
    code: str
    code_key: str
    source: str
    received_at: datetime = Field(sa_type=UtcDateTime)
    supplier_code: str | None = None
    source_reference: str | None = None
    produced_on: date | None = None
    expires_on: date | None = None
    status: str
    status_reason: str | None = None
    note: str | None = None

    def to_domain(self) -> Lot:
        return Lot(
            self.id or 0,
            self.item_id,
            self.code,
            LotSource(self.source),
            self.received_at,
            self.supplier_code,
            self.source_reference,
            self.produced_on,
            self.expires_on,
            LotStatus(self.status),
            self.status_reason,
            self.note,
        )


@dataclass(frozen=True, slots=True)
class SqlLots:
    """The port `Lots`."""

    session: Session

    def add(self, lot: Lot) -> Lot:
        row = {**asdict(lot), "code_key": build_code_key(lot.code)}
        del row["id"]
        insert = build_insert(self.session, LotRow).on_conflict_do_nothing(index_elements=["item_id", "code_key"])
        self.session.connection().execute(insert.values(**row))
        known = self.find(lot.item_id, lot.code)
        assert known is not None, "The row was inserted or existed."
        return known

    def set_status(self, lot_id: int, status: LotStatus, reason: str | None) -> None:
        statement = update(LotRow).where(col(LotRow.id) == lot_id).values(status=status, status_reason=reason)
        self.session.connection().execute(statement)

    def get_many(self, lot_ids: Collection[int]) -> Sequence[Lot]:
        these = select(LotRow).where(is_one_of(self.session, LotRow, "id", lot_ids)).order_by(col(LotRow.id))
        return [row.to_domain() for row in self.session.exec(these)]

    def find(self, item_id: str, code: str) -> Lot | None:
        key = build_code_key(code)
        row = self.session.exec(select(LotRow).where(LotRow.item_id == item_id, LotRow.code_key == key)).first()
        return row.to_domain() if row else None

    def list_with_free_stock(self, item_ids: Collection[str]) -> Sequence[Lot]:
        has_free = exists().where(col(StockRow.lot_id) == col(LotRow.id), col(StockRow.free) > 0)
        these = is_one_of(self.session, LotRow, "item_id", item_ids)
        rows = self.session.exec(select(LotRow).where(these, has_free).order_by(col(LotRow.id)))
        return [row.to_domain() for row in rows]

    def search(self, wanted: LotFilter, limit: int, after: LotPosition | None = None) -> Sequence[Lot]:
        # First those with a date, then those without: each follows an index, which "nulls last" does not on SQLite.
        found: list[Lot] = []
        if after is None or after.expires_on is not None:
            dated = select(LotRow).where(*self._build_conditions(wanted), col(LotRow.expires_on).is_not(None))
            found += self._fetch_page(
                dated, _DATED, (after.expires_on, after.received_at, after.id) if after else None, limit
            )
        if len(found) < limit and wanted.expires_until is None:
            undated = select(LotRow).where(*self._build_conditions(wanted), col(LotRow.expires_on).is_(None))
            is_among_them = after is not None and after.expires_on is None
            position = (after.received_at, after.id) if after and is_among_them else None
            found += self._fetch_page(undated, _UNDATED, position, limit - len(found))
        return found

    def count(self, wanted: LotFilter, limit: int) -> int:
        matching = select(LotRow.id).where(*self._build_conditions(wanted)).limit(limit).subquery()
        return self.session.exec(select(func.count()).select_from(matching)).one()

    def _build_conditions(self, wanted: LotFilter) -> Iterator[ColumnElement[bool]]:
        for column, value in ((LotRow.item_id, wanted.item_id), (LotRow.status, wanted.status)):
            if value is not None:
                yield col(column) == value
        if wanted.expires_until is not None:
            yield col(LotRow.expires_on) <= wanted.expires_until
        if wanted.with_stock:
            on_hand = col(StockRow.free) + col(StockRow.assigned) + col(StockRow.held)
            yield exists().where(col(StockRow.lot_id) == col(LotRow.id), on_hand > 0)
        if wanted.text is not None:
            codes = (col(LotRow.code), col(LotRow.supplier_code))
            of_items = is_one_of(self.session, LotRow, "item_id", wanted.text_item_ids)
            yield or_(*(code.icontains(wanted.text, autoescape=True) for code in codes), of_items)

    def _fetch_page(
        self, statement: Any, columns: Sequence[Any], position: tuple[Any, ...] | None, limit: int
    ) -> Iterable[Lot]:
        if position is not None:
            statement = statement.where(tuple_(*columns) > position)
        return [row.to_domain() for row in self.session.exec(statement.order_by(*columns).limit(limit))]


_UNDATED = (col(LotRow.received_at), col(LotRow.id))
_DATED = (col(LotRow.expires_on), *_UNDATED)
