"""Control API: the clock of the whole stand-in, which can only be moved forward."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from novex_shopify.entrypoints.sandbox.easypost.clock import format_millisecond_time
from novex_shopify.entrypoints.sandbox.easypost.control.requests import ClockRequest
from novex_shopify.entrypoints.sandbox.easypost.state import get_state
from novex_shopify.entrypoints.sandbox.easypost.upkeep import bring_up_to_date
from novex_shopify.entrypoints.sandbox.requests import parse_request


async def show_clock(request: Request) -> Response:
    return JSONResponse({"now": format_millisecond_time(get_state(request).clock())})


async def move_clock(request: Request) -> Response:
    """Move it forward, and let everything happen that is due by then."""
    state = get_state(request)
    state.clock.move_forward(parse_request(ClockRequest, await request.body()).seconds)
    bring_up_to_date(state)
    return await show_clock(request)


routes = [
    Route("/sandbox/clock", show_clock, methods=["GET"]),
    Route("/sandbox/clock", move_clock, methods=["POST"]),
]
