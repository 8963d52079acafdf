"""`erp_returns`: units that come back to the built-in ERP."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy import BigInteger, Index, func, update
from sqlmodel import Field, Session, col, select

from novex_shopify.adapters.persistence.batch_statements import ignore_on_conflict, insert_many, is_one_of
from novex_shopify.adapters.persistence.column_types import BigId, UtcDateTime
from novex_shopify.adapters.persistence.json_document import Document, to_json
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.domain.model.warehouse_return import ReturnedLot, WarehouseReturn, WarehouseReturnState


class WarehouseReturnRow(Row, table=True):
    """A return; `lots` is JSON."""

    __tablename__ = "erp_returns"
    __table_args__ = (Index("ix_erp_returns_state_id", "state", "id"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    order_id: int = Field(sa_type=BigInteger, index=True)
    line_item_id: int = Field(sa_type=BigInteger)
    item_id: str
    quantity: int = Field(sa_type=BigInteger)
    cause: str = Field(unique=True)
    expected_at: datetime = Field(sa_type=UtcDateTime)
    state: str
    lots: str

    def to_domain(self) -> WarehouseReturn:
        return WarehouseReturn(
            self.id or 0,
            str(self.order_id),
            self.line_item_id,
            self.item_id,
            self.quantity,
            self.cause,
            self.expected_at,
            WarehouseReturnState(self.state),
            _decode_lots(self.lots),
        )


class ReturnedLotDocument(Document, frozen=True):
    lot_id: int
    location_id: int
    quantity: int


_DECODER = msgspec.json.Decoder(tuple[ReturnedLotDocument, ...])


@dataclass(frozen=True, slots=True)
class SqlWarehouseReturns:
    """The port `WarehouseReturns`."""

    session: Session

    def add(self, returned: WarehouseReturn) -> WarehouseReturn:
        row = {
            "order_id": int(returned.order_id),
            "line_item_id": returned.line_item_id,
            "item_id": returned.item_id,
            "quantity": returned.quantity,
            "cause": returned.cause,
            "expected_at": returned.expected_at,
            "state": returned.state,
            "lots": _encode_lots(returned.lots),
        }
        insert_many(self.session, WarehouseReturnRow, [row], ignore_on_conflict(("cause",)))
        known = self.session.exec(select(WarehouseReturnRow).where(WarehouseReturnRow.cause == returned.cause)).one()
        return known.to_domain()

    def save(self, returned: WarehouseReturn) -> None:
        statement = update(WarehouseReturnRow).where(col(WarehouseReturnRow.id) == returned.id)
        values = {"state": returned.state, "quantity": returned.quantity, "lots": _encode_lots(returned.lots)}
        self.session.connection().execute(statement.values(**values))

    def get(self, return_id: int) -> WarehouseReturn | None:
        row = self.session.get(WarehouseReturnRow, return_id)
        return row.to_domain() if row else None

    def list_by_orders(self, order_ids: Collection[str]) -> Sequence[WarehouseReturn]:
        these = is_one_of(self.session, WarehouseReturnRow, "order_id", map(int, order_ids))
        rows = self.session.exec(select(WarehouseReturnRow).where(these).order_by(col(WarehouseReturnRow.id)))
        return [row.to_domain() for row in rows]

    def list_received(self, item_id: str) -> Sequence[WarehouseReturn]:
        received = select(WarehouseReturnRow).where(WarehouseReturnRow.state == WarehouseReturnState.RECEIVED)
        of_item = received.where(WarehouseReturnRow.item_id == item_id)
        return [row.to_domain() for row in self.session.exec(of_item.order_by(col(WarehouseReturnRow.id)))]

    def list_in_states(
        self, states: Collection[WarehouseReturnState], limit: int, before: int | None = None
    ) -> Sequence[WarehouseReturn]:
        statement = select(WarehouseReturnRow).where(col(WarehouseReturnRow.state).in_(states))
        if before is not None:
            statement = statement.where(col(WarehouseReturnRow.id) < before)
        rows = self.session.exec(statement.order_by(col(WarehouseReturnRow.id).desc()).limit(limit))
        return [row.to_domain() for row in rows]

    def count_in_states(self, states: Collection[WarehouseReturnState], limit: int) -> int:
        found = select(WarehouseReturnRow.id).where(col(WarehouseReturnRow.state).in_(states)).limit(limit)
        return self.session.exec(select(func.count()).select_from(found.subquery())).one()


def _encode_lots(lots: Sequence[ReturnedLot]) -> str:
    return to_json([ReturnedLotDocument(each.lot_id, each.location_id, each.quantity) for each in lots])


def _decode_lots(text: str) -> tuple[ReturnedLot, ...]:
    return tuple(ReturnedLot(each.lot_id, each.location_id, each.quantity) for each in _DECODER.decode(text))
