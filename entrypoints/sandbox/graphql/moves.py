"""Goods assigned to another location."""

from novex_shopify.entrypoints.sandbox.errors import Unknown, UserMistakes
from novex_shopify.entrypoints.sandbox.graphql.access import Call, Info, Node, require
from novex_shopify.entrypoints.sandbox.graphql.fulfillment_orders import ANY_WRITE, fulfillment_order_node
from novex_shopify.entrypoints.sandbox.ids import number_of
from novex_shopify.entrypoints.sandbox.orders import FulfillmentOrder
from novex_shopify.entrypoints.sandbox.routing import move


def fulfillment_order_move(
    info: Info, *, id: str, new_location_id: str, fulfillment_order_line_items: list[Node] | None = None
) -> Node:
    """Move pieces, or all that remains if none are named."""
    call = require(info, *ANY_WRITE)
    try:
        routed, location, quantities = _read(call, id, new_location_id, fulfillment_order_line_items or [])
    except UserMistakes as mistake:
        return {"userErrors": [{"field": list(mistake.field), "message": mistake.message}]}
    moved = call.world.happened(call.shop, move(call.shop, routed, location, quantities))
    left = call.shop.fulfillment_orders[routed.id]
    return {
        "movedFulfillmentOrder": fulfillment_order_node(call.shop, moved),
        "originalFulfillmentOrder": fulfillment_order_node(call.shop, left),
        "userErrors": [],
    }


def _read(call: Call, id: str, new_location_id: str, lines: list[Node]) -> tuple[FulfillmentOrder, int, dict[int, int]]:
    shop = call.shop
    try:
        routed = shop.fulfillment_orders.get(number_of("FulfillmentOrder", id))
        location = number_of("Location", new_location_id)
        wanted = {number_of("FulfillmentOrderLineItem", line["id"]): line["quantity"] for line in lines}
    except Unknown as error:
        raise UserMistakes(error.message, "id") from error
    if routed is None or not routed.can_ship:
        raise UserMistakes("Fulfillment order cannot be moved.", "id")
    if location not in shop.locations or location == routed.location_id:
        raise UserMistakes("The location cannot take the fulfillment order.", "newLocationId")
    remaining = {line.id: line.remaining for line in routed.lines if line.remaining}
    quantities = wanted or remaining
    if any(not 1 <= quantity <= remaining.get(number, 0) for number, quantity in quantities.items()):
        raise UserMistakes("Invalid fulfillment order line item quantity requested.", "fulfillmentOrderLineItems")
    return routed, location, quantities
