"""What Shopify answers about fulfillment orders and fulfillments, as far as the documents ask for it."""

import msgspec

from novex_shopify.adapters.shopify.graphql.client import UserError
from novex_shopify.adapters.shopify.graphql.responses import Connection, GraphQLStruct, Reference


class SupportedAction(GraphQLStruct):
    """Something that may be done with a fulfillment order."""

    action: str


class FulfillmentHold(GraphQLStruct):
    """Why a fulfillment order is held back."""

    reason: str


class Location(GraphQLStruct):
    """A place that goods leave from."""

    id: str
    is_fulfillment_service: bool = False


class AssignedLocation(GraphQLStruct):
    """Where goods are expected to leave from."""

    name: str
    location: Location | None = None


class FulfillmentOrderLineItem(GraphQLStruct):
    """What remains of an order line."""

    id: str
    remaining_quantity: int
    line_item: Reference


class FulfillmentOrder(GraphQLStruct):
    """Work assigned to a location."""

    id: str
    status: str
    supported_actions: list[SupportedAction]
    fulfillment_holds: list[FulfillmentHold]
    assigned_location: AssignedLocation
    line_items: Connection[FulfillmentOrderLineItem]


class FulfillmentLineItem(GraphQLStruct):
    """Pieces in a parcel."""

    line_item: Reference
    quantity: int | None = None


class FulfillmentTrackingInfo(GraphQLStruct):
    """A tracking number."""

    number: str | None = None


class Fulfillment(GraphQLStruct):
    """A parcel."""

    id: str
    status: str
    tracking_info: list[FulfillmentTrackingInfo] = msgspec.field(default_factory=list)


class Order(GraphQLStruct):
    """The shipping side of an order."""

    fulfillment_orders: Connection[FulfillmentOrder]
    fulfillments: list[Fulfillment]


class OrderFulfillmentsResponse(GraphQLStruct):
    """`orderFulfillments`."""

    order: Order | None


class OrderWithFulfillments(GraphQLStruct):
    """What was shipped of an order."""

    fulfillments: list[Fulfillment]


class AllOrderFulfillmentsResponse(GraphQLStruct):
    """`allOrderFulfillments`."""

    order: OrderWithFulfillments | None


class FulfillmentOrderWithLineItems(GraphQLStruct):
    """One fulfillment order's lines."""

    line_items: Connection[FulfillmentOrderLineItem]


class FulfillmentOrderLineItemsResponse(GraphQLStruct):
    """`fulfillmentOrderLineItems`."""

    fulfillment_order: FulfillmentOrderWithLineItems


class FulfillmentWithLineItems(GraphQLStruct):
    """One fulfillment's lines."""

    fulfillment_line_items: Connection[FulfillmentLineItem]


class FulfillmentLineItemsResponse(GraphQLStruct):
    """`fulfillmentLineItems`."""

    fulfillment: FulfillmentWithLineItems


class FulfillmentReference(GraphQLStruct):
    """A new parcel."""

    id: str
    status: str


class FulfillmentPayload(GraphQLStruct):
    """What became of a parcel."""

    fulfillment: FulfillmentReference | None = None
    user_errors: list[UserError] = msgspec.field(default_factory=list)


class FulfillmentCreateResponse(GraphQLStruct):
    """`fulfillmentCreate`."""

    fulfillment_create: FulfillmentPayload


class FulfillmentTrackingInfoUpdateResponse(GraphQLStruct):
    """`fulfillmentTrackingInfoUpdate`."""

    fulfillment_tracking_info_update: FulfillmentPayload


class FulfillmentCancelResponse(GraphQLStruct):
    """`fulfillmentCancel`."""

    fulfillment_cancel: FulfillmentPayload


class FulfillmentOrderMovePayload(GraphQLStruct):
    """What became of a move."""

    user_errors: list[UserError] = msgspec.field(default_factory=list)


class FulfillmentOrderMoveResponse(GraphQLStruct):
    """`fulfillmentOrderMove`."""

    fulfillment_order_move: FulfillmentOrderMovePayload
