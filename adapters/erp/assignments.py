"""`erp_assignments`: which units of which lots belong to which order lines of the built-in ERP."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Index, update
from sqlmodel import Field, Session, col, select

from novex_shopify.adapters.persistence.actor_columns import build_actor_columns, to_actor
from novex_shopify.adapters.persistence.batch_statements import fetch_rows, insert_many, is_one_of
from novex_shopify.adapters.persistence.column_types import BigId, UtcDateTime
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.domain.model.assignment import Assignment, AssignmentState


class AssignmentRow(Row, table=True):
    """An assignment."""

    __tablename__ = "erp_assignments"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="ck_erp_assignments_quantity"),
        Index("ix_erp_assignments_lot_id_state", "lot_id", "state"),
        Index("ix_erp_assignments_lot_id_order_id", "lot_id", "order_id"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    order_id: int = Field(sa_type=BigInteger, index=True)
    line_item_id: int = Field(sa_type=BigInteger)
    item_id: str
    lot_id: int = Field(sa_type=BigInteger)
    location_id: int = Field(sa_type=BigInteger)
    quantity: int = Field(sa_type=BigInteger)
    actor_kind: str
    actor_name: str
    actor_id: str
    at: datetime = Field(sa_type=UtcDateTime)
    state: str
    shipment_id: str | None = None
    reason: str | None = None
    override_reason: str | None = None
    inferred: bool
    grams: int | None = Field(default=None, sa_type=BigInteger)
    named_later: bool

    def to_domain(self) -> Assignment:
        return Assignment(
            self.id or 0,
            str(self.order_id),
            self.line_item_id,
            self.item_id,
            self.lot_id,
            self.location_id,
            self.quantity,
            to_actor(self.actor_kind, self.actor_name, self.actor_id),
            self.at,
            AssignmentState(self.state),
            self.shipment_id,
            self.reason,
            self.override_reason,
            self.inferred,
            self.grams,
            self.named_later,
        )


@dataclass(frozen=True, slots=True)
class SqlAssignments:
    """The port `Assignments`."""

    session: Session

    def save(self, assignments: Sequence[Assignment]) -> Sequence[Assignment]:
        new = [_build_row(each) for each in assignments if not each.id]
        # The rows get their ids in the order in which they are inserted.
        ids = iter(sorted(row[0] for row in insert_many(self.session, AssignmentRow, new, _return_ids)))
        return [self._update(each) if each.id else replace(each, id=next(ids)) for each in assignments]

    def get_many(self, assignment_ids: Collection[int]) -> Sequence[Assignment]:
        return self._fetch("id", assignment_ids)

    def list_by_orders(self, order_ids: Collection[str]) -> Sequence[Assignment]:
        return self._fetch("order_id", map(int, order_ids))

    def list_by_lots(self, lot_ids: Collection[int]) -> Sequence[Assignment]:
        these = is_one_of(self.session, AssignmentRow, "lot_id", lot_ids)
        live = col(AssignmentRow.state) != AssignmentState.RELEASED
        statement = select(AssignmentRow).where(these, live).order_by(col(AssignmentRow.id))
        return [row.to_domain() for row in self.session.scalars(statement)]

    def _update(self, assignment: Assignment) -> Assignment:
        statement = update(AssignmentRow).where(col(AssignmentRow.id) == assignment.id)
        self.session.connection().execute(statement.values(**_build_row(assignment)))
        return assignment

    def _fetch(self, name: str, values: Iterable[Any]) -> list[Assignment]:
        rows = fetch_rows(self.session, AssignmentRow, name, values, order_by=("id",))
        return [AssignmentRow.to_domain(row) for row in rows]


def _return_ids(insert: Any) -> Any:
    return insert.returning(insert.table.c.id)


def _build_row(assignment: Assignment) -> dict[str, Any]:
    return {
        "order_id": int(assignment.order_id),
        "line_item_id": assignment.line_item_id,
        "item_id": assignment.item_id,
        "lot_id": assignment.lot_id,
        "location_id": assignment.location_id,
        "quantity": assignment.quantity,
        **build_actor_columns(assignment.actor),
        "at": assignment.at,
        "state": assignment.state,
        "shipment_id": assignment.shipment_id,
        "reason": assignment.reason,
        "override_reason": assignment.override_reason,
        "inferred": assignment.inferred,
        "grams": assignment.grams,
        "named_later": assignment.named_later,
    }
