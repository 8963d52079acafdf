"""Shipping: what the ERP shipped, what Shopify expects, and how one was told to the other."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from urllib.parse import quote

from novex_shopify.domain.errors import InvalidShipment
from novex_shopify.domain.model.shop import ShopDomain

_NUMBER = "{number}"


@dataclass(frozen=True, slots=True)
class Tracking:
    """How a shipment is followed. `carrier` is the ERP's name; each store knows what Shopify calls it.

    `additional_numbers` are of further parcels of the same shipment. `url` is the page of the first one; a `{number}` in
    it stands for the number, and then each has its own.
    """

    number: str
    carrier: str | None = None
    url: str | None = None
    additional_numbers: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """By its numbers a parcel is found again after an unclear answer, so they are kept as Shopify gives them."""
        object.__setattr__(self, "number", self.number.strip())
        object.__setattr__(self, "additional_numbers", tuple(number.strip() for number in self.additional_numbers))

    @property
    def all_numbers(self) -> tuple[str, ...]:
        """All of them."""
        return (self.number, *self.additional_numbers)

    @property
    def urls(self) -> tuple[str, ...]:
        """The pages of the numbers, by position, as far as they are known."""
        if not self.url:
            return ()
        if _NUMBER not in self.url:
            return (self.url,)
        return tuple(self.url.replace(_NUMBER, quote(number, safe="")) for number in self.all_numbers)


@dataclass(frozen=True, slots=True)
class ShipmentLine:
    """Pieces of one line of the order. `line_item_id` is Shopify's, as on the sales order's line."""

    line_item_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Shipment:
    """Goods that left the ERP's warehouse. `id` is the ERP's own; the same id is the same shipment.

    `location_id` is Shopify's id of the place they left from; None leaves it to where Shopify expects them.
    `cancelled` says that they came back before they went anywhere.
    """

    id: str
    order_id: str
    lines: tuple[ShipmentLine, ...]
    tracking: Tracking | None = None
    notify_customer: bool = True
    location_id: int | None = None
    cancelled: bool = False

    def __post_init__(self) -> None:
        if not self.id.strip() or not self.order_id.strip():
            raise InvalidShipment(self.id or "without a number", "must have a number of its own and name its order")
        if not self.lines or any(line.quantity < 1 for line in self.lines):
            raise InvalidShipment(self.id, "must have lines, each with a quantity of at least 1")
        if self.tracking and not all(self.tracking.all_numbers):
            raise InvalidShipment(self.id, "has a tracking without a number; leave it out, or give the number")
        if any("\0" in text for text in self._all_texts()):
            raise InvalidShipment(
                self.id.replace("\0", ""), "holds U+0000, which not every database takes; leave it out"
            )

    def _all_texts(self) -> Iterator[str]:
        yield from (self.id, self.order_id)
        if self.tracking:
            yield from (*self.tracking.all_numbers, self.tracking.carrier or "", self.tracking.url or "")


class PushStatus(StrEnum):
    """Where a push stands. A parked one waits for Shopify or for a person, and can go on."""

    PENDING = "pending"
    SENDING = "sending"
    PUSHED = "pushed"
    CANCELLED = "cancelled"
    PARKED = "parked"
    REFUSED = "refused"
    NOT_SHOPIFY = "not_shopify"
    TEST_ORDER = "test_order"


WAITING_PUSH_STATUSES = (PushStatus.PENDING, PushStatus.SENDING)
STUCK_PUSH_STATUSES = (PushStatus.PARKED, PushStatus.REFUSED)
"""What Shopify or a person has to do something about."""

MAX_CONCURRENT_PUSHES_PER_SHOP = 3
"""So many pushes of one store does a worker process have under way at a time: its slowness is not that of others."""


@dataclass(frozen=True, slots=True)
class FulfillmentOrderLine:
    """What is still to be shipped of one order line. `id` is the fulfillment order line's own gid."""

    id: str
    line_item_id: int
    remaining_quantity: int


