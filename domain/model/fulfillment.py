"""Shipping: what the ERP shipped, what Shopify expects, and how one was told to the other."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from novex_shopify.domain.errors import InvalidShipment
from novex_shopify.domain.model.shop import ShopDomain


@dataclass(frozen=True, slots=True)
class Tracking:
    """Where a parcel can be followed. `carrier` is a name that Shopify knows, or free text with `url`."""

    number: str
    carrier: str | None = None
    url: str | None = None

    def __post_init__(self) -> None:
        """By its number a parcel is found again after an unclear answer, so it is kept as Shopify gives it back."""
        object.__setattr__(self, "number", self.number.strip())


@dataclass(frozen=True, slots=True)
class ShipmentLine:
    """So many pieces of one order line; `line_item_id` as in `SalesOrderLine`."""

    line_item_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Shipment:
    """A parcel that left the ERP's warehouse. `id` is the ERP's own number and makes the push happen once."""

    id: str
    order_id: str
    lines: tuple[ShipmentLine, ...]
    tracking: Tracking | None = None
    notify_customer: bool = True

    def __post_init__(self) -> None:
        if not self.lines or any(line.quantity < 1 for line in self.lines):
            raise InvalidShipment(self.id, "must have lines, each with a quantity of at least 1")
        if self.tracking and not self.tracking.number:
            raise InvalidShipment(self.id, "has a tracking without a number; leave it out, or give the number")


class PushStatus(StrEnum):
    """Where a push stands. A parked one waits for Shopify or for a person, and can go on."""

    PENDING = "pending"
    SENDING = "sending"
    PUSHED = "pushed"
    PARKED = "parked"
    NOT_SHOPIFY = "not_shopify"
    TEST_ORDER = "test_order"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class FulfillmentOrderLine:
    """What is still to be shipped of one order line. `id` is the fulfillment order line's own gid."""

    id: str
    line_item_id: int
    remaining_quantity: int


@dataclass(frozen=True, slots=True)
class FulfillmentOrder:
    """Work that Shopify assigned to one location."""

    id: str
    location_id: str
    can_be_fulfilled: bool
    lines: tuple[FulfillmentOrderLine, ...]


@dataclass(frozen=True, slots=True)
class Fulfillment:
    """A parcel as Shopify knows it."""

    id: str
    tracking_numbers: tuple[str, ...] = ()
    quantities: dict[int, int] = field(default_factory=dict)
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class OrderFulfillments:
    """What Shopify expects and what it has, for one order."""

    fulfillment_orders: tuple[FulfillmentOrder, ...]
    fulfillments: tuple[Fulfillment, ...]


@dataclass(frozen=True, slots=True)
class AllocatedLine:
    """Pieces taken from one fulfillment order line."""

    fulfillment_order_id: str
    fulfillment_order_line_id: str
    line_item_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class FulfillmentRequest:
    """One call of `fulfillmentCreate`: lines of one location, one parcel."""

    lines: tuple[AllocatedLine, ...]
    tracking: Tracking | None
    notify_customer: bool


@dataclass(frozen=True, slots=True)
class Parcel:
    """One planned request, and the fulfillment that Shopify made of it, once known."""

    request: FulfillmentRequest
    fulfillment_id: str | None = None


@dataclass(frozen=True, slots=True)
class FulfillmentPlan:
    """What will be sent, decided once and stored before anything is sent.

    `seen_before` holds the order's fulfillments of that moment: after an unclear answer, only a fulfillment that is
    not among them can be ours.
    """

    parcels: tuple[Parcel, ...]
    seen_before: frozenset[str]

    def with_fulfillment(self, index: int, fulfillment_id: str) -> "FulfillmentPlan":
        """The plan after parcel number `index` is known to be in Shopify."""
        done = replace(self.parcels[index], fulfillment_id=fulfillment_id)
        return replace(self, parcels=(*self.parcels[:index], done, *self.parcels[index + 1 :]))

    @property
    def fulfillment_ids(self) -> tuple[str, ...]:
        """Shopify's ids of the parcels sent so far."""
        return tuple(parcel.fulfillment_id for parcel in self.parcels if parcel.fulfillment_id)


@dataclass(frozen=True, slots=True)
class FulfillmentPush:
    """The intent to tell Shopify of a shipment, and what came of it. `order_id` is Shopify's."""

    id: int
    shipment: Shipment
    status: PushStatus
    shop_domain: ShopDomain | None = None
    order_id: int | None = None
    attempts: int = 0
    next_attempt_at: datetime | None = None
    claimed_by: str | None = None
    last_error: str | None = None
    plan: FulfillmentPlan | None = None
