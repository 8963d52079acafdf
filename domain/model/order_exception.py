"""Exceptions: where Shopify's news and the warehouse contradict each other, for a person to decide."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, auto

from novex_shopify.domain.model.actor import Actor
from novex_shopify.domain.model.shop import ShopDomain


class OrderExceptionKind(StrEnum):
    """What is wrong.

    - `short`: no free lot for units that are to be assigned automatically.
    - `over_shipped`: more left than the order has now.
    - `wrong_item`: units of another item are assigned than the line is mapped to now.
    - `untraced`: units left and no lot is known for them; they are shown in every recall.
    - `inferred`: units left and the lot is assumed.
    - `cancelled_after_packing`: the order was cancelled, and a shipment of it is recorded.
    - `returned_too_much`: more came back than ever left.
    """

    SHORT = auto()
    OVER_SHIPPED = auto()
    WRONG_ITEM = auto()
    UNTRACED = auto()
    INFERRED = auto()
    CANCELLED_AFTER_PACKING = auto()
    RETURNED_TOO_MUCH = auto()


@dataclass(frozen=True, slots=True)
class OrderException:
    """An exception of an order line; `line_item_id` 0 is the whole order. One is open for each line and kind.

    `quantity` is in base units. `closed_by` and `note` say who decided, and what.
    """

    id: int
    order_id: str
    line_item_id: int
    kind: OrderExceptionKind
    quantity: int
    opened_at: datetime
    closed_at: datetime | None = None
    closed_by: Actor | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class OpenExceptions:
    """How many exceptions of a kind are open at a shop, for how many orders, and since when the oldest is."""

    shop: ShopDomain
    kind: OrderExceptionKind
    count: int
    orders: int
    since: datetime