@dataclass(frozen=True, slots=True)
class FulfillmentOrder:
    """Work that Shopify assigned to one location.

    What may be done with it, `actions` tell and not its `status` (Shopify: FulfillmentOrder.supportedActions). `holds`
    are the reasons for which it is held back.
    """

    id: str
    location_id: str
    location_name: str
    lines: tuple[FulfillmentOrderLine, ...]
    actions: frozenset[str] = frozenset({"CREATE_FULFILLMENT"})
    status: str = "OPEN"
    holds: tuple[str, ...] = ()
    is_third_party: bool = False

    @property
    def can_be_fulfilled(self) -> bool:
        """Whether Shopify takes a fulfillment for it now."""
        return "CREATE_FULFILLMENT" in self.actions

    @property
    def can_be_moved(self) -> bool:
        """Whether it may be assigned to another location."""
        return "MOVE" in self.actions

    def remaining_quantity_of(self, line_item_id: int) -> int:
        """How many pieces of an order line it still expects."""
        return sum(line.remaining_quantity for line in self.lines if line.line_item_id == line_item_id)


@dataclass(frozen=True, slots=True)
class Fulfillment:
    """A fulfillment as Shopify knows it, without its lines."""

    id: str
    tracking_numbers: tuple[str, ...] = ()
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class OrderFulfillments:
    """What Shopify expects and what it has, for one order."""

    fulfillment_orders: tuple[FulfillmentOrder, ...]
    fulfillments: tuple[Fulfillment, ...]


@dataclass(frozen=True, slots=True)
class FulfillmentOrderMove:
    """Pieces of a fulfillment order that must be assigned to another location before they are shipped from there."""

    fulfillment_order_id: str
    fulfillment_order_line_id: str
    quantity: int
    location_id: int


@dataclass(frozen=True, slots=True)
class AllocatedLine:
    """Pieces taken from one fulfillment order line."""

    fulfillment_order_id: str
    fulfillment_order_line_id: str
    line_item_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class FulfillmentRequest:
    """One call of `fulfillmentCreate`: lines of one location, one parcel. The carrier has Shopify's name here."""

    lines: tuple[AllocatedLine, ...]
    tracking: Tracking | None
    notify_customer: bool


@dataclass(frozen=True, slots=True)
class PlannedFulfillment:
    """One planned request, and the fulfillment that Shopify made of it, once known.

    The request's tracking is what Shopify was told last.
    """

    request: FulfillmentRequest
    fulfillment_id: str | None = None
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class FulfillmentPlan:
    """What will be sent, decided once and stored before anything is sent.

    `known_fulfillment_ids` holds the order's fulfillments of that moment: after an unclear answer, only a fulfillment that is
    not among them can be ours.
    """

    fulfillments: tuple[PlannedFulfillment, ...]
    known_fulfillment_ids: frozenset[str]

    def with_fulfillment(self, index: int, fulfillment: PlannedFulfillment) -> "FulfillmentPlan":
        """The plan with what is now known of one parcel."""
        return replace(self, fulfillments=(*self.fulfillments[:index], fulfillment, *self.fulfillments[index + 1 :]))

    @property
    def fulfillment_ids(self) -> tuple[str, ...]:
        """Shopify's ids of the parcels sent so far."""
        return tuple(parcel.fulfillment_id for parcel in self.fulfillments if parcel.fulfillment_id)


@dataclass(frozen=True, slots=True)
class PushAttempt:
    """What one attempt asked Shopify for and what came back, in words, and the error that it ended with."""

    number: int
    at: datetime
    worker: str
    steps: tuple[str, ...]
    error: str | None = None


@dataclass(frozen=True, slots=True)
class FulfillmentPush:
    """The intent to tell Shopify of a shipment, and what came of it. `order_id` is Shopify's.

    Until `unclear_until` Shopify may still be at a request whose answer never came: looking for its outcome is early.
    """

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
    history: tuple[PushAttempt, ...] = ()
    created_at: datetime | None = None
    outcome_unknown_until: datetime | None = None

    def next_due_at(self, at: datetime) -> datetime:
        """When it is tried, if it is asked for at this moment."""
        return max(at, self.outcome_unknown_until or at)
