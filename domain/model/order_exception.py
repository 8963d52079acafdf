"""Exceptions: where Shopify's news and the warehouse contradict each other, for a person to decide."""

from collections.abc import Mapping
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
    - `return_to_sender`, `delivery_failed`: the carrier says so of a parcel.
    - `no_movement`: no carrier has seen a parcel for some days. `quantity` counts parcels for these three.
    """

    SHORT = auto()
    OVER_SHIPPED = auto()
    WRONG_ITEM = auto()
    UNTRACED = auto()
    INFERRED = auto()
    CANCELLED_AFTER_PACKING = auto()
    RETURNED_TOO_MUCH = auto()
    RETURN_TO_SENDER = auto()
    DELIVERY_FAILED = auto()
    NO_MOVEMENT = auto()


PARCEL_EXCEPTIONS = frozenset(
    {OrderExceptionKind.RETURN_TO_SENDER, OrderExceptionKind.DELIVERY_FAILED, OrderExceptionKind.NO_MOVEMENT}
)
"""What trackers say of parcels. Settling an order finds the others."""

WITHOUT_RECORDED_LOT = frozenset({OrderExceptionKind.UNTRACED, OrderExceptionKind.INFERRED})
"""Of these, a person can name the lot afterwards."""

EXCEPTION_TITLES: Mapping[str, str] = {
    OrderExceptionKind.SHORT: "No free lot",
    OrderExceptionKind.OVER_SHIPPED: "Shipped too many",
    OrderExceptionKind.WRONG_ITEM: "Lots of another item",
    OrderExceptionKind.UNTRACED: "Shipped without a lot",
    OrderExceptionKind.INFERRED: "Lot assumed",
    OrderExceptionKind.CANCELLED_AFTER_PACKING: "Cancelled after packing",
    OrderExceptionKind.RETURNED_TOO_MUCH: "Returned too many",
    OrderExceptionKind.RETURN_TO_SENDER: "Parcel comes back",
    OrderExceptionKind.DELIVERY_FAILED: "Delivery failed",
    OrderExceptionKind.NO_MOVEMENT: "Parcel does not move",
}

EXCEPTION_ADVICE: Mapping[str, str] = {
    OrderExceptionKind.SHORT: "No lot may leave for these units. Receive some, release a lot, or choose one by hand.",
    OrderExceptionKind.OVER_SHIPPED: "More left than the order has now. Have them sent back, or agree on them.",
    OrderExceptionKind.WRONG_ITEM: "The line was booked to another item. Unassign the old lots, then assign new ones.",
    OrderExceptionKind.UNTRACED: "Units left without a known lot, so every recall of the item shows them. Name one.",
    OrderExceptionKind.INFERRED: "They left without anybody naming the lot. Confirm the assumed one, or name another.",
    OrderExceptionKind.CANCELLED_AFTER_PACKING: "A shipment is recorded. If it is still here, cancel the shipment.",
    OrderExceptionKind.RETURNED_TOO_MUCH: "More came back than ever left. Check the refund, and count what came.",
    OrderExceptionKind.RETURN_TO_SENDER: (
        "The carrier sends a parcel back. Ask the customer for an address that works, and expect the items."
    ),
    OrderExceptionKind.DELIVERY_FAILED: (
        "The carrier could not deliver a parcel. Its tracking page says why; ask the carrier, or send it again."
    ),
    OrderExceptionKind.NO_MOVEMENT: (
        "No carrier has seen a parcel for days. Look whether it is still here; if it left, ask the carrier."
    ),
}
"""What a person can do about it."""


@dataclass(frozen=True, slots=True)
class OrderException:
    """An exception of an order line; `line_item_id` 0 is the whole order. One is open for each line and kind.

    `quantity` is in base units; 0 once all of them have a recorded lot. `closed_by` and `note` say who decided, and
    what.
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
