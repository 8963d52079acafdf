"""Resolver that moves a fulfillment order to another location."""

from novex_shopify.entrypoints.sandbox.errors import NotFound, UserError
from novex_shopify.entrypoints.sandbox.fulfillment.routing import move_fulfillment_order
from novex_shopify.entrypoints.sandbox.graphql.context import Info, Node, RequestContext, require_any_scope
from novex_shopify.entrypoints.sandbox.graphql.fulfillment_orders import WRITE_SCOPES, build_fulfillment_order_node
from novex_shopify.entrypoints.sandbox.ids import parse_gid
from novex_shopify.entrypoints.sandbox.model.fulfillments import FulfillmentOrder


def resolve_fulfillment_order_move(
    info: Info, *, id: str, new_location_id: str, fulfillment_order_line_items: list[Node] | None = None
) -> Node:
    """Move the given quantities, or all that remains if none are given."""
    context = require_any_scope(info, *WRITE_SCOPES)
    try:
        fulfillment_order, location, quantities = _parse_move(
            context, id, new_location_id, fulfillment_order_line_items or []
        )
    except UserError as mistake:
        return {"userErrors": [{"field": list(mistake.field), "message": mistake.message}]}
    moved = context.state.publish_outcome(
        context.shop, move_fulfillment_order(context.shop, fulfillment_order, location, quantities)
    )
    original = context.shop.fulfillment_orders[fulfillment_order.id]
    return {
        "movedFulfillmentOrder": build_fulfillment_order_node(context.shop, moved),
        "originalFulfillmentOrder": build_fulfillment_order_node(context.shop, original),
        "userErrors": [],
    }


def _parse_move(
    context: RequestContext, id: str, new_location_id: str, lines: list[Node]
) -> tuple[FulfillmentOrder, int, dict[int, int]]:
    shop = context.shop
    try:
        fulfillment_order = shop.fulfillment_orders.get(parse_gid("FulfillmentOrder", id))
        location = parse_gid("Location", new_location_id)
        requested_quantities = {parse_gid("FulfillmentOrderLineItem", line["id"]): line["quantity"] for line in lines}
    except NotFound as error:
        raise UserError(error.message, "id") from error
    if fulfillment_order is None or not fulfillment_order.can_ship:
        raise UserError("Fulfillment order cannot be moved.", "id")
    if location not in shop.locations or location == fulfillment_order.location_id:
        raise UserError("The location cannot take the fulfillment order.", "newLocationId")
    remaining = {line.id: line.remaining_quantity for line in fulfillment_order.lines if line.remaining_quantity}
    quantities = requested_quantities or remaining
    if any(not 1 <= quantity <= remaining.get(number, 0) for number, quantity in quantities.items()):
        raise UserError("Invalid fulfillment order line item quantity requested.", "fulfillmentOrderLineItems")
    return fulfillment_order, location, quantities
