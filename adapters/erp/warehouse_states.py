"""`erp_order_states`: the state of each order in the warehouse of the built-in ERP."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy
from sqlalchemy import BigInteger, ColumnElement, Index, Integer, bindparam, exists, func, text, tuple_, update
from sqlmodel import Field, Session, col, select

from novex_shopify.adapters.erp.order_rows import OrderRow
from novex_shopify.adapters.persistence.batch_statements import ignore_on_conflict, insert_many, is_one_of
from novex_shopify.adapters.persistence.column_types import UtcDateTime
from novex_shopify.adapters.persistence.row import Row, get_columns
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.warehouse_state import (
    FulfillmentStatus,
    OrderStatus,
    WarehouseState,
    WarehouseStateFilter,
    WarehouseStatePosition,
)


class WarehouseStateRow(Row, table=True):
    """A state. An order without a promised day has `date.max`, so that it is listed last."""

    __tablename__ = "erp_order_states"
    __table_args__ = (
        Index(
            "ix_erp_order_states_due_at",
            "due_at",
            postgresql_where=text("due_at IS NOT NULL"),
            sqlite_where=text("due_at IS NOT NULL"),
        ),
        Index(
            "ix_erp_order_states_failed",
            "order_id",
            postgresql_where=text("error IS NOT NULL"),
            sqlite_where=text("error IS NOT NULL"),
        ),
        Index("ix_erp_order_states_status_promised_on_order_id", "status", "promised_on", "order_id"),
    )

    order_id: int = Field(primary_key=True, sa_type=BigInteger)
    status: str
    fulfillment: str
    locked: bool
    to_ship: int = Field(sa_type=BigInteger)
    assigned: int = Field(sa_type=BigInteger)
    short: int = Field(sa_type=BigInteger)
    promised_on: date
    first_assigned_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    shipped_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    delivered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    completed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    attempts: int = Field(sa_type=Integer)
    error: str | None = None
    by_hand: bool
    on_hold: bool

    def to_domain(self) -> WarehouseState:
        return WarehouseState(
            str(self.order_id),
            OrderStatus(self.status),
            FulfillmentStatus(self.fulfillment),
            self.locked,
            self.to_ship,
            self.assigned,
            self.short,
            None if self.promised_on == date.max else self.promised_on,
            self.first_assigned_at,
            self.shipped_at,
            self.delivered_at,
            self.completed_at,
            self.due_at,
            self.attempts,
            self.error,
            self.by_hand,
            self.on_hold,
        )


_COLUMNS = get_columns(WarehouseStateRow)
_LOCK = sqlalchemy.select(*_COLUMNS.values()).where(_COLUMNS["order_id"] == bindparam("locked_id")).with_for_update()
_LOCK_NEXT_DUE = (
    sqlalchemy.select(*_COLUMNS.values())
    .where(_COLUMNS["due_at"] <= bindparam("now"))
    .order_by(_COLUMNS["due_at"])
    .limit(1)
    .with_for_update(skip_locked=True)
)
_SAVE = update(WarehouseStateRow).where(_COLUMNS["order_id"] == bindparam("saved_id"))


@dataclass(frozen=True, slots=True)
class SqlWarehouseStates:
    """The port `WarehouseStates`."""

    session: Session

    def lock(self, order_id: str) -> WarehouseState:
        known = self._lock(_LOCK, {"locked_id": int(order_id)})
        if known is None:
            new = _build_row(WarehouseState(order_id))
            insert_many(self.session, WarehouseStateRow, [new], ignore_on_conflict(("order_id",)))
            known = self._lock(_LOCK, {"locked_id": int(order_id)})
        assert known is not None, "The row was inserted or existed."
        return known

    def lock_next_due(self, now: datetime) -> WarehouseState | None:
        return self._lock(_LOCK_NEXT_DUE, {"now": now})

    def _lock(self, statement: Any, parameters: Mapping[str, Any]) -> WarehouseState | None:
        row: Any = self.session.connection().execute(statement, parameters).first()
        return WarehouseStateRow.to_domain(row) if row else None

    def mark_due(self, order_ids: Collection[str], at: datetime) -> None:
        # In one order, so that no two transactions wait for each other.
        rows = [_build_row(WarehouseState(order_id, due_at=at)) for order_id in sorted(set(order_ids), key=int)]
        insert_many(self.session, WarehouseStateRow, rows, _make_due_on_conflict)

    def save(self, state: WarehouseState) -> None:
        values = _build_row(state)
        values["saved_id"] = values.pop("order_id")
        self.session.connection().execute(_SAVE, values)

    def get_many(self, order_ids: Collection[str]) -> Mapping[str, WarehouseState]:
        these = is_one_of(self.session, WarehouseStateRow, "order_id", map(int, order_ids))
        rows = self.session.exec(select(WarehouseStateRow).where(these))
        return {str(row.order_id): row.to_domain() for row in rows}

    def list_page(
        self, wanted: WarehouseStateFilter, limit: int, after: WarehouseStatePosition | None = None
    ) -> Sequence[WarehouseState]:
        key = (col(WarehouseStateRow.promised_on), col(WarehouseStateRow.order_id))
        statement = select(WarehouseStateRow).where(*_build_conditions(self.session, wanted))
        if after is not None:
            statement = statement.where(tuple_(*key) > (after.promised_on or date.max, int(after.order_id)))
        return [row.to_domain() for row in self.session.exec(statement.order_by(*key).limit(limit))]

    def list_open_orders(self, shop: ShopDomain, limit: int, after: str | None = None) -> Sequence[str]:
        fulfilled, order_id = col(OrderRow.fulfillment_status), col(OrderRow.id)
        statement = select(order_id).where(
            OrderRow.shop_domain == shop,
            col(OrderRow.cancelled_at).is_(None),
            col(OrderRow.deleted_at).is_(None),
            fulfilled.is_(None) | (fulfilled != FulfillmentStatus.FULFILLED),
            order_id > int(after or 0),
        )
        return [str(each) for each in self.session.exec(statement.order_by(order_id).limit(limit))]

    def count(self, wanted: WarehouseStateFilter, limit: int) -> int:
        found = select(WarehouseStateRow.order_id).where(*_build_conditions(self.session, wanted)).limit(limit)
        return self.session.exec(select(func.count()).select_from(found.subquery())).one()

    def count_due(self, limit: int) -> int:
        due = select(WarehouseStateRow.order_id).where(col(WarehouseStateRow.due_at).is_not(None)).limit(limit)
        return self.session.exec(select(func.count()).select_from(due.subquery())).one()

    def find_oldest_due(self) -> datetime | None:
        due = select(WarehouseStateRow.due_at).where(col(WarehouseStateRow.due_at).is_not(None))
        return self.session.exec(due.order_by(col(WarehouseStateRow.due_at)).limit(1)).first()

    def list_failed(self, limit: int) -> Sequence[WarehouseState]:
        error, due_at = col(WarehouseStateRow.error), col(WarehouseStateRow.due_at)
        failed = select(WarehouseStateRow).where(error.is_not(None), due_at.is_(None))
        rows = self.session.exec(failed.order_by(col(WarehouseStateRow.order_id)).limit(limit))
        return [row.to_domain() for row in rows]


def _build_conditions(session: Session, wanted: WarehouseStateFilter) -> list[ColumnElement[bool]]:
    to_ship, short, promised_on = (
        col(getattr(WarehouseStateRow, name)) for name in ("to_ship", "short", "promised_on")
    )
    conditions = []
    if wanted.status is not None:
        conditions.append(col(WarehouseStateRow.status) == wanted.status)
    if wanted.to_ship:
        conditions.append(to_ship > 0)
    if wanted.needs_lots:
        conditions.append(short > 0)
    if wanted.ready:
        conditions.append((to_ship > 0) & (short == 0))
    if wanted.on_hold is not None:
        conditions.append(col(WarehouseStateRow.on_hold).is_(wanted.on_hold))
    if wanted.promised_until is not None:
        conditions.append((promised_on <= wanted.promised_until) & (promised_on < date.max))
    if wanted.shop is not None:
        # Looked up for each state: the states are few, and a store's orders may be many.
        is_its_order = col(OrderRow.id) == col(WarehouseStateRow.order_id)
        conditions.append(exists().where(is_its_order, col(OrderRow.shop_domain) == wanted.shop))
    if wanted.order_ids is not None:
        conditions.append(is_one_of(session, WarehouseStateRow, "order_id", map(int, wanted.order_ids)))
    return conditions


def _make_due_on_conflict(insert: Any) -> Any:
    values = {name: insert.excluded[name] for name in ("due_at", "attempts", "error")}
    return insert.on_conflict_do_update(index_elements=["order_id"], set_=values)


def _build_row(state: WarehouseState) -> dict[str, Any]:
    return asdict(state) | {"order_id": int(state.order_id), "promised_on": state.promised_on or date.max}
