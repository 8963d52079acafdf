"""Shipments of the ERP, fulfillment orders and fulfillments of Shopify, and the pushes between them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from urllib.parse import quote

from novex_shopify.domain.errors import InvalidShipment
from novex_shopify.domain.model.delivery_method import DeliveryMethod
from novex_shopify.domain.model.shop import ShopDomain

_NUMBER = "{number}"


@dataclass(frozen=True, slots=True)
class Tracking:
    """The tracking of a shipment. `carrier` is the ERP's name; `to_shopify_tracking` translates it.

    It has a number, a carrier, or both: Shopify takes either alone (`FulfillmentTrackingInput`). `additional_numbers`
    are for further boxes of the same shipment. `url` is the page of the first number; a `{number}` in it is replaced by
    each number.
    """

    number: str | None = None
    carrier: str | None = None
    url: str | None = None
    additional_numbers: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "number", (self.number or "").strip() or None)
        object.__setattr__(self, "carrier", (self.carrier or "").strip() or None)
        object.__setattr__(self, "additional_numbers", tuple(number.strip() for number in self.additional_numbers))

    @property
    def all_numbers(self) -> tuple[str, ...]:
        return (self.number, *self.additional_numbers) if self.number else ()

    @property
    def mistake(self) -> str | None:
        """What is missing, as the end of a sentence; None if nothing is."""
        if not (self.number or self.carrier):
            return "has a tracking without a number or a carrier; leave it out, or give one of them"
        if self.url and not self.number:
            return "has a tracking page without a tracking number, which Shopify doesn't take; give the number"
        if not all(self.additional_numbers) or (self.additional_numbers and not self.number):
            return "has an empty tracking number; leave it out, or give the number"
        return None

    @property
    def urls(self) -> tuple[str, ...]:
        """The tracking pages in the order of the numbers, as far as they are known."""
        if not self.url:
            return ()
        if _NUMBER not in self.url:
            return (self.url,)
        return tuple(self.url.replace(_NUMBER, quote(number, safe="")) for number in self.all_numbers)


@dataclass(frozen=True, slots=True)
class ShipmentLine:
    """Sold units of one order line. `line_item_id` is Shopify's, as on the sales order's line.

    A shipment names a line once for each lot. `lot_id` is None for an item without lots, for units of an
    unknown lot, and for a sold unit that was packed from several lots: the assignments know those.
    """

    line_item_id: int
    quantity: int
    lot_id: int | None = None


@dataclass(frozen=True, slots=True)
class Shipment:
    """What left the ERP's warehouse. `id` is the ERP's; the same id is the same shipment.

    `location_id` is Shopify's id of the location it left from; None means the location that Shopify expects.
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
        if self.tracking and self.tracking.mistake:
            raise InvalidShipment(self.id, self.tracking.mistake)
        if any("\0" in text for text in self._all_texts()):
            raise InvalidShipment(
                self.id.replace("\0", ""), "holds U+0000, which not every database takes; leave it out"
            )

    def _all_texts(self) -> Iterator[str]:
        yield from (self.id, self.order_id)
        if self.tracking:
            yield from (*self.tracking.all_numbers, self.tracking.carrier or "", self.tracking.url or "")


class PushStatus(StrEnum):
    """The state of a push. A parked push waits for Shopify or for a person, and can continue.

    Of a push that is `elsewhere`, a person said that Shopify got the fulfillment by other means.
    """

    PENDING = "pending"
    SENDING = "sending"
    PUSHED = "pushed"
    CANCELLED = "cancelled"
    PARKED = "parked"
    REFUSED = "refused"
    ELSEWHERE = "elsewhere"
    NOT_SHOPIFY = "not_shopify"
    TEST_ORDER = "test_order"


WAITING_PUSH_STATUSES = (PushStatus.PENDING, PushStatus.SENDING)
STUCK_PUSH_STATUSES = (PushStatus.PARKED, PushStatus.REFUSED)
OPEN_PUSH_STATUSES = (*WAITING_PUSH_STATUSES, *STUCK_PUSH_STATUSES)
"""Pushes that wait for Shopify or for a person."""

GIVEN_UP = "given up: "
"""The error of a push that a person gave up begins with this; the reason follows."""

MAX_CONCURRENT_PUSHES_PER_SHOP = 3
"""At most this many pushes per shop run at once, so a slow shop cannot starve the others."""


@dataclass(frozen=True, slots=True)
class FulfillmentOrderLine:
    """The remaining quantity of one order line. `id` is the gid of the fulfillment order line, `name` the item's."""

    id: str
    line_item_id: int
    remaining_quantity: int
    name: str | None = None


