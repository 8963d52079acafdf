"""How requests to the control API reach their handlers."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from novex_shopify.entrypoints.sandbox.easypost.model.account import Account
from novex_shopify.entrypoints.sandbox.easypost.state import EasyPostState, get_state
from novex_shopify.entrypoints.sandbox.easypost.upkeep import bring_up_to_date
from novex_shopify.entrypoints.sandbox.errors import NotFound


@dataclass(frozen=True, slots=True)
class ControlCall:
    """A request about the account of one mode, with its body."""

    state: EasyPostState
    account: Account
    request: Request
    body: bytes


ControlHandler = Callable[[ControlCall], Awaitable[Mapping[str, Any]]]


def build_control_route(method: str, path: str, handler: ControlHandler, status: int = 200) -> Route:
    async def endpoint(request: Request) -> Response:
        state, mode = get_state(request), request.path_params["mode"]
        if mode not in state.accounts:
            raise NotFound(f"'{mode}' is not a mode: it is test or production")
        bring_up_to_date(state)
        call = ControlCall(state, state.accounts[mode], request, await request.body())
        return JSONResponse(await handler(call), status_code=status)

    return Route("/sandbox/{mode}" + path, endpoint, methods=[method])
