"""Parcels: read, created, tracked, cancelled."""

from collections.abc import Callable, Iterable
from typing import Any

from novex_shopify.entrypoints.sandbox.carriers import read_tracking
from novex_shopify.entrypoints.sandbox.clock import utc_time
from novex_shopify.entrypoints.sandbox.errors import Unknown, UserMistakes
from novex_shopify.entrypoints.sandbox.graphql.access import Call, Info, Node, require
from novex_shopify.entrypoints.sandbox.graphql.connection import by_id, connection
from novex_shopify.entrypoints.sandbox.graphql.fulfillment_orders import (
    ANY_READ,
    ANY_WRITE,
    OWN_LOCATIONS,
    fulfillment_order_node,
)
from novex_shopify.entrypoints.sandbox.graphql.order_lines import line_node
from novex_shopify.entrypoints.sandbox.graphql.shops import LOCATION_SCOPES, location_node
from novex_shopify.entrypoints.sandbox.ids import gid, number_of
from novex_shopify.entrypoints.sandbox.orders import Fulfillment, Order, ShippedLine
from novex_shopify.entrypoints.sandbox.shipping import (
    Pick,
    cancel_fulfillment,
    create_fulfillment,
    update_tracking,
)
from novex_shopify.entrypoints.sandbox.shop import Shop
from novex_shopify.entrypoints.sandbox.webhooks import Notice

OWN_LOCATIONS_WRITE = "write_merchant_managed_fulfillment_orders"
Outcome = tuple[Fulfillment, Iterable[Notice]]


def fulfillment(info: Info, *, id: str) -> Node | None:
    shop = require(info, "read_orders", *ANY_READ).shop
    found = shop.fulfillments.get(number_of("Fulfillment", id))
    return fulfillment_node(shop, found) if found else None


def order_fulfillments(shop: Shop, order: Order) -> Callable[..., list[Node]]:
    def resolve(_: Info, first: int | None = None) -> list[Node]:
        return [fulfillment_node(shop, parcel) for parcel in shop.fulfillments_of(order)[:first]]

    return resolve


def fulfillment_create(info: Info, *, fulfillment: Node, message: str | None = None) -> Node:
    """Ship what is asked for; the note in `message` goes to fulfillment services and there is none here."""

    def act(call: Call) -> Outcome:
        picks = [_pick(call, each) for each in fulfillment["lineItemsByFulfillmentOrder"]]
        tracking, notify = read_tracking(fulfillment.get("trackingInfo")), bool(fulfillment.get("notifyCustomer"))
        return create_fulfillment(call.shop, picks, tracking, notify=notify)

    return _answer(info, act)


def fulfillment_tracking_info_update(
    info: Info, *, fulfillment_id: str, tracking_info_input: Node, notify_customer: bool | None = None
) -> Node:
    def act(call: Call) -> Outcome:
        parcel = _parcel(call, fulfillment_id, "fulfillmentId")
        return update_tracking(call.shop, parcel, read_tracking(tracking_info_input), notify=bool(notify_customer))

    return _answer(info, act)


def fulfillment_cancel(info: Info, *, id: str) -> Node:
    return _answer(info, lambda call: cancel_fulfillment(call.shop, _parcel(call, id, "id")))


def _answer(info: Info, act: Callable[[Call], Outcome]) -> Node:
    """Do it and tell the subscriptions, or answer with Shopify's user errors."""
    call = require(info, *ANY_WRITE)
    try:
        parcel = call.world.happened(call.shop, act(call))
    except UserMistakes as mistake:
        return {"fulfillment": None, "userErrors": [{"field": list(mistake.field), "message": mistake.message}]}
    return {"fulfillment": fulfillment_node(call.shop, parcel), "userErrors": []}


def _pick(call: Call, given: Node) -> Pick:
    if OWN_LOCATIONS_WRITE not in call.scopes:
        raise UserMistakes("Fulfillment order does not exist.", "fulfillment")
    try:
        number = number_of("FulfillmentOrder", given["fulfillmentOrderId"])
        lines = [
            (number_of("FulfillmentOrderLineItem", line["id"]), line["quantity"])
            for line in given.get("fulfillmentOrderLineItems") or ()
        ]
    except Unknown as error:
        raise UserMistakes(error.message, "fulfillment") from error
    return Pick(number, lines)


def _parcel(call: Call, id: str, field: str) -> Fulfillment:
    parcel = call.shop.fulfillments.get(number_of("Fulfillment", id))
    if parcel is None or OWN_LOCATIONS_WRITE not in call.scopes:
        raise UserMistakes("Fulfillment does not exist.", field)
    return parcel


def fulfillment_node(shop: Shop, parcel: Fulfillment) -> Node:
    """Write a parcel as the Fulfillment type has it."""
    order = shop.order(parcel.order_id)

    def lines(_: Info, **page: Any) -> Node:
        return connection(parcel.lines, lambda line: _line_node(shop, order, line), key=by_id, **page)

    def routed(info: Info, **page: Any) -> Node:
        visible = OWN_LOCATIONS in info.context.scopes
        found = [shop.fulfillment_orders[number] for number in parcel.fulfillment_order_ids if visible]
        return connection(found, lambda each: fulfillment_order_node(shop, each), key=by_id, **page)

    return {
        "id": gid("Fulfillment", parcel.id),
        "legacyResourceId": str(parcel.id),
        "name": parcel.name,
        "status": "CANCELLED" if parcel.cancelled else "SUCCESS",
        "displayStatus": "CANCELED" if parcel.cancelled else "FULFILLED",
        "createdAt": utc_time(parcel.created_at),
        "updatedAt": utc_time(parcel.updated_at),
        "trackingInfo": _tracking(parcel),
        "fulfillmentLineItems": lines,
        "fulfillmentOrders": routed,
        "location": lambda info: _location(info, shop, parcel),
        "totalQuantity": sum(line.quantity for line in parcel.lines),
        "requiresShipping": True,
    }


def _tracking(parcel: Fulfillment) -> Callable[..., list[Node]]:
    def resolve(_: Info, first: int | None = None) -> list[Node]:
        found = parcel.tracking[:first]
        return [{"company": each.company, "number": each.number, "url": each.url} for each in found]

    return resolve


def _location(info: Info, shop: Shop, parcel: Fulfillment) -> Node:
    require(info, *LOCATION_SCOPES)
    return location_node(shop, shop.locations[parcel.location_id])


def _line_node(shop: Shop, order: Order, part: ShippedLine) -> Node:
    line = next(line for line in order.lines if line.id == part.line_item_id)
    return {
        "id": gid("FulfillmentLineItem", part.id),
        "lineItem": lambda _: line_node(shop, order, line),
        "quantity": part.quantity,
    }