@dataclass(frozen=True, slots=True)
class FulfillmentOrder:
    """Items of an order that Shopify assigned to one location and one delivery method.

    `actions` says what can be done with it, not `status` (docs/shopify.md, Fulfillment). `holds` are the reasons of its
    holds.
    """

    id: str
    location_id: str
    location_name: str
    lines: tuple[FulfillmentOrderLine, ...]
    actions: frozenset[str] = frozenset({"CREATE_FULFILLMENT"})
    status: str = "OPEN"
    holds: tuple[str, ...] = ()
    is_third_party: bool = False
    delivery_method: DeliveryMethod = DeliveryMethod.SHIPPING

    @property
    def can_be_fulfilled(self) -> bool:
        return "CREATE_FULFILLMENT" in self.actions

    @property
    def can_be_moved(self) -> bool:
        return "MOVE" in self.actions

    def remaining_quantity_of(self, line_item_id: int) -> int:
        return sum(line.remaining_quantity for line in self.lines if line.line_item_id == line_item_id)


@dataclass(frozen=True, slots=True)
class Fulfillment:
    """A fulfillment in Shopify, without its lines."""

    id: str
    tracking_numbers: tuple[str, ...] = ()
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class OrderFulfillments:
    """The fulfillment orders and fulfillments of one order."""

    fulfillment_orders: tuple[FulfillmentOrder, ...]
    fulfillments: tuple[Fulfillment, ...]


@dataclass(frozen=True, slots=True)
class FulfillmentOrderMove:
    """A quantity of a fulfillment order to move to another location before it is shipped from there."""

    fulfillment_order_id: str
    fulfillment_order_line_id: str
    quantity: int
    location_id: int


@dataclass(frozen=True, slots=True)
class AllocatedLine:
    """A quantity taken from one fulfillment order line."""

    fulfillment_order_id: str
    fulfillment_order_line_id: str
    line_item_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class FulfillmentRequest:
    """One call of `fulfillmentCreate`: lines of one location and delivery method.

    The tracking's carrier has Shopify's name here. A request that a person made has no delivery method.
    """

    lines: tuple[AllocatedLine, ...]
    tracking: Tracking | None
    notify_customer: bool
    delivery_method: DeliveryMethod = DeliveryMethod.UNSTATED

    @property
    def fulfillment_order_ids(self) -> frozenset[str]:
        return frozenset(line.fulfillment_order_id for line in self.lines)


def parse_fulfillment_number(gid: str | None) -> int | None:
    """The number in Shopify's id of a fulfillment, by which orders and webhooks name it."""
    digits = (gid or "").rpartition("/")[2]
    return int(digits) if digits.isdecimal() else None


@dataclass(frozen=True, slots=True)
class PlannedFulfillment:
    """A request, and the fulfillment that Shopify created for it, once known.

    The request's tracking is what Shopify has now.
    """

    request: FulfillmentRequest
    fulfillment_id: str | None = None
    cancelled: bool = False

    @property
    def fulfillment_number(self) -> int | None:
        return parse_fulfillment_number(self.fulfillment_id)


@dataclass(frozen=True, slots=True)
class FulfillmentPlan:
    """What will be sent, decided once and stored before anything is sent.

    `known_fulfillment_ids` are the order's fulfillments at that moment: after an unclear response, only a fulfillment
    that is not among them can be ours.
    """

    fulfillments: tuple[PlannedFulfillment, ...]
    known_fulfillment_ids: frozenset[str]

    def with_fulfillment(self, index: int, fulfillment: PlannedFulfillment) -> "FulfillmentPlan":
        return replace(self, fulfillments=(*self.fulfillments[:index], fulfillment, *self.fulfillments[index + 1 :]))

    @property
    def fulfillment_ids(self) -> tuple[str, ...]:
        """Shopify's ids of what was sent so far."""
        return tuple(each.fulfillment_id for each in self.fulfillments if each.fulfillment_id)


A_PERSON = "a person"


@dataclass(frozen=True, slots=True)
class PushAttempt:
    """One attempt: its requests and responses in words, and the error it ended with, with its heading and details.

    What a person did stands among the attempts, with `A_PERSON` as the worker.
    """

    number: int
    at: datetime
    worker: str
    steps: tuple[str, ...]
    error: str | None = None
    title: str | None = None
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FulfillmentPush:
    """The task of creating a fulfillment for a shipment, and its result. `order_id` is Shopify's.

    Until `outcome_unknown_until` Shopify may still be working on a request whose response was lost.
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
        """When the push is tried if it is requested at this time."""
        return max(at, self.outcome_unknown_until or at)
