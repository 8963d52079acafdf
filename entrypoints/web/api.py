"""`/api/v1`: shipments over HTTP, for ERPs that are not written in Python."""

import hmac
from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from novex_shopify.config.container import Container
from novex_shopify.domain.errors import InvalidShipment, NotFound, NovexError, TransientError
from novex_shopify.domain.model.fulfillment import FulfillmentPush, Shipment
from novex_shopify.entrypoints.web.api_schemas import (
    MalformedBody,
    ShipmentBody,
    TrackingBody,
    parse_body,
    serialize_push,
)
from novex_shopify.entrypoints.web.client_messages import describe_to_client

Action = Callable[[Container, Request, bytes], FulfillmentPush]

_UNAUTHORIZED_MESSAGE = "Send the header `Authorization: Bearer` with one of API_TOKENS."
_HTTP_STATUSES: tuple[tuple[type[NovexError], int], ...] = (
    (NotFound, 404),
    (InvalidShipment, 422),
    (TransientError, 503),
)


class _Conflict(Exception):
    """The request contradicts what is recorded."""


def create_shipment(container: Container, _: Request, body: bytes) -> FulfillmentPush:
    """Idempotent: the same shipment again returns the same push, and another one with its id is rejected."""
    shipment = parse_body(body, ShipmentBody).to_domain()
    push = container.push_fulfillment()(shipment)
    if changed_fields := _find_changed_fields(shipment, push.shipment):
        raise _Conflict(
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


def retry_shipment(container: Container, request: Request, _: bytes) -> FulfillmentPush:
    return container.push_fulfillment().retry(_read_shipment_id(request))


def _read_shipment_id(request: Request) -> str:
    shipment_id = str(request.path_params["shipment"])
    # Not every database accepts U+0000 in a query, and no recorded id contains it.
    if "\0" in shipment_id:
        raise NotFound("There is no shipment whose id contains U+0000.")
    return shipment_id


def _build_endpoint(action: Action, status: int) -> Callable[[Request], Any]:
    async def endpoint(request: Request) -> Response:
        container: Container = request.app.state.container
        if not _is_authorized(container, request):
            return _build_error_response(401, "unauthorized", _UNAUTHORIZED_MESSAGE, {"WWW-Authenticate": "Bearer"})
        body = await request.body()
        try:
            push = await run_in_threadpool(action, container, request, body)
        except MalformedBody as error:
            return _build_error_response(400, "malformed", str(error))
        except _Conflict as error:
            return _build_error_response(409, "conflict", str(error))
        except NovexError as error:
            refusal_status = next((each for kind, each in _HTTP_STATUSES if isinstance(error, kind)), 400)
            return _build_error_response(refusal_status, error.code, describe_to_client(error))
        return Response(msgspec.json.encode(serialize_push(push)), status, media_type="application/json")

    return endpoint


def _is_authorized(container: Container, request: Request) -> bool:
    # Every token is compared, in constant time, so that the response time reveals nothing about any of them.
    scheme, _, received_token = request.headers.get("authorization", "").partition(" ")
    tokens = (token.get_secret_value() for token in container.settings().api_tokens)
    matches = [hmac.compare_digest(token.encode(), received_token.strip().encode()) for token in tokens]
    return scheme.lower() == "bearer" and any(matches)


def _find_changed_fields(requested: Shipment, recorded: Shipment) -> list[str]:
    # A shipment that was cancelled since is still the same shipment.
    if recorded.cancelled:
        requested = replace(requested, cancelled=True)
    return [each.name for each in fields(Shipment) if getattr(requested, each.name) != getattr(recorded, each.name)]


def _build_settled_conflict(push: FulfillmentPush, action: str) -> _Conflict:
    return _Conflict(f"Shipment {push.shipment.id} is {push.status}, so it cannot be {action} in Shopify.")


def _build_error_response(status: int, code: str, message: str, headers: dict[str, str] | None = None) -> Response:
    return JSONResponse({"error": {"type": code, "message": message}}, status, headers)


# `:path` because the ERP's ids may contain slashes.
routes = [
    Route("/shipments", _build_endpoint(create_shipment, 202), methods=["POST"]),
    Route("/shipments/{shipment:path}/tracking", _build_endpoint(update_tracking, 202), methods=["PUT"]),
    Route("/shipments/{shipment:path}/retry", _build_endpoint(retry_shipment, 202), methods=["POST"]),
    Route("/shipments/{shipment:path}", _build_endpoint(get_shipment, 200), methods=["GET"]),
    Route("/shipments/{shipment:path}", _build_endpoint(cancel_shipment, 202), methods=["DELETE"]),
]
