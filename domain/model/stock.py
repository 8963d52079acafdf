"""The stock ledger: how much of each lot is where, and every movement that made it so.

Quantities are whole base units of the item.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, auto

from novex_shopify.domain.model.actor import Actor


@dataclass(frozen=True, slots=True)
class StockChange:
    """What a movement adds to each part of a balance; negative numbers subtract."""

    free: int = 0
    assigned: int = 0
    held: int = 0


@dataclass(frozen=True, slots=True)
class StockBalance:
    """How much of a lot is at a location. No part is ever negative.

    - `free`: may be assigned to an order.
    - `assigned`: belongs to an order and is still in the warehouse.
    - `held`: set aside, such as returned or damaged units of a good lot.
    """

    lot_id: int
    location_id: int
    free: int = 0
    assigned: int = 0
    held: int = 0

    @property
    def on_hand(self) -> int:
        """What a person counts on the shelf."""
        return self.free + self.assigned + self.held

    def add(self, change: StockChange) -> "StockBalance":
        return StockBalance(
            self.lot_id,
            self.location_id,
            self.free + change.free,
            self.assigned + change.assigned,
            self.held + change.held,
        )


class MovementKind(StrEnum):
    """Why a balance changes."""

    RECEIVE = auto()
    PRODUCE = auto()
    ADJUST = auto()
    COUNT = auto()
    MOVE = auto()
    SCRAP = auto()
    HOLD = auto()
    RELEASE = auto()
    CONVERT_OUT = auto()
    CONVERT_IN = auto()
    ASSIGN = auto()
    UNASSIGN = auto()
    SHIP = auto()
    UNSHIP = auto()
    RETURN = auto()


@dataclass(frozen=True, slots=True)
class Movement:
    """One change of one balance.

    `cause` names what it is the effect of, such as the reference of a receipt. One cause moves a lot at a location
    once. `order_id`, `line_item_id` and `shipment_id` say for whom. `reverses` is the entry that it takes back. Of a
    conversion, `other_lot_id` is what the units became, or what they were. Of a receipt, `source_reference` is the
    record it comes from, such as a purchase order: a lot may arrive with several.
    """

    kind: MovementKind
    lot_id: int
    location_id: int
    change: StockChange
    reason: str | None = None
    cause: str | None = None
    order_id: str | None = None
    line_item_id: int | None = None
    shipment_id: str | None = None
    reverses: int | None = None
    other_lot_id: int | None = None
    source_reference: str | None = None


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """A movement as it was posted: by whom, and when."""

    id: int
    at: datetime
    actor: Actor
    movement: Movement


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """A balance that differs from the sum of its ledger entries."""

    balance: StockBalance
    ledger: StockBalance
