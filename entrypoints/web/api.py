"""`/api/v1`: shipments over HTTP, for ERPs that are not written in Python."""

import hmac
from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import msgspec
import structlog
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from novex_shopify.config.api_clients import ApiClient
from novex_shopify.config.container import Container
from novex_shopify.domain.errors import InvalidShipment, NotFound, NovexError, TransientError
from novex_shopify.domain.model.actor import STRANGER, acting_as
from novex_shopify.domain.model.api_token import ApiToken
from novex_shopify.domain.model.fulfillment import FulfillmentPush, Shipment
from novex_shopify.domain.model.secret import Secret
from novex_shopify.entrypoints.web.api_schemas import (
    MalformedBody,
    ShipmentBody,
    TrackingBody,
    parse_body,
    serialize_push,
)
from novex_shopify.entrypoints.web.client_messages import describe_to_client

Action = Callable[[Container, Request, bytes], FulfillmentPush]

MAX_BODY_BYTES = 1024 * 1024

_log = structlog.get_logger()

_READING_METHODS = ("GET", "HEAD")
_UNAUTHORIZED_MESSAGE = "Send the header `Authorization: Bearer` with a token: Settings, API tokens, in the console."
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
        try:
            client = await run_in_threadpool(_find_client, container, request)
        except TransientError as error:
            return _build_error_response(503, error.code, describe_to_client(error))
        with acting_as(client.to_actor() if client else STRANGER):
            response = _find_refusal(client, request) or await _respond(container, request, action, status)
        _log_request(request, client, response.status_code)
        return response

    return endpoint


def _find_refusal(client: ApiClient | ApiToken | None, request: Request) -> Response | None:
    if client is None:
        return _build_error_response(401, "unauthorized", _UNAUTHORIZED_MESSAGE, {"WWW-Authenticate": "Bearer"})
    if client.read_only and request.method not in _READING_METHODS:
        return _build_error_response(403, "forbidden", f"The token of {client.name} may only read.")
    return None


async def _respond(container: Container, request: Request, action: Action, status: int) -> Response:
    body = await _read_body(request)
    if body is None:
        return _build_error_response(413, "malformed", f"The body is larger than {MAX_BODY_BYTES} bytes.")
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


async def _read_body(request: Request) -> bytes | None:
    """None if it is too large."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            return None
    return bytes(body)


def _find_client(container: Container, request: Request) -> ApiClient | ApiToken | None:
    # Every token is compared, in constant time, so that the response time reveals nothing about any of them.
    scheme, _, received = request.headers.get("authorization", "").partition(" ")
    received_token = received.strip().encode()
    clients = container.settings().api_clients
    found = [each for each in clients if hmac.compare_digest(each.token.value.encode(), received_token)]
    if scheme.lower() != "bearer":
        return None
    stored: ApiToken | None = None if found else container.find_api_token()(Secret(received.strip()))
    return found[0] if found else stored


def _log_request(request: Request, client: ApiClient | ApiToken | None, status: int) -> None:
    """One line for each change, and for what was refused; of those that anybody can cause, at most one per second."""
    source = request.client.host if request.client else "unknown"
    if client is None:
        _log.warning("api.refused", burst="api", method=request.method, source=source)
    elif request.method not in _READING_METHODS:
        facts = {"client": client.name, "method": request.method, "path": request.url.path, "source": source}
        _log.info("api.request", **facts, status=status)


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
