"""`/api/v1`: shipments by HTTP, for ERPs that are not written in Python. JSON in and out, a token each time."""

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
from novex_shopify.entrypoints.web.api_bodies import MalformedBody, ShipmentBody, TrackingBody, read, told

Act = Callable[[Container, Request, bytes], FulfillmentPush]

_HOW_TO_GET_IN = "The request needs `Authorization: Bearer` with one of API_TOKENS."
_STATUS: tuple[tuple[type[NovexError], int], ...] = ((NotFound, 404), (InvalidShipment, 422), (TransientError, 503))


class _Conflict(Exception):
    """What is asked for contradicts what is recorded."""


def ship(container: Container, _: Request, body: bytes) -> FulfillmentPush:
    """Record that an order was shipped; the same shipment again gives the same push, another of its id is refused."""
    shipment = read(body, ShipmentBody).to_domain()
    push = container.push_fulfillment()(shipment)
    if different := _different(shipment, push.shipment):
        raise _Conflict(
            f"Shipment {shipment.id} is recorded already, with other {', '.join(different)}. Its tracking is corrected"
            " by PUT to its /tracking, it is taken back by DELETE; other goods are a shipment with an id of their own."
        )
    return push


def show(container: Container, request: Request, _: bytes) -> FulfillmentPush:
    """How far the push of a shipment is."""
    shipment_id = _named(request)
    with container.unit_of_work()() as tx:
        push = tx.pushes.get(shipment_id)
    if push is None:
        raise NotFound(f"There is no push for shipment {shipment_id}.")
    return push


def correct(container: Container, request: Request, body: bytes) -> FulfillmentPush:
    """Correct the tracking."""
    tracking = read(body, TrackingBody).to_domain()
    push = container.push_fulfillment().correct_tracking(_named(request), tracking)
    if push.shipment.tracking != tracking:
        raise _settled(push, "corrected")
    return push


def cancel(container: Container, request: Request, _: bytes) -> FulfillmentPush:
    """Take a shipment back."""
    push = container.push_fulfillment().cancel(_named(request))
    if not push.shipment.cancelled:
        raise _settled(push, "taken back")
    return push


def retry(container: Container, request: Request, _: bytes) -> FulfillmentPush:
    """Try a push again that is parked or refused."""
    return container.push_fulfillment().retry(_named(request))


def _named(request: Request) -> str:
    """The shipment's id. None holds U+0000, which not every database can be asked for."""
    shipment_id = str(request.path_params["shipment"])
    if "\0" in shipment_id:
        raise NotFound("There is no shipment whose id holds U+0000.")
    return shipment_id


def _endpoint(act: Act, status: int) -> Callable[[Request], Any]:
    async def endpoint(request: Request) -> Response:
        container: Container = request.app.state.container
        if not _is_allowed(container, request):
            return _refusal(401, "Unauthorized", _HOW_TO_GET_IN, {"WWW-Authenticate": "Bearer"})
        body = await request.body()
        try:
            push = await run_in_threadpool(act, container, request, body)
        except MalformedBody as error:
            return _refusal(400, "Malformed", str(error))
        except _Conflict as error:
            return _refusal(409, "Conflict", str(error))
        except NovexError as error:
            code = next((code for kind, code in _STATUS if isinstance(error, kind)), 400)
            return _refusal(code, type(error).__name__, str(error))
        return Response(msgspec.json.encode(told(push)), status, media_type="application/json")

    return endpoint


def _is_allowed(container: Container, request: Request) -> bool:
    """Compared in constant time with every token, so that the time tells nothing of any."""
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    tokens = (token.get_secret_value() for token in container.settings().api_tokens)
    fits = [hmac.compare_digest(token.encode(), given.strip().encode()) for token in tokens]
    return scheme.lower() == "bearer" and any(fits)


def _different(asked: Shipment, recorded: Shipment) -> list[str]:
    """What differs. One that was taken back since is still the same shipment."""
    if recorded.cancelled:
        asked = replace(asked, cancelled=True)
    return [each.name for each in fields(Shipment) if getattr(asked, each.name) != getattr(recorded, each.name)]


def _settled(push: FulfillmentPush, how: str) -> _Conflict:
    return _Conflict(f"Shipment {push.shipment.id} is {push.status}, so it cannot be {how} at Shopify.")


def _refusal(status: int, kind: str, message: str, headers: dict[str, str] | None = None) -> Response:
    return JSONResponse({"error": {"type": kind, "message": message}}, status, headers)


routes = [
    Route("/shipments", _endpoint(ship, 202), methods=["POST"]),
    Route("/shipments/{shipment:path}/tracking", _endpoint(correct, 202), methods=["PUT"]),
    Route("/shipments/{shipment:path}/retry", _endpoint(retry, 202), methods=["POST"]),
    Route("/shipments/{shipment:path}", _endpoint(show, 200), methods=["GET"]),
    Route("/shipments/{shipment:path}", _endpoint(cancel, 202), methods=["DELETE"]),
]
"""The ERP's ids may hold slashes."""
