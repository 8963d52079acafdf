"""How every call of `/api/v1` is answered: who calls, how large its body is, and what an error looks like."""

import hmac
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
import structlog
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from novex_shopify.config.api_clients import ApiClient
from novex_shopify.config.container import Container
from novex_shopify.domain.errors import (
    ChannelRefused,
    InvalidChannel,
    InvalidComment,
    InvalidDesign,
    InvalidNotificationRule,
    InvalidQuantity,
    InvalidReason,
    InvalidShipment,
    InvoiceRefused,
    LabelIsOpen,
    LabelRefused,
    LineNeedsNoLots,
    LotCodeMissing,
    LotCodeUnprintable,
    ManifestRefused,
    NotFound,
    NotTheWriter,
    NovexError,
    StockRefused,
    TransientError,
    WrongItem,
)
from novex_shopify.domain.model.actor import STRANGER, acting_as
from novex_shopify.domain.model.api_token import ApiToken
from novex_shopify.domain.model.secret import Secret
from novex_shopify.entrypoints.web.api_schemas import MalformedBody
from novex_shopify.entrypoints.web.client_messages import describe_to_client

Action = Callable[[Container, Request, bytes], Mapping[str, Any] | Response]
"""What a call does; returns the body of the answer, or an answer that is no JSON."""

MAX_BODY_BYTES = 1024 * 1024

_log = structlog.get_logger()

_READING_METHODS = ("GET", "HEAD")
_UNAUTHORIZED_MESSAGE = "Send the header `Authorization: Bearer` with a token: Settings, API tokens, in the console."
_HTTP_STATUSES: tuple[tuple[type[NovexError], int], ...] = (
    (NotFound, 404),
    (NotTheWriter, 403),
    (InvalidShipment, 422),
    *(
        (kind, 422)
        for kind in (
            InvalidChannel,
            InvalidComment,
            InvalidDesign,
            InvalidNotificationRule,
            InvalidQuantity,
            InvalidReason,
            LotCodeMissing,
            LotCodeUnprintable,
            WrongItem,
            LineNeedsNoLots,
        )
    ),
    (StockRefused, 409),
    (InvoiceRefused, 409),
    (LabelIsOpen, 409),
    (LabelRefused, 409),
    (ManifestRefused, 409),
    (ChannelRefused, 409),
    (TransientError, 503),
)
"""The first that fits. 409: the request is valid, and what is recorded says no to it."""


class Conflict(Exception):
    """The request contradicts what is recorded."""


def build_endpoint(action: Action, status: int, *, only_reads: bool = False) -> Callable[[Request], Any]:
    """`only_reads`: whatever its method, the call changes nothing, so a token that may only read may call it."""

    async def endpoint(request: Request) -> Response:
        container: Container = request.app.state.container
        try:
            client = await run_in_threadpool(_find_client, container, request)
        except TransientError as error:
            return _build_error_response(503, error.code, describe_to_client(error))
        changes = not only_reads and request.method not in _READING_METHODS
        with acting_as(client.to_actor() if client else STRANGER):
            refusal = _find_refusal(client, changes=changes)
            response = refusal or await _respond(container, request, action, status)
        _log_request(request, client, response.status_code, changes=changes)
        return response

    return endpoint


def _find_refusal(client: ApiClient | ApiToken | None, *, changes: bool) -> Response | None:
    if client is None:
        return _build_error_response(401, "unauthorized", _UNAUTHORIZED_MESSAGE, {"WWW-Authenticate": "Bearer"})
    if client.read_only and changes:
        return _build_error_response(403, "forbidden", f"The token of {client.name} may only read.")
    return None


async def _respond(container: Container, request: Request, action: Action, status: int) -> Response:
    body = await _read_body(request)
    if body is None:
        return _build_error_response(413, "malformed", f"The body is larger than {MAX_BODY_BYTES} bytes.")
    try:
        answer = await run_in_threadpool(action, container, request, body)
    except MalformedBody as error:
        return _build_error_response(400, "malformed", str(error))
    except Conflict as error:
        return _build_error_response(409, "conflict", str(error))
    except NovexError as error:
        refusal_status = next((each for kind, each in _HTTP_STATUSES if isinstance(error, kind)), 400)
        numbers = error.numbers if isinstance(error, StockRefused) else {}
        return _build_error_response(refusal_status, error.code, describe_to_client(error), numbers=numbers)
    if isinstance(answer, Response):
        return answer
    return Response(msgspec.json.encode(answer), status, media_type="application/json")


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


def _log_request(request: Request, client: ApiClient | ApiToken | None, status: int, *, changes: bool) -> None:
    """One line for each change, and for what was refused; of those that anybody can cause, at most one per second."""
    source = request.client.host if request.client else "unknown"
    if client is None:
        _log.warning("api.refused", burst="api", method=request.method, source=source)
    elif changes:
        facts = {"client": client.name, "method": request.method, "path": request.url.path, "source": source}
        _log.info("api.request", **facts, status=status)


def _build_error_response(
    status: int,
    code: str,
    message: str,
    headers: Mapping[str, str] | None = None,
    *,
    numbers: Mapping[str, int] | None = None,
) -> Response:
    return JSONResponse({"error": {"type": code, "message": message, **(numbers or {})}}, status, headers)
