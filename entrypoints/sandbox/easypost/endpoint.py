"""How requests to the API reach their handlers: authenticated, counted, and made to fail as planned."""

import asyncio
import json
import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from novex_shopify.entrypoints.sandbox.easypost.authentication import read_key
from novex_shopify.entrypoints.sandbox.easypost.errors import EasyPostError
from novex_shopify.entrypoints.sandbox.easypost.model.account import Account
from novex_shopify.entrypoints.sandbox.easypost.model.faults import ApiFault, FaultKind
from novex_shopify.entrypoints.sandbox.easypost.state import EasyPostState, get_state
from novex_shopify.entrypoints.sandbox.easypost.upkeep import bring_up_to_date

PLURALS = {"Shipment": "shipments", "Address": "addresses", "Parcel": "parcels", "Tracker": "trackers"}
"""The collections whose new objects are named in the Location header."""

HTML_ERROR = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"


@dataclass(frozen=True, slots=True)
class Call:
    """A request by the owner of an account; `fields` is its JSON."""

    state: EasyPostState
    account: Account
    request: Request
    fields: dict[str, Any]

    @property
    def url(self) -> str:
        """The stand-in's own address, as the caller knows it."""
        return str(self.request.base_url).rstrip("/")

    @property
    def resource_id(self) -> str:
        return str(self.request.path_params["id"])


@dataclass(frozen=True, slots=True)
class Answer:
    """A result with a status that depends on the call."""

    body: Any
    status: int


Handler = Callable[[Call], Awaitable[Any]]
"""Returns what is answered as JSON, or an `Answer`."""


def build_route(method: str, path: str, handler: Handler, status: int = 200) -> Route:
    """The name of the handler is the name of the operation that faults befall."""

    async def endpoint(request: Request) -> Response:
        started_at = time.perf_counter()
        try:
            response = await _answer(request, handler, status)
        except EasyPostError as error:
            response = JSONResponse(error.body, error.status)
        if isinstance(response, _CutResponse):
            return response
        response.headers["x-ep-request-uuid"] = secrets.token_hex(16)
        response.headers["x-runtime"] = f"{time.perf_counter() - started_at:.6f}"
        response.headers["x-version-label"] = "easypost-sandbox"
        response.headers["cache-control"] = "private, no-cache, no-store"
        return response

    return Route("/v2" + path, endpoint, methods=[method], name=handler.__name__)


async def _answer(request: Request, handler: Handler, status: int) -> Response:
    state = get_state(request)
    bring_up_to_date(state)
    account = state.get_account_of_key(read_key(request))
    operation = handler.__name__
    account.call_counts[operation] += 1
    if operation.startswith("list_"):
        _limit_list_calls(state, account)
    if fault := account.faults.take_for_operation(operation, after_completion=False):
        return await _apply_fault(fault, b"")
    call = Call(state, account, request, _parse(await request.body()))
    try:
        response = _build_response(await handler(call), status)
    except EasyPostError as error:
        response = JSONResponse(error.body, error.status)
    if fault := account.faults.take_for_operation(operation, after_completion=True):
        return await _apply_fault(fault, bytes(response.body))
    return response


def _build_response(result: Any, status: int) -> JSONResponse:
    """A created object's address is in the Location header, with the path that EasyPost has behind its proxy."""
    body, status = (result.body, result.status) if isinstance(result, Answer) else (result, status)
    response = JSONResponse(body, status)
    if status == 201 and isinstance(body, dict) and "object" in body:
        collection = PLURALS.get(body["object"])
        response.headers.update({"location": f"/api/v2/{collection}/{body['id']}"} if collection else {})
    return response


def _parse(body: bytes) -> dict[str, Any]:
    try:
        fields = json.loads(body or b"{}")
    except ValueError as error:
        raise EasyPostError(400, "BAD_REQUEST", "The request body is not valid JSON.") from error
    if not isinstance(fields, dict):
        raise EasyPostError(400, "BAD_REQUEST", "The request body must be a JSON object.")
    return fields


def _limit_list_calls(state: EasyPostState, account: Account) -> None:
    """Lists have a fixed limit per second."""
    now, recent = state.clock(), account.recent_list_calls
    while recent and now - recent[0] >= timedelta(seconds=1):
        recent.popleft()
    if len(recent) >= state.settings.list_requests_per_second:
        raise _build_rate_limited()
    recent.append(now)


def _build_rate_limited() -> EasyPostError:
    message = "Your account has been temporarily rate-limited due to excessive resource consumption."
    return EasyPostError(429, "RATE_LIMITED", message)


async def _apply_fault(fault: ApiFault, body: bytes) -> Response:
    """Answer as the fault says; `body` is what would have been answered, empty if nothing was done."""
    match fault.kind:
        case FaultKind.HTML:
            return HTMLResponse(HTML_ERROR, 502)
        case FaultKind.RATE_LIMITED:
            raise _build_rate_limited()
        case FaultKind.TIMEOUT:
            await asyncio.sleep(fault.seconds)
            return _CutResponse(b"")
        case FaultKind.CUT_ANSWER:
            return _CutResponse(body)
    raise EasyPostError(fault.status, fault.code, fault.message)


class _CutResponse(Response):
    """Sends half of a body and ends the connection."""

    def __init__(self, whole: bytes) -> None:
        super().__init__()
        self._whole = whole or b"{}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(self._whole)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        half = self._whole[: len(self._whole) // 2]
        await send({"type": "http.response.body", "body": half, "more_body": True})
        raise ConnectionResetError("disconnected, as planned")
