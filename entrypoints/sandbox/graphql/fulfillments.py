"""Resolvers that read, create, update and cancel fulfillments."""

from collections.abc import Callable, Iterable
from typing import Any

from novex_shopify.entrypoints.sandbox.clock import format_utc_time
from novex_shopify.entrypoints.sandbox.errors import NotFound, UserError
from novex_shopify.entrypoints.sandbox.fulfillment.carriers import parse_tracking
from novex_shopify.entrypoints.sandbox.fulfillment.fulfillment_actions import (
    FulfillmentLineInput,
    cancel_fulfillment,
    create_fulfillment,
    update_tracking,
)
from novex_shopify.entrypoints.sandbox.graphql.connections import build_connection, by_id
from novex_shopify.entrypoints.sandbox.graphql.context import Info, Node, RequestContext, require_any_scope
from novex_shopify.entrypoints.sandbox.graphql.fulfillment_orders import (
    OWN_LOCATIONS_READ_SCOPE,
    READ_SCOPES,
    WRITE_SCOPES,
    build_fulfillment_order_node,
)
from novex_shopify.entrypoints.sandbox.graphql.line_items import build_line_item_node
from novex_shopify.entrypoints.sandbox.graphql.shops import LOCATION_SCOPES, build_location_node
from novex_shopify.entrypoints.sandbox.ids import build_gid, parse_gid
from novex_shopify.entrypoints.sandbox.model.fulfillments import Fulfillment, FulfillmentLine
from novex_shopify.entrypoints.sandbox.model.orders import Order
from novex_shopify.entrypoints.sandbox.model.shop import Shop
from novex_shopify.entrypoints.sandbox.model.webhooks import WebhookEvent

OWN_LOCATIONS_WRITE_SCOPE = "write_merchant_managed_fulfillment_orders"
Outcome = tuple[Fulfillment, Iterable[WebhookEvent]]


def resolve_fulfillment(info: Info, *, id: str) -> Node | None:
    shop = require_any_scope(info, "read_orders", *READ_SCOPES).shop
    found = shop.fulfillments.get(parse_gid("Fulfillment", id))
    return build_fulfillment_node(shop, found) if found else None


def build_fulfillments_resolver(shop: Shop, order: Order) -> Callable[..., list[Node]]:
    def resolve(_: Info, first: int | None = None) -> list[Node]:
        return [build_fulfillment_node(shop, fulfillment) for fulfillment in shop.list_fulfillments(order)[:first]]

    return resolve


def resolve_fulfillment_create(info: Info, *, fulfillment: Node, message: str | None = None) -> Node:
    """Create a fulfillment; `message` goes to fulfillment services, and the sandbox has none."""

    def execute(context: RequestContext) -> Outcome:
        line_inputs = [_parse_line_input(context, each) for each in fulfillment["lineItemsByFulfillmentOrder"]]
        tracking, notify = parse_tracking(fulfillment.get("trackingInfo")), bool(fulfillment.get("notifyCustomer"))
        return create_fulfillment(context.shop, line_inputs, tracking, notify=notify)

    return _run_mutation(info, execute)


def resolve_tracking_info_update(
    info: Info, *, fulfillment_id: str, tracking_info_input: Node, notify_customer: bool | None = None
) -> Node:
    def execute(context: RequestContext) -> Outcome:
        fulfillment = _get_fulfillment(context, fulfillment_id, "fulfillmentId")
        return update_tracking(
            context.shop, fulfillment, parse_tracking(tracking_info_input), notify=bool(notify_customer)
        )

    return _run_mutation(info, execute)


def resolve_fulfillment_cancel(info: Info, *, id: str) -> Node:
    return _run_mutation(info, lambda call: cancel_fulfillment(call.shop, _get_fulfillment(call, id, "id")))


