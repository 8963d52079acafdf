"""Traces of lots in the built-in ERP."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, case, cast, exists, func, union_all
from sqlmodel import Session, col, select

from novex_shopify.adapters.erp.assignments import AssignmentRow
from novex_shopify.adapters.erp.order_exceptions import OrderExceptionRow
from novex_shopify.adapters.erp.order_heads import fetch_heads
from novex_shopify.adapters.erp.order_part_rows import FulfillmentRow, OrderLineRow
from novex_shopify.adapters.erp.order_rows import OrderRow
from novex_shopify.adapters.erp.stock_ledger import MovementRow
from novex_shopify.adapters.persistence.batch_statements import is_one_of
from novex_shopify.domain.model.assignment import Assignment, AssignmentState
from novex_shopify.domain.model.lot_trace import (
    AssignmentTotal,
    OrderHead,
    ShippingWindow,
    UntracedTotal,
    UntracedUnits,
)
from novex_shopify.domain.model.order_exception import OrderExceptionKind
from novex_shopify.domain.model.sales_order import LineKind
from novex_shopify.domain.model.stock import LedgerEntry, MovementKind

_LIVE = col(AssignmentRow.state) != AssignmentState.RELEASED
_LEFT = col(AssignmentRow.state).in_((AssignmentState.SHIPPED, AssignmentState.RETURNED))


@dataclass(frozen=True, slots=True)
class SqlLotTraces:
    """The port `LotTraces`."""

    session: Session

    def sum_movements(self, lot_ids: Collection[int]) -> Mapping[int, Mapping[MovementKind, int]]:
        lot_id, kind = col(MovementRow.lot_id), col(MovementRow.kind)
        added = func.sum(col(MovementRow.d_free) + col(MovementRow.d_assigned) + col(MovementRow.d_held))
        statement = select(lot_id, kind, added).where(is_one_of(self.session, MovementRow, "lot_id", lot_ids))
        sums: dict[int, dict[MovementKind, int]] = defaultdict(dict)
        for row in self.session.exec(statement.group_by(lot_id, kind)):
            sums[row[0]][MovementKind(row[1])] = int(row[2])
        return sums

    def sum_assignments(self, lot_ids: Collection[int]) -> Sequence[AssignmentTotal]:
        key: list[Any] = [col(AssignmentRow.lot_id), col(AssignmentRow.state), col(AssignmentRow.inferred)]
        sums: list[Any] = [func.sum(AssignmentRow.quantity)]
        statement = select(*key, *sums).where(self._is_of(lot_ids), _LIVE).group_by(*key).order_by(*key)
        rows = self.session.connection().execute(statement)
        return [AssignmentTotal(row[0], AssignmentState(row[1]), row[2], int(row[3])) for row in rows]

    def count_orders(
        self, lot_ids: Collection[int], *, states: Collection[AssignmentState], inferred: bool | None = None
    ) -> int:
        conditions = _have(states, inferred)
        orders = func.count(col(AssignmentRow.order_id).distinct())
        return self.session.exec(select(orders).where(self._is_of(lot_ids), *conditions)).one()

    def count_recipients(self, lot_ids: Collection[int]) -> int:
        orders = select(AssignmentRow.order_id).where(self._is_of(lot_ids), _LEFT)
        # Ids of customers are texts in erp_orders; those of orders, which have another sign, cannot equal one.
        recipient = case(
            (col(OrderRow.customer_id).is_(None), -col(OrderRow.id)),
            else_=cast(OrderRow.customer_id, BigInteger),
        )
        statement = select(func.count(recipient.distinct())).where(col(OrderRow.id).in_(orders))
        return self.session.exec(statement).one()

    def list_entries(self, lot_ids: Collection[int], kinds: Collection[MovementKind]) -> Sequence[LedgerEntry]:
        of_lots = is_one_of(self.session, MovementRow, "lot_id", lot_ids)
        return self._fetch_entries(select(MovementRow).where(of_lots, col(MovementRow.kind).in_(kinds)))

    def list_order_ids(
        self,
        lot_ids: Collection[int],
        limit: int,
        after: str | None = None,
        *,
        states: Collection[AssignmentState],
        inferred: bool | None = None,
    ) -> Sequence[str]:
        order_id = col(AssignmentRow.order_id)
        conditions = [*_have(states, inferred), order_id > int(after or 0)]
        found: set[int] = set()
        # For each lot on its own: this reads a page along the index, where all together read and sort every row.
        for lot_id in set(lot_ids):
            statement = select(order_id).where(AssignmentRow.lot_id == lot_id, *conditions)
            found.update(self.session.exec(statement.distinct().order_by(order_id).limit(limit)))
        return [str(each) for each in sorted(found)[:limit]]

    def list_assignments(self, lot_ids: Collection[int], order_ids: Collection[str]) -> Sequence[Assignment]:
        of_orders = is_one_of(self.session, AssignmentRow, "order_id", map(int, order_ids))
        statement = select(AssignmentRow).where(of_orders, self._is_of(lot_ids), _LIVE)
        return [row.to_domain() for row in self.session.exec(statement.order_by(col(AssignmentRow.id)))]

    def list_shipping(self, order_ids: Collection[str]) -> Sequence[LedgerEntry]:
        of_orders = is_one_of(self.session, MovementRow, "order_id", map(int, order_ids))
        return self._fetch_entries(select(MovementRow).where(of_orders, MovementRow.kind == MovementKind.SHIP))

    def list_untraced(
        self,
        item_id: str,
        since: datetime,
        ordered_until: datetime | None,
        limit: int,
        after: int | None = None,
    ) -> Sequence[UntracedUnits]:
        selected = _select_untraced((OrderExceptionRow, OrderRow.ordered_at), item_id, since, ordered_until)
        statement = selected.where(col(OrderExceptionRow.id) > (after or 0))
        rows = self.session.execute(statement.order_by(col(OrderExceptionRow.id)).limit(limit))
        return [UntracedUnits(row.to_domain(), item_id, ordered_at) for row, ordered_at in rows if ordered_at]

    def sum_untraced(self, windows: Collection[ShippingWindow]) -> UntracedTotal:
        if not windows:
            return UntracedTotal()
        columns = (OrderExceptionRow.order_id, OrderExceptionRow.quantity)
        selected = (_select_untraced(columns, each.item_id, each.since, each.until) for each in windows)
        found = union_all(*selected).subquery()
        units = cast(func.coalesce(func.sum(found.c.quantity), 0), BigInteger)
        statement = select(units, func.count(found.c.order_id.distinct()))
        return UntracedTotal(*self.session.execute(statement).one())

    def get_heads(self, order_ids: Collection[str]) -> Mapping[str, OrderHead]:
        return fetch_heads(self.session, order_ids)

    def _is_of(self, lot_ids: Collection[int]) -> Any:
        return is_one_of(self.session, AssignmentRow, "lot_id", lot_ids)

    def _fetch_entries(self, statement: Select[Any]) -> list[LedgerEntry]:
        rows = self.session.scalars(statement.order_by(col(MovementRow.id)))
        return [row.to_domain() for row in rows]


def _have(states: Collection[AssignmentState], inferred: bool | None) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [col(AssignmentRow.state).in_(states)]
    return conditions if inferred is None else [*conditions, col(AssignmentRow.inferred).is_(inferred)]


def _select_untraced(
    columns: Sequence[Any], item_id: str, since: datetime, ordered_until: datetime | None
) -> Select[Any]:
    """Of open exceptions, those about units of an item without a lot; `LotTraces.list_untraced` says which."""
    line_of_it = (
        (col(OrderLineRow.order_id) == col(OrderExceptionRow.order_id))
        & (col(OrderLineRow.line_item_id) == col(OrderExceptionRow.line_item_id))
        & (col(OrderLineRow.kind) == LineKind.ITEM)
    )
    statement: Select[Any] = (
        select(*columns)
        .select_from(OrderExceptionRow)
        .join(OrderLineRow, line_of_it)
        .join(OrderRow, col(OrderRow.id) == col(OrderExceptionRow.order_id))
        .where(
            col(OrderExceptionRow.kind) == OrderExceptionKind.UNTRACED,
            col(OrderExceptionRow.closed_at).is_(None),
            (col(OrderExceptionRow.opened_at) >= since) | _has_fulfillment_since(since),
            col(OrderLineRow.item_id) == item_id,
        )
    )
    return statement if ordered_until is None else statement.where(col(OrderRow.ordered_at) <= ordered_until)


def _has_fulfillment_since(since: datetime) -> ColumnElement[bool]:
    of_order = col(FulfillmentRow.order_id) == col(OrderExceptionRow.order_id)
    changed_at = col(FulfillmentRow.updated_at)
    return exists().where(of_order, changed_at.is_(None) | (changed_at >= since))
