"""Fulfillment orders and fulfillments, as the documents read and change them."""

import msgspec

from novex_shopify.adapters.shopify.graphql.responses import Connection, GraphQLStruct, Reference, UserError


class SupportedAction(GraphQLStruct):
    action: str


class FulfillmentHold(GraphQLStruct):
    reason: str


class Location(GraphQLStruct):
    id: str
    is_fulfillment_service: bool = False


class AssignedLocation(GraphQLStruct):
    """The expected location. `name` is a copy that remains when the location is deleted."""

    name: str
    location: Location | None = None


class LineItem(GraphQLStruct):
    id: str
    name: str | None = None


class FulfillmentOrderLineItem(GraphQLStruct):
    """The part of an order line that this fulfillment order covers."""

    id: str
    remaining_quantity: int
    line_item: LineItem


class DeliveryMethod(GraphQLStruct):
    method_type: str


class FulfillmentOrder(GraphQLStruct):
    id: str
    status: str
    supported_actions: list[SupportedAction]
    fulfillment_holds: list[FulfillmentHold]
    assigned_location: AssignedLocation
    line_items: Connection[FulfillmentOrderLineItem]
    delivery_method: DeliveryMethod | None = None


class FulfillmentLineItem(GraphQLStruct):
    line_item: Reference
    quantity: int | None = None


class FulfillmentTrackingInfo(GraphQLStruct):
    number: str | None = None


class Fulfillment(GraphQLStruct):
    """A fulfillment. Mutations return it without `tracking_info`."""

    id: str
    status: str
    tracking_info: list[FulfillmentTrackingInfo] = msgspec.field(default_factory=list)


class Order(GraphQLStruct):
    """An order with one page of its fulfillment orders."""

    fulfillment_orders: Connection[FulfillmentOrder]
    fulfillments: list[Fulfillment]


class OrderFulfillmentsResponse(GraphQLStruct):
    """`orderFulfillments`."""

    order: Order | None


class OrderWithFulfillments(GraphQLStruct):
    fulfillments: list[Fulfillment]


class AllOrderFulfillmentsResponse(GraphQLStruct):
    """`allOrderFulfillments`."""

    order: OrderWithFulfillments | None


class FulfillmentOrderWithLineItems(GraphQLStruct):
    line_items: Connection[FulfillmentOrderLineItem]


class FulfillmentOrderLineItemsResponse(GraphQLStruct):
    """`fulfillmentOrderLineItems`."""

    fulfillment_order: FulfillmentOrderWithLineItems


class FulfillmentWithLineItems(GraphQLStruct):
    fulfillment_line_items: Connection[FulfillmentLineItem]


class FulfillmentLineItemsResponse(GraphQLStruct):
    """`fulfillmentLineItems`."""

    fulfillment: FulfillmentWithLineItems


class FulfillmentWithFulfillmentOrders(GraphQLStruct):
    fulfillment_orders: Connection[Reference]


class FulfillmentSourcesResponse(GraphQLStruct):
    """`fulfillmentSources`."""

    fulfillment: FulfillmentWithFulfillmentOrders


class FulfillmentPayload(GraphQLStruct):
    fulfillment: Fulfillment | None = None
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
    user_errors: list[UserError] = msgspec.field(default_factory=list)


class FulfillmentOrderMoveResponse(GraphQLStruct):
    """`fulfillmentOrderMove`."""

    fulfillment_order_move: FulfillmentOrderMovePayload
