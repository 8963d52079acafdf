"""`/api/v1`: shipments by HTTP, for ERPs that are not written in Python. JSON in and out, a token each time."""

import hmac
from collections.abc import Callable
from typing import Any, TypeVar

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from novex_shopify.config.container import Container
from novex_shopify.domain.errors import InvalidShipment, NotFound, NovexError, TransientError
from novex_shopify.domain.model.fulfillment import FulfillmentPush, Shipment, Tracking

Body = TypeVar("Body")
Act = Callable[[Container, Request, bytes], FulfillmentPush]

_HOW_TO_GET_IN = "The request needs `Authorization: Bearer` with one of API_TOKENS."
_STATUS: tuple[tuple[type[NovexError], int], ...] = ((NotFound, 404), (InvalidShipment, 422), (TransientError, 503))


class _Malformed(Exception):
    """The body is not what the address takes."""


def ship(container: Container, _: Request, body: bytes) -> FulfillmentPush:
    """Record that an order was shipped; the same shipment again gives the same push."""
    return container.push_fulfillment()(_read(body, Shipment))


def show(container: Container, request: Request, _: bytes) -> FulfillmentPush:
    """How far the push of a shipment is."""
    shipment_id = request.path_params["shipment"]
    with container.unit_of_work()() as tx:
        push = tx.pushes.get(shipment_id)
    if push is None:
        raise NotFound(f"There is no push for shipment {shipment_id}.")
    return push


def correct(container: Container, request: Request, body: bytes) -> FulfillmentPush:
    """Correct the tracking."""
    return container.push_fulfillment().correct_tracking(request.path_params["shipment"], _read(body, Tracking))


def cancel(container: Container, request: Request, _: bytes) -> FulfillmentPush:
    """Take a shipment back."""
    return container.push_fulfillment().cancel(request.path_params["shipment"])


def retry(container: Container, request: Request, _: bytes) -> FulfillmentPush:
    """Try a push again that is parked or refused."""
    return container.push_fulfillment().retry(request.path_params["shipment"])


def _endpoint(act: Act, status: int) -> Callable[[Request], Any]:
    async def endpoint(request: Request) -> Response:
        container: Container = request.app.state.container
        if not _is_allowed(container, request):
            return _refusal(401, "Unauthorized", _HOW_TO_GET_IN, {"WWW-Authenticate": "Bearer"})
        body = await request.body()
        try:
            push = await run_in_threadpool(act, container, request, body)
        except _Malformed as error:
            return _refusal(400, "Malformed", str(error))
        except NovexError as error:
            code = next((code for kind, code in _STATUS if isinstance(error, kind)), 400)
            return _refusal(code, type(error).__name__, str(error))
        return Response(msgspec.json.encode(_told(push)), status, media_type="application/json")

    return endpoint


def _is_allowed(container: Container, request: Request) -> bool:
    """Compared in constant time with every token, so that the time tells nothing of any."""
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    tokens = (token.get_secret_value() for token in container.settings().api_tokens)
    fits = [hmac.compare_digest(token.encode(), given.strip().encode()) for token in tokens]
    return scheme.lower() == "bearer" and any(fits)


def _read(body: bytes, shape: type[Body]) -> Body:
    try:
        return msgspec.json.decode(body, type=shape)
    except msgspec.ValidationError as error:
        if isinstance(error.__cause__, NovexError):
            raise error.__cause__ from error
        raise _Malformed(str(error)) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _Malformed(f"The body is not JSON: {error}") from error


def _told(push: FulfillmentPush) -> dict[str, Any]:
    return {
        "shipment": push.shipment,
        "shop": push.shop_domain,
        "shopify_order_id": str(push.order_id) if push.order_id else None,
        "status": push.status,
        "attempts": push.attempts,
        "next_attempt_at": push.next_attempt_at,
        "last_error": push.last_error,
        "fulfillment_ids": push.plan.fulfillment_ids if push.plan else (),
        "history": push.history,
    }


def _refusal(status: int, kind: str, message: str, headers: dict[str, str] | None = None) -> Response:
    return JSONResponse({"error": {"type": kind, "message": message}}, status, headers)


routes = [
    Route("/shipments", _endpoint(ship, 202), methods=["POST"]),
    Route("/shipments/{shipment}", _endpoint(show, 200), methods=["GET"]),
    Route("/shipments/{shipment}", _endpoint(cancel, 202), methods=["DELETE"]),
    Route("/shipments/{shipment}/tracking", _endpoint(correct, 202), methods=["PUT"]),
    Route("/shipments/{shipment}/retry", _endpoint(retry, 202), methods=["POST"]),
]