def _run_mutation(info: Info, execute: Callable[[RequestContext], Outcome]) -> Node:
    """Execute and send the webhook events, or answer with Shopify's user errors."""
    context = require_any_scope(info, *WRITE_SCOPES)
    try:
        fulfillment = context.state.publish_outcome(context.shop, execute(context))
    except UserError as mistake:
        return {"fulfillment": None, "userErrors": [{"field": list(mistake.field), "message": mistake.message}]}
    return {"fulfillment": build_fulfillment_node(context.shop, fulfillment), "userErrors": []}


def _parse_line_input(context: RequestContext, value: Node) -> FulfillmentLineInput:
    if OWN_LOCATIONS_WRITE_SCOPE not in context.scopes:
        raise UserError("Fulfillment order does not exist.", "fulfillment")
    try:
        fulfillment_order_id = parse_gid("FulfillmentOrder", value["fulfillmentOrderId"])
        lines = [
            (parse_gid("FulfillmentOrderLineItem", line["id"]), line["quantity"])
            for line in value.get("fulfillmentOrderLineItems") or ()
        ]
    except NotFound as error:
        raise UserError(error.message, "fulfillment") from error
    return FulfillmentLineInput(fulfillment_order_id, lines)


def _get_fulfillment(context: RequestContext, id: str, field: str) -> Fulfillment:
    fulfillment = context.shop.fulfillments.get(parse_gid("Fulfillment", id))
    if fulfillment is None or OWN_LOCATIONS_WRITE_SCOPE not in context.scopes:
        raise UserError("Fulfillment does not exist.", field)
    return fulfillment


def build_fulfillment_node(shop: Shop, fulfillment: Fulfillment) -> Node:
    order = shop.get_order(fulfillment.order_id)

    def resolve_lines(_: Info, **page: Any) -> Node:
        return build_connection(fulfillment.lines, lambda line: _build_line_node(shop, order, line), key=by_id, **page)

    def resolve_fulfillment_orders(info: Info, **page: Any) -> Node:
        visible = OWN_LOCATIONS_READ_SCOPE in info.context.scopes
        found = [shop.fulfillment_orders[number] for number in fulfillment.fulfillment_order_ids if visible]
        return build_connection(found, lambda each: build_fulfillment_order_node(shop, each), key=by_id, **page)

    return {
        "id": build_gid("Fulfillment", fulfillment.id),
        "legacyResourceId": str(fulfillment.id),
        "name": fulfillment.name,
        "status": "CANCELLED" if fulfillment.cancelled else "SUCCESS",
        "displayStatus": "CANCELED" if fulfillment.cancelled else "FULFILLED",
        "createdAt": format_utc_time(fulfillment.created_at),
        "updatedAt": format_utc_time(fulfillment.updated_at),
        "trackingInfo": _build_tracking_resolver(fulfillment),
        "fulfillmentLineItems": resolve_lines,
        "fulfillmentOrders": resolve_fulfillment_orders,
        "location": lambda info: _resolve_location(info, shop, fulfillment),
        "totalQuantity": sum(line.quantity for line in fulfillment.lines),
        "requiresShipping": True,
    }


def _build_tracking_resolver(fulfillment: Fulfillment) -> Callable[..., list[Node]]:
    def resolve(_: Info, first: int | None = None) -> list[Node]:
        found = fulfillment.tracking[:first]
        return [{"company": each.company, "number": each.number, "url": each.url} for each in found]

    return resolve


def _resolve_location(info: Info, shop: Shop, fulfillment: Fulfillment) -> Node:
    require_any_scope(info, *LOCATION_SCOPES)
    return build_location_node(shop, shop.locations[fulfillment.location_id])


def _build_line_node(shop: Shop, order: Order, fulfillment_line: FulfillmentLine) -> Node:
    line = next(line for line in order.lines if line.id == fulfillment_line.line_item_id)
    return {
        "id": build_gid("FulfillmentLineItem", fulfillment_line.id),
        "lineItem": lambda _: build_line_item_node(shop, order, line),
        "quantity": fulfillment_line.quantity,
    }
