"""`erp_lots`: the lots of the built-in ERP."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import UniqueConstraint, exists, update
from sqlmodel import Field, Session, col, select

from novex_shopify.adapters.erp.stock_ledger import StockRow
from novex_shopify.adapters.persistence.batch_statements import build_insert, is_one_of
from novex_shopify.adapters.persistence.column_types import BigId, UtcDateTime
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.domain.model.lot import Lot, LotFilter, LotSource, LotStatus


class LotRow(Row, table=True):
    """A lot."""

    __tablename__ = "erp_lots"
    __table_args__ = (UniqueConstraint("item_id", "code"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    item_id: str
    code: str = Field(index=True)
    source: str
    received_at: datetime = Field(sa_type=UtcDateTime)
    supplier_code: str | None = None
    source_reference: str | None = None
    produced_on: date | None = None
    expires_on: date | None = Field(default=None, index=True)
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
        row = asdict(lot)
        del row["id"]
        insert = build_insert(self.session, LotRow).on_conflict_do_nothing(index_elements=["item_id", "code"])
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
        row = self.session.exec(select(LotRow).where(LotRow.item_id == item_id, LotRow.code == code)).first()
        return row.to_domain() if row else None

    def list_with_free_stock(self, item_ids: Collection[str]) -> Sequence[Lot]:
        has_free = exists().where(col(StockRow.lot_id) == col(LotRow.id), col(StockRow.free) > 0)
        these = is_one_of(self.session, LotRow, "item_id", item_ids)
        rows = self.session.exec(select(LotRow).where(these, has_free).order_by(col(LotRow.id)))
        return [row.to_domain() for row in rows]

    def search(self, wanted: LotFilter, limit: int) -> Sequence[Lot]:
        columns_and_values = (
            (LotRow.item_id, wanted.item_id),
            (LotRow.code, wanted.code),
            (LotRow.status, wanted.status),
        )
        statement = select(LotRow).where(
            *(col(column) == value for column, value in columns_and_values if value is not None)
        )
        if wanted.expires_until is not None:
            statement = statement.where(col(LotRow.expires_on) <= wanted.expires_until)
        if wanted.with_stock:
            on_hand = col(StockRow.free) + col(StockRow.assigned) + col(StockRow.held)
            statement = statement.where(exists().where(col(StockRow.lot_id) == col(LotRow.id), on_hand > 0))
        by_expiry = col(LotRow.expires_on).asc().nulls_last(), col(LotRow.received_at), col(LotRow.id)
        return [row.to_domain() for row in self.session.exec(statement.order_by(*by_expiry).limit(limit))]
