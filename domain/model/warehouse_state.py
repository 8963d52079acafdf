"""The state of an order in the warehouse, as NovexERP names it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum, auto

from novex_shopify.domain.model.record_id import parse_id
from novex_shopify.domain.model.shop import ShopDomain


class OrderStatus(StrEnum):
    """Whether something is left to do. `completed` does not wait for payment: Shopify's `financial_status` tells it."""

    OPEN = auto()
    COMPLETED = auto()
    CANCELLED = auto()


class FulfillmentStatus(StrEnum):
    """How much of the order has left."""

    UNFULFILLED = auto()
    PARTIALLY_FULFILLED = auto()
    FULFILLED = auto()


@dataclass(frozen=True, slots=True)
class WarehouseState:
    """What the last settling found. `order_id` is the ERP's.

    - `locked`: something has left, so no one in the ERP changes what the order contains.
    - `to_ship`, `assigned`, `short`: base units of all lines; `short` is what still needs a lot.
    - `promised_on`: the day on which it should leave.
    - `due_at`: when it is to be settled again; None if nothing has changed.
    - `attempts`, `error`: of a settling that failed.
    - `by_hand`: units were unassigned on request, so no lot is assigned without a person until one assigns again.
    - `on_hold`: the order has an open hold, which keeps it from being assigned and shipped (docs/holds.md).
    """

    order_id: str
    status: OrderStatus = OrderStatus.OPEN
    fulfillment: FulfillmentStatus = FulfillmentStatus.UNFULFILLED
    locked: bool = False
    to_ship: int = 0
    assigned: int = 0
    short: int = 0
    promised_on: date | None = None
    first_assigned_at: datetime | None = None
    shipped_at: datetime | None = None
    delivered_at: datetime | None = None
    completed_at: datetime | None = None
    due_at: datetime | None = None
    attempts: int = 0
    error: str | None = None
    by_hand: bool = False
    on_hold: bool = False


@dataclass(frozen=True, slots=True)
class WarehouseStateFilter:
    """Which orders; None is any.

    - `needs_lots`: those with units that need a lot. `ready`: those with something to ship, and a lot for all of it.
    - `on_hold`: those that are on hold, or those that are not.
    - `promised_until`: leaves out orders without a promised day.
    - `shop`: whose orders. `order_ids`: which of them.
    """

    status: OrderStatus | None = None
    to_ship: bool = False
    needs_lots: bool = False
    ready: bool = False
    on_hold: bool | None = None
    promised_until: date | None = None
    shop: ShopDomain | None = None
    order_ids: Collection[str] | None = None


@dataclass(frozen=True, slots=True)
class WarehouseStatePosition:
    """Where a page ends: orders are listed by the promised day, those without one last, then by id."""

    promised_on: date | None
    order_id: str

    def __str__(self) -> str:
        """What an address has of it."""
        return f"{self.promised_on or ''}_{self.order_id}"


def parse_warehouse_state_position(text: str) -> WarehouseStatePosition | None:
    """Return the position of a text that `str` made of one; None for any other text."""
    day, separator, order_id = text.partition("_")
    if not separator or parse_id(order_id) is None:
        return None
    try:
        return WarehouseStatePosition(date.fromisoformat(day) if day else None, order_id)
    except ValueError:
        return None
