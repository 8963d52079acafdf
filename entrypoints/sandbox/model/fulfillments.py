"""Fulfillment orders, fulfillments and emails to the customer."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class DeliveryMethodType(StrEnum):
    SHIPPING = "SHIPPING"
    PICK_UP = "PICK_UP"
    LOCAL = "LOCAL"
    NONE = "NONE"
    RETAIL = "RETAIL"
    PICKUP_POINT = "PICKUP_POINT"


class FulfillmentOrderStatus(StrEnum):
    """The statuses that occur in this sandbox."""

    OPEN = "OPEN"
    IN_PROGRESS = "IN_PROGRESS"
    CLOSED = "CLOSED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True, kw_only=True)
class FulfillmentOrderLine:
    id: int
    line_item_id: int
    total_quantity: int
    remaining_quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FulfillmentOrder:
    id: int
    order_id: int
    location_id: int
    delivery_method: DeliveryMethodType
    status: FulfillmentOrderStatus
    lines: tuple[FulfillmentOrderLine, ...]
    created_at: datetime
    updated_at: datetime

    @property
    def can_ship(self) -> bool:
        return self.status in (FulfillmentOrderStatus.OPEN, FulfillmentOrderStatus.IN_PROGRESS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracking:
    company: str | None
    number: str | None
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FulfillmentLine:
    id: int
    line_item_id: int
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fulfillment:
    id: int
    order_id: int
    location_id: int
    fulfillment_order_ids: tuple[int, ...]
    name: str
    lines: tuple[FulfillmentLine, ...]
    tracking: tuple[Tracking, ...]
    notify_customer: bool
    created_at: datetime
    updated_at: datetime
    cancelled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerEmail:
    order_id: int
    template: str
    recipient: str
    tracking_numbers: tuple[str, ...]
    sent_at: datetime
