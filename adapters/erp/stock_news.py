"""`erp_stock_news`: the items of the built-in ERP whose numbers have changed."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import delete, insert, select
from sqlmodel import Field, Session

from novex_shopify.adapters.erp.lot_row import LotRow
from novex_shopify.adapters.persistence.batch_statements import insert_many, is_one_of
from novex_shopify.adapters.persistence.column_types import BigId
from novex_shopify.adapters.persistence.row import Row, get_columns


class StockNewsRow(Row, table=True):
    """Rows are only added and deleted, so that movements of the same item do not wait for each other."""

    __tablename__ = "erp_stock_news"

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    item_id: str


_COLUMNS, _LOTS = get_columns(StockNewsRow), get_columns(LotRow)


@dataclass(frozen=True, slots=True)
class SqlStockNews:
    """The port `StockNews`."""

    session: Session

    def add(self, item_ids: Collection[str]) -> None:
        insert_many(self.session, StockNewsRow, [{"item_id": each} for each in sorted(item_ids)])

    def has_any(self) -> bool:
        return self.session.connection().execute(select(_COLUMNS["id"]).limit(1)).first() is not None

    def find_waiting(self, item_ids: Collection[str]) -> frozenset[str]:
        waiting = select(_COLUMNS["item_id"]).where(is_one_of(self.session, StockNewsRow, "item_id", item_ids))
        return frozenset(self.session.connection().execute(waiting.distinct()).scalars())

    def take(self, limit: int) -> frozenset[str]:
        # As a subquery, PostgreSQL may select once for each row, and so take more than the limit.
        oldest = select(_COLUMNS["id"]).order_by(_COLUMNS["id"]).limit(limit).with_for_update(skip_locked=True).cte()
        taken = delete(StockNewsRow).where(_COLUMNS["id"].in_(select(oldest.c.id))).returning(_COLUMNS["item_id"])
        return frozenset(self.session.connection().execute(taken).scalars())


def note_lots(session: Session, lot_ids: Collection[int]) -> None:
    """Add the news of the items of these lots."""
    items = select(_LOTS["item_id"]).where(is_one_of(session, LotRow, "id", sorted(set(lot_ids)))).distinct()
    session.connection().execute(insert(StockNewsRow).from_select(["item_id"], items, include_defaults=False))
