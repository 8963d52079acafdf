"""`/api/v1`: shipments, labels, lots, invoices, reports, notifications, search and more, for ERPs of any language."""

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from typing import Any

from starlette.requests import Request
from starlette.routing import Route

from novex_shopify.config.container import Container
from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.fulfillment import FulfillmentPush, Shipment
from novex_shopify.domain.policies.allocation import sum_quantities
from novex_shopify.domain.use_cases.fulfillment.find_shipments import read_lot_codes
from novex_shopify.entrypoints.web.api_comments import routes as comment_routes
from novex_shopify.entrypoints.web.api_documents import routes as document_routes
from novex_shopify.entrypoints.web.api_endpoint import Conflict, build_endpoint
from novex_shopify.entrypoints.web.api_holds import routes as hold_routes
from novex_shopify.entrypoints.web.api_invoices import routes as invoice_routes
from novex_shopify.entrypoints.web.api_issues import routes as issue_routes
from novex_shopify.entrypoints.web.api_labels import routes as label_routes
from novex_shopify.entrypoints.web.api_manifests import routes as manifest_routes
from novex_shopify.entrypoints.web.api_many_labels import routes as many_label_routes
from novex_shopify.entrypoints.web.api_notifications import routes as notification_routes
from novex_shopify.entrypoints.web.api_order_lots import routes as order_lot_routes
from novex_shopify.entrypoints.web.api_recalls import routes as recall_routes
from novex_shopify.entrypoints.web.api_reports import routes as report_routes
from novex_shopify.entrypoints.web.api_schemas import (
    ShipmentBody,
    TrackingBody,
    parse_body,
    parse_shopify_id,
    serialize_push,
)
from novex_shopify.entrypoints.web.api_search import routes as search_routes
from novex_shopify.entrypoints.web.api_shop_stock import routes as shop_stock_routes
from novex_shopify.entrypoints.web.api_stock import routes as stock_routes
from novex_shopify.entrypoints.web.api_stock_schemas import QuantitiesBody, ReasonBody
from novex_shopify.entrypoints.web.api_timeline import routes as timeline_routes
from novex_shopify.entrypoints.web.api_traces import routes as trace_routes


def create_shipment(container: Container, _: Request, body: bytes) -> FulfillmentPush:
    """Idempotent: the same shipment again returns the same push, and another one with its id is rejected."""
    parsed = parse_body(body, ShipmentBody)
    shipment = parsed.to_domain()
    if parsed.names_lots and not parsed.cancelled:
        push = container.ship_order()(parsed.to_packed())  # which compares the lines with those of a known one
        shipment = replace(shipment, lines=push.shipment.lines)
    else:
        push = container.push_fulfillment()(shipment, untraced_reason=parsed.untraced_reason)
    if changed_fields := _find_changed_fields(shipment, push.shipment):
        raise Conflict(
            f"Shipment {shipment.id} is already recorded with different values of {', '.join(changed_fields)}."
            " Change its tracking with PUT /tracking, cancel it with DELETE, or use another id for another shipment."
        )
    return push


def get_shipment(container: Container, request: Request, _: bytes) -> FulfillmentPush:
    shipment_id = _read_shipment_id(request)
    with container.read_transaction() as tx:
        push = tx.pushes.get(shipment_id)
    if push is None:
        raise NotFound(f"There is no shipment {shipment_id}.")
    return push


def update_tracking(container: Container, request: Request, body: bytes) -> FulfillmentPush:
    tracking = parse_body(body, TrackingBody).to_domain()
    push = container.push_fulfillment().update_tracking(_read_shipment_id(request), tracking)
    if push.shipment.tracking != tracking:
        raise _build_settled_conflict(push, "updated")
    return push


def cancel_shipment(container: Container, request: Request, _: bytes) -> FulfillmentPush:
    push = container.push_fulfillment().cancel(_read_shipment_id(request))
    if not push.shipment.cancelled:
        raise _build_settled_conflict(push, "cancelled")
    return push


def change_quantities(container: Container, request: Request, body: bytes) -> FulfillmentPush:
    wanted = parse_body(body, QuantitiesBody)
    quantities = {parse_shopify_id(line.line_item_id): line.quantity for line in wanted.lines}
    return container.correct_shipment().change_quantities(_read_shipment_id(request), quantities, wanted.reason)


def mark_shipped_elsewhere(container: Container, request: Request, body: bytes) -> FulfillmentPush:
    reason = parse_body(body, ReasonBody).reason
    return container.correct_shipment().mark_shipped_elsewhere(_read_shipment_id(request), reason)


def retry_shipment(container: Container, request: Request, _: bytes) -> FulfillmentPush:
    return container.push_fulfillment().retry(_read_shipment_id(request))


def _read_shipment_id(request: Request) -> str:
    shipment_id = str(request.path_params["shipment"])
    # Not every database accepts U+0000 in a query, and no recorded id contains it.
    if "\0" in shipment_id:
        raise NotFound("There is no shipment whose id contains U+0000.")
    return shipment_id


def _find_changed_fields(requested: Shipment, recorded: Shipment) -> list[str]:
    # A shipment that was cancelled since is still the same shipment.
    if recorded.cancelled:
        requested = replace(requested, cancelled=True)
    # The lots that the product chose are no difference.
    if any(line.lot_id for line in recorded.lines) and _has_same_quantities(requested, recorded):
        requested = replace(requested, lines=recorded.lines)
    return [each.name for each in fields(Shipment) if getattr(requested, each.name) != getattr(recorded, each.name)]


def _has_same_quantities(requested: Shipment, recorded: Shipment) -> bool:
    return sum_quantities(requested.lines) == sum_quantities(recorded.lines)


def _build_settled_conflict(push: FulfillmentPush, action: str) -> Conflict:
    return Conflict(f"Shipment {push.shipment.id} is {push.status}, so it cannot be {action} in Shopify.")


def _build_endpoint(action: Callable[[Container, Request, bytes], FulfillmentPush], status: int) -> Callable[..., Any]:
    def answer(container: Container, request: Request, body: bytes) -> Mapping[str, Any]:
        push = action(container, request, body)
        with container.read_transaction() as tx:
            return serialize_push(push, read_lot_codes(tx, [push]))

    return build_endpoint(answer, status)


# `:path` because the ERP's ids may contain slashes.
routes = [
    Route("/shipments", _build_endpoint(create_shipment, 202), methods=["POST"]),
    Route("/shipments/{shipment:path}/tracking", _build_endpoint(update_tracking, 202), methods=["PUT"]),
    Route("/shipments/{shipment:path}/quantities", _build_endpoint(change_quantities, 202), methods=["PUT"]),
    Route("/shipments/{shipment:path}/elsewhere", _build_endpoint(mark_shipped_elsewhere, 200), methods=["POST"]),
    Route("/shipments/{shipment:path}/retry", _build_endpoint(retry_shipment, 202), methods=["POST"]),
    Route("/shipments/{shipment:path}", _build_endpoint(get_shipment, 200), methods=["GET"]),
    Route("/shipments/{shipment:path}", _build_endpoint(cancel_shipment, 202), methods=["DELETE"]),
    *order_lot_routes,
    *stock_routes,
    *shop_stock_routes,
    *recall_routes,
    *trace_routes,
    *document_routes,
    *invoice_routes,
    *many_label_routes,  # before those with the id of one
    *label_routes,
    *hold_routes,
    *issue_routes,
    *comment_routes,
    *timeline_routes,
    *manifest_routes,
    *notification_routes,
    *report_routes,
    *search_routes,
]
