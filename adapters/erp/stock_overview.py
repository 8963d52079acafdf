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
        balances = select(_LOTS["item_id"]).join_from(LotRow, StockRow, _STOCK["lot_id"] == _LOTS["id"])
        conditions = [*_build_place_conditions(wanted), *_build_view_conditions(wanted), *self._build_keys(wanted)]
        if after is not None:
            conditions.append(_LOTS["item_id"] > after)
        # Along the index of lots by item, it ends with the page.
        items = balances.where(*conditions).distinct().order_by(_LOTS["item_id"]).limit(limit)
        rows = self.session.connection().execute(self._select(wanted, items)).mappings()
        return [ItemStock(**{name: _to_number(value) for name, value in row.items()}) for row in rows]

    def count_items(self, wanted: ItemStockFilter, limit: int) -> int:
        matching = self._select_items(wanted).limit(limit).subquery()
        return self.session.connection().execute(select(func.count()).select_from(matching)).scalar_one()

    def list_receipts(self, limit: int) -> Sequence[LedgerEntry]:
        statement = select(MovementRow).where(IS_RECEIPT).order_by(col(MovementRow.id).desc()).limit(limit)
        return [row.to_domain() for row in self.session.scalars(statement)]

    def _select(self, wanted: ItemStockFilter, items: Select[Any]) -> Select[Any]:
        parts = {name: total.label(name) for name, total in _build_parts(wanted).items()}
        statement = select(_LOTS["item_id"], *parts.values())
        statement = statement.join_from(LotRow, StockRow, _STOCK["lot_id"] == _LOTS["id"])
        statement = statement.where(_LOTS["item_id"].in_(items), *_build_place_conditions(wanted))
        return statement.group_by(_LOTS["item_id"]).order_by(_LOTS["item_id"])

    def _select_items(self, wanted: ItemStockFilter) -> Select[Any]:
        """Each item once, without its sums: one balance says that it is wanted.

        Most items have one among their first lots. Of what is held there is little, so that is looked for instead.
        """
        items = select(_LOTS["item_id"]).where(*self._build_keys(wanted)).distinct()
        conditions = (*_build_place_conditions(wanted), *_build_view_conditions(wanted))
        if wanted.view is StockView.HELD:
            return items.where(_LOTS["id"].in_(select(_STOCK["lot_id"]).where(*conditions)))
        found = items.subquery()
        balance = select(1).join_from(LotRow, StockRow, _STOCK["lot_id"] == _LOTS["id"])
        balance = balance.where(_LOTS["item_id"] == found.c.item_id, *conditions)
        return select(found.c.item_id).where(balance.exists())

    def _build_keys(self, wanted: ItemStockFilter) -> Iterator[ColumnElement[bool]]:
        if wanted.item_ids is not None:
            yield is_one_of(self.session, LotRow, "item_id", wanted.item_ids)


def _build_place_conditions(wanted: ItemStockFilter) -> Iterator[ColumnElement[bool]]:
    if wanted.view is not StockView.ALL:
        yield _ON_HAND > 0
    if wanted.location_id is not None:
        yield _STOCK["location_id"] == wanted.location_id


def _build_view_conditions(wanted: ItemStockFilter) -> Iterator[ColumnElement[bool]]:
    match wanted.view:
        case StockView.EXPIRING:
            yield _is_expiring(wanted)
        case StockView.UNUSABLE:
            yield _is_unusable(wanted)
            yield _STOCK["free"] > 0
        case StockView.HELD:
            yield _STOCK["held"] > 0
        case StockView.IN_STOCK | StockView.ALL:
            pass


def _is_unusable(wanted: ItemStockFilter) -> ColumnElement[bool]:
    return or_(_LOTS["status"] != LotStatus.RELEASED, _LOTS["expires_on"] < wanted.today)


def _is_expiring(wanted: ItemStockFilter) -> ColumnElement[bool]:
    return _LOTS["expires_on"] <= wanted.expires_until


def _to_number(value: Any) -> Any:
    return int(value) if isinstance(value, Decimal) else value  # PostgreSQL adds whole numbers up to a decimal


def _build_parts(wanted: ItemStockFilter) -> dict[str, Any]:
    return {
        **{name: func.sum(_STOCK[name]) for name in ("free", "assigned", "held")},
        "unusable": func.sum(case((_is_unusable(wanted), _STOCK["free"]), else_=0)),
        "expiring": func.sum(case((_is_expiring(wanted), _ON_HAND), else_=0)),
        "first_expiry": func.min(case((_ON_HAND > 0, _LOTS["expires_on"]))),
        "lots": func.count(case((_ON_HAND > 0, _LOTS["id"])).distinct()),
    }
