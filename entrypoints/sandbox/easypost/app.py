"""Creates the web application of the EasyPost stand-in."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator

import httpx
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from novex_shopify.entrypoints.sandbox.clock import Clock, system_clock
from novex_shopify.entrypoints.sandbox.easypost import upkeep
from novex_shopify.entrypoints.sandbox.easypost.clock import MovableClock
from novex_shopify.entrypoints.sandbox.easypost.control import clock as clock_control
from novex_shopify.entrypoints.sandbox.easypost.control import handlers as control
from novex_shopify.entrypoints.sandbox.easypost.errors import EasyPostError, build_not_found
from novex_shopify.entrypoints.sandbox.easypost.handlers import routes as api
from novex_shopify.entrypoints.sandbox.easypost.settings import EasyPostSettings
from novex_shopify.entrypoints.sandbox.easypost.state import EasyPostState, get_state
from novex_shopify.entrypoints.sandbox.easypost.webhook_sender import WebhookSender
from novex_shopify.entrypoints.sandbox.errors import SandboxError
from novex_shopify.entrypoints.sandbox.task_runner import TaskRunner

__all__ = ["EasyPostSettings", "create_easypost_sandbox"]

MEDIA_TYPES = {"png": "image/png", "pdf": "application/pdf", "zpl": "application/zpl", "epl2": "application/epl2"}


def create_easypost_sandbox(
    settings: EasyPostSettings,
    *,
    transport: httpx.AsyncBaseTransport | None = None,
    clock: Clock = system_clock,
) -> Starlette:
    """Create a stand-in whose state lives in memory and ends with the application.

    Tests replace the network (`transport`) and the time (`clock`), which can be moved forward over HTTP as well.
    """

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncGenerator[None]:
        task_runner, movable_clock = TaskRunner(), MovableClock(clock)
        sender = WebhookSender(settings, movable_clock, task_runner, transport)
        app.state.easypost = EasyPostState(settings, movable_clock, task_runner, sender)
        keeping_up = asyncio.create_task(upkeep.keep_up_to_date(app.state.easypost))
        try:
            yield
        finally:
            keeping_up.cancel()
            await asyncio.gather(keeping_up, return_exceptions=True)
            await task_runner.close()
            await sender.close()

    return Starlette(
        routes=[
            *api.routes,
            *clock_control.routes,
            *control.routes,
            Route("/sandbox", show_sandbox, methods=["GET"]),
            Route("/files/{folder}/{day}/{name}", show_file, methods=["GET"]),
        ],
        exception_handlers={
            EasyPostError: _handle_easypost_error,
            SandboxError: _handle_sandbox_error,
            HTTPException: _handle_http_error,
        },
        lifespan=lifespan,
    )


async def show_sandbox(request: Request) -> Response:
    """Whether the stand-in runs, and what its control API can be asked for."""
    return JSONResponse({"modes": list(get_state(request).accounts), "operations": list(api.OPERATIONS)})


def show_file(request: Request) -> Response:
    """A label or form; the address is all that is needed to read it. Drawn in a thread, since that takes a while."""
    path = request.url.path
    for account in get_state(request).accounts.values():
        if path in account.files:
            return Response(account.files[path](), media_type=MEDIA_TYPES[path.rpartition(".")[2]])
    return Response("AccessDenied", 403)


async def _handle_easypost_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, EasyPostError)
    return JSONResponse(error.body, error.status)


async def _handle_sandbox_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, SandboxError)
    return JSONResponse({"error": error.message}, error.status)


async def _handle_http_error(request: Request, error: Exception) -> Response:
    """An address that EasyPost does not have."""
    assert isinstance(error, HTTPException)
    if error.status_code == 404:
        return JSONResponse(build_not_found(request.url.path).body, 404)
    return JSONResponse({"error": {"code": "METHOD_NOT_ALLOWED", "message": error.detail, "errors": []}}, 405)
