"""`erp_lots`: the lots of the built-in ERP."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

import sqlalchemy
from sqlalchemy import ColumnElement, and_, exists, func, or_, tuple_, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from novex_shopify.adapters.erp.lot_row import LotRow
from novex_shopify.adapters.erp.stock_ledger import StockRow
from novex_shopify.adapters.erp.stock_news import note_lots
from novex_shopify.adapters.erp.storage_locations import StorageLocationRow
from novex_shopify.adapters.persistence.batch_statements import (
    build_insert,
    build_members,
    fetch_rows,
    is_member,
    is_one_of,
    is_postgresql,
)
from novex_shopify.adapters.persistence.row import get_columns
from novex_shopify.domain.model.lot import Lot, LotFilter, LotPosition, LotStatus, build_code_key
from novex_shopify.domain.model.lot_balance import LotBalance
from novex_shopify.domain.model.stock import StockBalance
from novex_shopify.domain.model.storage_location import StorageKind, StorageLocation


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
        note_lots(self.session, [lot_id])

    def set_supplier_code(self, lot_id: int, supplier_code: str) -> None:
        statement = update(LotRow).where(col(LotRow.id) == lot_id).values(supplier_code=supplier_code)
        self.session.connection().execute(statement)

    def get_many(self, lot_ids: Collection[int]) -> Sequence[Lot]:
        rows = fetch_rows(self.session, LotRow, "id", lot_ids, order_by=("id",))
        return [LotRow.to_domain(row) for row in rows]

    def find(self, item_id: str, code: str) -> Lot | None:
        key = build_code_key(code)
        row = self.session.exec(select(LotRow).where(LotRow.item_id == item_id, LotRow.code_key == key)).first()
        return row.to_domain() if row else None

    def list_with_free_stock(self, item_ids: Collection[str]) -> Sequence[Lot]:
        has_free = exists().where(col(StockRow.lot_id) == col(LotRow.id), col(StockRow.free) > 0)
        these = is_one_of(self.session, LotRow, "item_id", item_ids)
        rows = self.session.exec(select(LotRow).where(these, has_free).order_by(col(LotRow.id)))
        return [row.to_domain() for row in rows]

    def lock_with_free_stock(self, item_ids: Collection[str], lot_ids: Collection[int] = ()) -> Sequence[LotBalance]:
        statement = _build_lock(on_postgresql=is_postgresql(self.session))
        parameters = {"items": build_members(self.session, item_ids), "lots": build_members(self.session, lot_ids)}
        rows: Sequence[Any] = self.session.connection().execute(statement, parameters).all()
        return [LotBalance(LotRow.to_domain(row), _to_location(row), _to_balance(row)) for row in rows]

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


_STOCK, _LOTS, _LOCATIONS = get_columns(StockRow), get_columns(LotRow), get_columns(StorageLocationRow)


@cache
def _build_lock(*, on_postgresql: bool) -> Any:
    """Each balance is locked before its lot, as by those who change the lot's status.

    A status that was changed while a lock was awaited is read as it is then: PostgreSQL reads again what it
    has waited for.
    """
    other = aliased(StockRow)
    has_free = exists().where(col(other.lot_id) == _LOTS["id"], col(other.free) > 0)
    of_items = is_member(LotRow, "item_id", "items", on_postgresql=on_postgresql)
    these = is_member(LotRow, "id", "lots", on_postgresql=on_postgresql)
    return (
        sqlalchemy.select(
            *(_STOCK[name] for name in ("lot_id", "location_id", "free", "assigned", "held")),
            *_LOTS.values(),
            *(_LOCATIONS[name] for name in ("name", "kind", "sells", "counted", "address")),
        )
        .join(LotRow, _LOTS["id"] == _STOCK["lot_id"])
        .join(StorageLocationRow, _LOCATIONS["id"] == _STOCK["location_id"])
        .where(or_(and_(of_items, has_free), these))
        .order_by(_STOCK["lot_id"], _STOCK["location_id"])
        .with_for_update(of=(StockRow, LotRow))
    )


def _to_balance(row: Any) -> StockBalance:
    return StockBalance(row.lot_id, row.location_id, row.free, row.assigned, row.held)


def _to_location(row: Any) -> StorageLocation:
    return StorageLocation(row.location_id, row.name, StorageKind(row.kind), row.sells, row.counted, row.address)


_UNDATED = (col(LotRow.received_at), col(LotRow.id))
_DATED = (col(LotRow.expires_on), *_UNDATED)
