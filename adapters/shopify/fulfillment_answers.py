"""What Shopify answers about fulfillment orders and fulfillments, as far as the documents ask for it."""

import msgspec

from novex_shopify.adapters.shopify.answers import Connection, Id, Struct
from novex_shopify.adapters.shopify.graphql import UserError


class Action(Struct):
    """Something that may be done with a fulfillment order."""

    action: str


class Hold(Struct):
    """Why a fulfillment order is held back."""

    reason: str


class Location(Struct):
    """A place that goods leave from."""

    id: str
    is_fulfillment_service: bool = False


class AssignedLocation(Struct):
    """Where goods are expected to leave from."""

    name: str
    location: Location | None = None


class FulfillmentOrderLine(Struct):
    """What remains of an order line."""

    id: str
    remaining_quantity: int
    line_item: Id


class FulfillmentOrder(Struct):
    """Work assigned to a location."""

    id: str
    status: str
    supported_actions: list[Action]
    fulfillment_holds: list[Hold]
    assigned_location: AssignedLocation
    line_items: Connection[FulfillmentOrderLine]


class FulfillmentLine(Struct):
    """Pieces in a parcel."""

    line_item: Id
    quantity: int | None = None


class TrackingInfo(Struct):
    """A tracking number."""

    number: str | None = None


class Fulfillment(Struct):
    """A parcel."""

    id: str
    status: str
    tracking_info: list[TrackingInfo] = msgspec.field(default_factory=list)


class Order(Struct):
    """The shipping side of an order."""

    fulfillment_orders: Connection[FulfillmentOrder]
    fulfillments: list[Fulfillment]


class OrderFulfillments(Struct):
    """`orderFulfillments`."""

    order: Order | None


class ShippedOrder(Struct):
    """What was shipped of an order."""

    fulfillments: list[Fulfillment]


class ManyFulfillments(Struct):
    """`manyFulfillments`."""

    order: ShippedOrder | None


class FulfillmentOrderLinesPage(Struct):
    """One fulfillment order's lines."""

    line_items: Connection[FulfillmentOrderLine]


class FulfillmentOrderLines(Struct):
    """`fulfillmentOrderLines`."""

    fulfillment_order: FulfillmentOrderLinesPage


class FulfillmentLinesPage(Struct):
    """One fulfillment's lines."""

    fulfillment_line_items: Connection[FulfillmentLine]


class FulfillmentLines(Struct):
    """`fulfillmentLines`."""

    fulfillment: FulfillmentLinesPage


class FulfillmentId(Struct):
    """A new parcel."""

    id: str
    status: str


class FulfillmentPayload(Struct):
    """What became of a parcel."""

    fulfillment: FulfillmentId | None = None
    user_errors: list[UserError] = msgspec.field(default_factory=list)


class FulfillmentCreated(Struct):
    """`fulfillmentCreate`."""

    fulfillment_create: FulfillmentPayload


class TrackingUpdated(Struct):
    """`fulfillmentTrackingInfoUpdate`."""

    fulfillment_tracking_info_update: FulfillmentPayload


class FulfillmentCancelled(Struct):
    """`fulfillmentCancel`."""

    fulfillment_cancel: FulfillmentPayload


class MovePayload(Struct):
    """What became of a move."""

    user_errors: list[UserError] = msgspec.field(default_factory=list)


class FulfillmentOrderMoved(Struct):
    """`fulfillmentOrderMove`."""

    fulfillment_order_move: MovePayload
