"""Sums of `erp_stock` by item, and the last receipts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlmodel import Session, col

from novex_shopify.adapters.erp.lot_row import LotRow
from novex_shopify.adapters.erp.stock_ledger import IS_RECEIPT, MovementRow, StockRow
from novex_shopify.adapters.persistence.batch_statements import is_one_of
from novex_shopify.adapters.persistence.row import get_columns
from novex_shopify.domain.model.item_stock import ItemStock, ItemStockFilter, StockView
from novex_shopify.domain.model.lot import LotStatus
from novex_shopify.domain.model.stock import LedgerEntry

_LOTS, _STOCK = get_columns(LotRow), get_columns(StockRow)
_ON_HAND = _STOCK["free"] + _STOCK["assigned"] + _STOCK["held"]


@dataclass(frozen=True, slots=True)
class SqlStockOverview:
    """The port `StockOverview`."""

    session: Session

    def list_items(self, wanted: ItemStockFilter, limit: int, after: str | None = None) -> Sequence[ItemStock]:
        statement = self._select(wanted).order_by(_LOTS["item_id"]).limit(limit)
        if after is not None:
            statement = statement.where(_LOTS["item_id"] > after)
        rows = self.session.connection().execute(statement).mappings()
        return [ItemStock(**{name: _to_number(value) for name, value in row.items()}) for row in rows]

    def count_items(self, wanted: ItemStockFilter, limit: int) -> int:
        matching = self._select(wanted).limit(limit).subquery()
        return self.session.connection().execute(select(func.count()).select_from(matching)).scalar_one()

    def list_receipts(self, limit: int) -> Sequence[LedgerEntry]:
        statement = select(MovementRow).where(IS_RECEIPT).order_by(col(MovementRow.id).desc()).limit(limit)
        return [row.to_domain() for row in self.session.scalars(statement)]

    def _select(self, wanted: ItemStockFilter) -> Select[Any]:
        parts = _build_parts(wanted)
        statement = select(_LOTS["item_id"], *(total.label(name) for name, total in parts.items()))
        statement = statement.join_from(LotRow, StockRow, _STOCK["lot_id"] == _LOTS["id"]).group_by(_LOTS["item_id"])
        statement = statement.where(*self._build_conditions(wanted))
        name = {StockView.EXPIRING: "expiring", StockView.UNUSABLE: "unusable", StockView.HELD: "held"}.get(wanted.view)
        return statement.having(parts[name] > 0) if name else statement

    def _build_conditions(self, wanted: ItemStockFilter) -> Iterator[ColumnElement[bool]]:
        if wanted.view is not StockView.ALL:
            yield _ON_HAND > 0
        if wanted.item_ids is not None:
            yield is_one_of(self.session, LotRow, "item_id", wanted.item_ids)
        if wanted.location_id is not None:
            yield _STOCK["location_id"] == wanted.location_id


def _to_number(value: Any) -> Any:
    return int(value) if isinstance(value, Decimal) else value  # PostgreSQL adds whole numbers up to a decimal


def _build_parts(wanted: ItemStockFilter) -> dict[str, Any]:
    is_unusable = or_(_LOTS["status"] != LotStatus.RELEASED, _LOTS["expires_on"] < wanted.today)
    is_expiring = _LOTS["expires_on"] <= wanted.expires_until
    return {
        **{name: func.sum(_STOCK[name]) for name in ("free", "assigned", "held")},
        "unusable": func.sum(case((is_unusable, _STOCK["free"]), else_=0)),
        "expiring": func.sum(case((is_expiring, _ON_HAND), else_=0)),
        "first_expiry": func.min(case((_ON_HAND > 0, _LOTS["expires_on"]))),
        "lots": func.count(case((_ON_HAND > 0, _LOTS["id"])).distinct()),
    }
