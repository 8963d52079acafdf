"""How requests to the control API reach their handlers."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from novex_shopify.entrypoints.sandbox.model.shop import Shop
from novex_shopify.entrypoints.sandbox.state import SandboxState, get_state

JsonObject = Mapping[str, Any]
ControlHandler = Callable[[SandboxState, Shop, Request, bytes], Awaitable[JsonObject]]
"""Gets the store of the request and its body, and returns what is answered."""


def build_route(method: str, path: str, handler: ControlHandler, status: int = 200) -> Route:
    return Route("/sandbox/shops/{shop}" + path, _build_endpoint(handler, status), methods=[method])


def get_resource_id(request: Request) -> int:
    number: int = request.path_params["id"]
    return number


def _build_endpoint(handler: ControlHandler, status: int) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        state = get_state(request)
        shop = state.get_or_create_shop(request.path_params["shop"])
        return JSONResponse(await handler(state, shop, request, await request.body()), status_code=status)

    return endpoint
