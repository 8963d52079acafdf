"""GraphQL fulfillments and fulfillment orders to the domain, and the domain's requests to Shopify's inputs."""

from collections.abc import Iterable
from typing import Any

from novex_shopify.adapters.shopify.gid import parse_gid
from novex_shopify.adapters.shopify.graphql import fulfillment_responses as responses
from novex_shopify.domain.model.delivery_method import DeliveryMethod
from novex_shopify.domain.model.fulfillment import (
    Fulfillment,
    FulfillmentOrder,
    FulfillmentOrderLine,
    FulfillmentRequest,
    Tracking,
)


def map_fulfillment_order(
    node: responses.FulfillmentOrder, lines: Iterable[responses.FulfillmentOrderLineItem]
) -> FulfillmentOrder:
    assigned = node.assigned_location
    return FulfillmentOrder(
        id=node.id,
        location_id=assigned.location.id if assigned.location else assigned.name,
        location_name=assigned.name,
        lines=tuple(
            FulfillmentOrderLine(line.id, parse_gid(line.line_item.id), line.remaining_quantity, line.line_item.name)
            for line in lines
        ),
        actions=frozenset(supported.action for supported in node.supported_actions),
        status=node.status,
        holds=tuple(hold.reason for hold in node.fulfillment_holds),
        is_third_party=bool(assigned.location and assigned.location.is_fulfillment_service),
        delivery_method=_map_delivery_method(node.delivery_method),
    )


def map_fulfillment(node: responses.Fulfillment) -> Fulfillment:
    numbers = tuple(tracking.number for tracking in node.tracking_info if tracking.number)
    return Fulfillment(node.id, numbers, cancelled=node.status == "CANCELLED")


def build_fulfillment_input(request: FulfillmentRequest) -> dict[str, Any]:
    """Shopify's `FulfillmentInput`."""
    # The lines are always named: without them Shopify fulfills everything that remains.
    lines: dict[str, list[dict[str, Any]]] = {}
    for line in request.lines:
        lines.setdefault(line.fulfillment_order_id, []).append(
            {"id": line.fulfillment_order_line_id, "quantity": line.quantity}
        )
    fulfillment: dict[str, Any] = {
        "lineItemsByFulfillmentOrder": [
            {"fulfillmentOrderId": order, "fulfillmentOrderLineItems": named} for order, named in lines.items()
        ],
        "notifyCustomer": request.notify_customer,
    }
    if request.tracking:
        fulfillment["trackingInfo"] = build_tracking_input(request.tracking)
    return fulfillment


def build_tracking_input(tracking: Tracking) -> dict[str, object]:
    # Shopify matches urls to numbers by position. Without a url it builds one from the carrier's name.
    fields: dict[str, object]
    if tracking.additional_numbers:
        fields = {"numbers": tracking.all_numbers, "company": tracking.carrier, "urls": tracking.urls}
    else:
        fields = {"number": tracking.number, "company": tracking.carrier, "url": next(iter(tracking.urls), None)}
    return {name: value for name, value in fields.items() if value}


def _map_delivery_method(node: responses.DeliveryMethod | None) -> DeliveryMethod:
    if node is None:
        return DeliveryMethod.UNSTATED
    known = {method.value for method in DeliveryMethod} - {DeliveryMethod.UNSTATED}
    return DeliveryMethod(node.method_type) if node.method_type in known else DeliveryMethod.UNKNOWN
