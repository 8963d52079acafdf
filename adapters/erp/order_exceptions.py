"""`erp_exceptions`: what a person has to decide about orders of the built-in ERP."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy
from sqlalchemy import BigInteger, Index, and_, func, text, update
from sqlmodel import Field, Session, col, select

from novex_shopify.adapters.erp.order_part_rows import OrderLineRow
from novex_shopify.adapters.erp.order_rows import OrderRow
from novex_shopify.adapters.persistence.actor_columns import build_actor_columns, to_optional_actor
from novex_shopify.adapters.persistence.batch_statements import fetch_rows, insert_many, is_one_of
from novex_shopify.adapters.persistence.column_types import BigId, UtcDateTime
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.domain.model.actor import get_current_actor
from novex_shopify.domain.model.order_exception import OpenExceptions, OrderException, OrderExceptionKind
from novex_shopify.domain.model.shop import ShopDomain

_KEY = ("order_id", "line_item_id", "kind")
_IS_OPEN = text("closed_at IS NULL")


class OrderExceptionRow(Row, table=True):
    """An exception. One is open for each line and kind."""

    __tablename__ = "erp_exceptions"
    __table_args__ = (
        Index(
            "uq_erp_exceptions_order_id_line_item_id_kind",
            *_KEY,
            unique=True,
            postgresql_where=_IS_OPEN,
            sqlite_where=_IS_OPEN,
        ),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    order_id: int = Field(sa_type=BigInteger, index=True)
    line_item_id: int = Field(sa_type=BigInteger)
    kind: str
    quantity: int = Field(sa_type=BigInteger)
    opened_at: datetime = Field(sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_by_kind: str | None = None
    closed_by_name: str | None = None
    closed_by_id: str | None = None
    note: str | None = None

    def to_domain(self) -> OrderException:
        return OrderException(
            self.id or 0,
            str(self.order_id),
            self.line_item_id,
            OrderExceptionKind(self.kind),
            self.quantity,
            self.opened_at,
            self.closed_at,
            to_optional_actor(self.closed_by_kind, self.closed_by_name, self.closed_by_id),
            self.note,
        )


_IS_ITS_LINE = (
    col(OrderLineRow.order_id) == col(OrderExceptionRow.order_id),
    col(OrderLineRow.line_item_id) == col(OrderExceptionRow.line_item_id),
)
_IS_ITS_ORDER = col(OrderRow.id) == col(OrderExceptionRow.order_id)


@dataclass(frozen=True, slots=True)
class SqlOrderExceptions:
    """The port `OrderExceptions`."""

    session: Session

    def open(self, exception: OrderException) -> None:
        row = {
            "order_id": int(exception.order_id),
            "line_item_id": exception.line_item_id,
            "kind": exception.kind,
            "quantity": exception.quantity,
            "opened_at": exception.opened_at,
        }
        insert_many(self.session, OrderExceptionRow, [row], _change_quantity_on_conflict)

    def close(self, exception_ids: Collection[int], note: str, at: datetime) -> None:
        these = is_one_of(self.session, OrderExceptionRow, "id", exception_ids)
        statement = update(OrderExceptionRow).where(these, col(OrderExceptionRow.closed_at).is_(None))
        values = {
            "closed_at": at,
            **build_actor_columns(get_current_actor(), "closed_by"),
            "note": note,
        }
        self.session.connection().execute(statement.values(**values))

    def get(self, exception_id: int) -> OrderException | None:
        row = self.session.get(OrderExceptionRow, exception_id, populate_existing=True)
        return row.to_domain() if row else None

    def list_by_orders(self, order_ids: Collection[str]) -> Sequence[OrderException]:
        rows = fetch_rows(self.session, OrderExceptionRow, "order_id", map(int, order_ids), order_by=("id",))
        return [OrderExceptionRow.to_domain(row) for row in rows]

    def list_open(
        self,
        limit: int,
        kind: OrderExceptionKind | None = None,
        after: int | None = None,
        *,
        shop: ShopDomain | None = None,
    ) -> Sequence[OrderException]:
        statement = select(OrderExceptionRow).where(col(OrderExceptionRow.closed_at).is_(None))
        if kind is not None:
            statement = statement.where(OrderExceptionRow.kind == kind)
        if after is not None:
            statement = statement.where(col(OrderExceptionRow.id) > after)
        if shop is not None:
            statement = statement.where(_IS_ITS_ORDER, OrderRow.shop_domain == shop)
        rows = self.session.exec(statement.order_by(col(OrderExceptionRow.id)).limit(limit))
        return [row.to_domain() for row in rows]

    def list_short_orders(self, item_ids: Collection[str], limit: int, after: str | None = None) -> Sequence[str]:
        order_id = col(OrderExceptionRow.order_id)
        statement = (
            sqlalchemy.select(order_id)
            .join(OrderLineRow, and_(*_IS_ITS_LINE))
            .where(
                col(OrderExceptionRow.closed_at).is_(None),
                col(OrderExceptionRow.kind) == OrderExceptionKind.SHORT,
                is_one_of(self.session, OrderLineRow, "item_id", item_ids),
                order_id > int(after or 0),
            )
        )
        rows = self.session.connection().execute(statement.distinct().order_by(order_id).limit(limit))
        return [str(row[0]) for row in rows]

    def count_open(self) -> Sequence[OpenExceptions]:
        shop, kind, order_id = OrderRow.shop_domain, OrderExceptionRow.kind, col(OrderExceptionRow.order_id)
        since = func.min(OrderExceptionRow.opened_at)
        statement = (
            sqlalchemy.select(col(shop), col(kind), func.count(), func.count(order_id.distinct()), since)
            .where(_IS_ITS_ORDER, col(OrderExceptionRow.closed_at).is_(None))
            .group_by(shop, kind)
            .order_by(shop, kind)
        )
        rows = self.session.connection().execute(statement)
        return [OpenExceptions(ShopDomain(row[0]), OrderExceptionKind(row[1]), row[2], row[3], row[4]) for row in rows]


def _change_quantity_on_conflict(insert: Any) -> Any:
    return insert.on_conflict_do_update(
        index_elements=list(_KEY), index_where=_IS_OPEN, set_={"quantity": insert.excluded.quantity}
    )
