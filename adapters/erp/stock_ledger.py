"""`erp_stock` and `erp_movements`: balances, and what made them. The database refuses negative balances too."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Index, Select, func, or_, select, text, union_all, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, Session, col

from novex_shopify.adapters.erp.stock_news import note_lots
from novex_shopify.adapters.persistence.actor_columns import build_actor_columns, to_actor
from novex_shopify.adapters.persistence.batch_statements import (
    ignore_on_conflict,
    insert_many,
    is_one_of,
    update_many,
)
from novex_shopify.adapters.persistence.column_types import BigId, UtcDateTime
from novex_shopify.adapters.persistence.row import Row, get_columns
from novex_shopify.domain.model.actor import Actor, get_current_actor
from novex_shopify.domain.model.stock import (
    Discrepancy,
    LedgerEntry,
    Movement,
    MovementKind,
    StockBalance,
    StockChange,
)
from novex_shopify.domain.policies.stock_balances import sum_movements
from novex_shopify.domain.ports.erp_stock import CausePosted, NegativeBalance

IS_RECEIPT = text("kind IN ('receive', 'produce')")
"""Literally the condition of an index: with parameters in it, SQLite does not see that the index fits."""


class StockRow(Row, table=True):
    """The balance of a lot at a location."""

    __tablename__ = "erp_stock"
    __table_args__ = (
        CheckConstraint("free >= 0", name="ck_erp_stock_free"),
        CheckConstraint("assigned >= 0", name="ck_erp_stock_assigned"),
        CheckConstraint("held >= 0", name="ck_erp_stock_held"),
    )

    lot_id: int = Field(primary_key=True, sa_type=BigInteger)
    location_id: int = Field(primary_key=True, sa_type=BigInteger)
    free: int = Field(sa_type=BigInteger)
    assigned: int = Field(sa_type=BigInteger)
    held: int = Field(sa_type=BigInteger)


class MovementRow(Row, table=True):
    """A ledger entry. The columns `d_…` are what it adds to the balance."""

    __tablename__ = "erp_movements"
    __table_args__ = (
        Index(
            "uq_erp_movements_cause_lot_id_location_id",
            "cause",
            "lot_id",
            "location_id",
            unique=True,
            postgresql_where=text("cause IS NOT NULL"),
            sqlite_where=text("cause IS NOT NULL"),
        ),
        Index("ix_erp_movements_receipts", "id", postgresql_where=IS_RECEIPT, sqlite_where=IS_RECEIPT),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    at: datetime = Field(sa_type=UtcDateTime)
    actor_kind: str
    actor_name: str
    actor_id: str
    kind: str
    lot_id: int = Field(sa_type=BigInteger, index=True)
    location_id: int = Field(sa_type=BigInteger)
    d_free: int = Field(sa_type=BigInteger)
    d_assigned: int = Field(sa_type=BigInteger)
    d_held: int = Field(sa_type=BigInteger)
    reason: str | None = None
    cause: str | None = None
    order_id: int | None = Field(default=None, sa_type=BigInteger, index=True)
    line_item_id: int | None = Field(default=None, sa_type=BigInteger)
    shipment_id: str | None = None
    reverses: int | None = Field(default=None, sa_type=BigInteger)
    other_lot_id: int | None = Field(default=None, sa_type=BigInteger)
    source_reference: str | None = None

    def to_domain(self) -> LedgerEntry:
        movement = Movement(
            MovementKind(self.kind),
            self.lot_id,
            self.location_id,
            StockChange(self.d_free, self.d_assigned, self.d_held),
            self.reason,
            self.cause,
            str(self.order_id) if self.order_id else None,
            self.line_item_id,
            self.shipment_id,
            self.reverses,
            self.other_lot_id,
            self.source_reference,
        )
        actor = to_actor(self.actor_kind, self.actor_name, self.actor_id)
        return LedgerEntry(self.id or 0, self.at, actor, movement)


_STOCK, _MOVEMENTS = get_columns(StockRow), get_columns(MovementRow)
_BALANCES = select(*(_STOCK[name] for name in ("lot_id", "location_id", "free", "assigned", "held"))).order_by(
    _STOCK["lot_id"], _STOCK["location_id"]
)
_NOT_EMPTY = _STOCK["free"] + _STOCK["assigned"] + _STOCK["held"] > 0


@dataclass(frozen=True, slots=True)
class SqlStockLedger:
    """The port `StockLedger`."""

    session: Session

    def lock(self, lot_ids: Collection[int]) -> Sequence[StockBalance]:
        return self._fetch_balances(_BALANCES.where(self._is_of(lot_ids)).with_for_update())

    def post(self, movements: Sequence[Movement], at: datetime) -> None:
        changes = [asdict(change) for change in sum_movements(movements)]
        try:
            changed = {(row[0], row[1]) for row in update_many(self.session, StockRow, changes, _add_changes)}
            # Only the first movement of a lot at a location finds no balance.
            new = [change for change in changes if (change["lot_id"], change["location_id"]) not in changed]
            empty = [change | {"free": 0, "assigned": 0, "held": 0} for change in new]
            insert_many(self.session, StockRow, empty, ignore_on_conflict(("lot_id", "location_id")))
            update_many(self.session, StockRow, new, _add_changes)
        except IntegrityError as error:
            raise NegativeBalance from error
        actor = get_current_actor()
        try:
            insert_many(self.session, MovementRow, [_build_row(movement, actor, at) for movement in movements])
        except IntegrityError as error:
            raise CausePosted from error
        note_lots(self.session, [movement.lot_id for movement in movements])

    def is_posted(self, cause: str) -> bool:
        statement = select(_MOVEMENTS["id"]).where(_MOVEMENTS["cause"] == cause).limit(1)
        return self.session.connection().execute(statement).first() is not None

    def list_balances(self, lot_ids: Collection[int]) -> Sequence[StockBalance]:
        return self._fetch_balances(_BALANCES.where(self._is_of(lot_ids), _NOT_EMPTY))

    def find_by_cause(self, cause: str) -> LedgerEntry | None:
        statement = select(MovementRow).where(col(MovementRow.cause) == cause).order_by(col(MovementRow.id)).limit(1)
        row = self.session.scalars(statement).first()
        return row.to_domain() if row else None

    def list_entries(self, lot_id: int, limit: int, before_id: int | None = None) -> Sequence[LedgerEntry]:
        statement = select(MovementRow).where(col(MovementRow.lot_id) == lot_id)
        if before_id is not None:
            statement = statement.where(col(MovementRow.id) < before_id)
        rows = self.session.scalars(statement.order_by(col(MovementRow.id).desc()).limit(limit))
        return [row.to_domain() for row in rows]

    def list_entries_of_order(self, order_id: str) -> Sequence[LedgerEntry]:
        statement = select(MovementRow).where(col(MovementRow.order_id) == int(order_id))
        return [row.to_domain() for row in self.session.scalars(statement.order_by(col(MovementRow.id)))]

    def find_discrepancies(self) -> Sequence[Discrepancy]:
        # Added up by the database: reading 50,000 lots to compare them here took ten times as long.
        names = ("free", "assigned", "held")
        stored = select(_STOCK["lot_id"], _STOCK["location_id"], *(_STOCK[name] for name in names))
        moved = select(_MOVEMENTS["lot_id"], _MOVEMENTS["location_id"], *(-_MOVEMENTS[f"d_{name}"] for name in names))
        both = union_all(stored, moved).subquery().c
        sums = [func.sum(both[name]) for name in names]
        differing = select(both.lot_id, both.location_id, *sums).group_by(both.lot_id, both.location_id)
        rows = self.session.connection().execute(differing.having(or_(*(each != 0 for each in sums)))).all()
        differences = [StockBalance(*row[:2], *map(int, row[2:])) for row in sorted(rows, key=itemgetter(0, 1))]
        stock = self._fetch_balances(_BALANCES.where(self._is_of({each.lot_id for each in differences})))
        balances = {(each.lot_id, each.location_id): each for each in stock}
        return [_build_discrepancy(balances.get((each.lot_id, each.location_id)), each) for each in differences]

    def _is_of(self, lot_ids: Collection[int]) -> Any:
        return is_one_of(self.session, StockRow, "lot_id", lot_ids)

    def _fetch_balances(self, statement: Select[Any]) -> list[StockBalance]:
        return [StockBalance(*row) for row in self.session.connection().execute(statement).all()]


def _build_discrepancy(stored: StockBalance | None, difference: StockBalance) -> Discrepancy:
    """`difference` is what the balance has more than its ledger."""
    balance = stored or StockBalance(difference.lot_id, difference.location_id)
    sums = (getattr(balance, name) - getattr(difference, name) for name in ("free", "assigned", "held"))
    return Discrepancy(balance, StockBalance(balance.lot_id, balance.location_id, *sums))


def _add_changes(new: Any) -> Any:
    return (
        update(StockRow)
        .where(_STOCK["lot_id"] == new.lot_id, _STOCK["location_id"] == new.location_id)
        .values({name: _STOCK[name] + new[name] for name in ("free", "assigned", "held")})
        .returning(_STOCK["lot_id"], _STOCK["location_id"])
    )


def _build_row(movement: Movement, actor: Actor, at: datetime) -> dict[str, Any]:
    return {
        "at": at,
        **build_actor_columns(actor),
        "kind": movement.kind,
        "lot_id": movement.lot_id,
        "location_id": movement.location_id,
        "d_free": movement.change.free,
        "d_assigned": movement.change.assigned,
        "d_held": movement.change.held,
        "reason": movement.reason,
        "cause": movement.cause,
        "order_id": int(movement.order_id) if movement.order_id else None,
        "line_item_id": movement.line_item_id,
        "shipment_id": movement.shipment_id,
        "reverses": movement.reverses,
        "other_lot_id": movement.other_lot_id,
        "source_reference": movement.source_reference,
    }
