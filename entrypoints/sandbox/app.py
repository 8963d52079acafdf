"""Puts the sandbox together."""

import contextlib
from collections.abc import AsyncGenerator

import httpx
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from novex_shopify.entrypoints.sandbox import bulk_files, control, oauth, store_pages
from novex_shopify.entrypoints.sandbox.app_secrets import AppSecrets
from novex_shopify.entrypoints.sandbox.background import Background
from novex_shopify.entrypoints.sandbox.clock import Clock, system_clock
from novex_shopify.entrypoints.sandbox.consent import Codes
from novex_shopify.entrypoints.sandbox.courier import Courier
from novex_shopify.entrypoints.sandbox.errors import OAuthError, SandboxError
from novex_shopify.entrypoints.sandbox.graphql import endpoint
from novex_shopify.entrypoints.sandbox.ids import Ids
from novex_shopify.entrypoints.sandbox.pages import page
from novex_shopify.entrypoints.sandbox.settings import SandboxSettings
from novex_shopify.entrypoints.sandbox.world import World, world_of

__all__ = ["SandboxSettings", "create_sandbox"]


def create_sandbox(
    settings: SandboxSettings,
    *,
    transport: httpx.AsyncBaseTransport | None = None,
    clock: Clock = system_clock,
) -> Starlette:
    """Make a Shopify of its own: all state lives in this app and goes with it.

    `transport` replaces the network on the way to the app's webhook address, `clock` the time; both are for tests.
    Webhooks are sent between the app's startup and shutdown, so it has to be served with its lifespan.
    """

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncGenerator[None]:
        background = Background()
        secrets = AppSecrets(settings.client_secret)
        courier = Courier(settings, secrets, clock, background, transport)
        codes = Codes(settings.code_lifetime)
        app.state.world = World(settings, clock, Ids(clock()), background, courier, codes, secrets)
        for domain in settings.stores:
            app.state.world.shop(domain)
        try:
            yield
        finally:
            await background.close()
            await courier.close()

    return Starlette(
        routes=[*oauth.routes, *endpoint.routes, *control.routes, *bulk_files.routes, *store_pages.routes],
        exception_handlers={SandboxError: _refused, HTTPException: _not_found},
        lifespan=lifespan,
    )


async def _refused(request: Request, error: Exception) -> Response:
    """Answer a refusal in the manner of the address: a page for a browser, Shopify's JSON, or our own."""
    assert isinstance(error, SandboxError)
    path = request.url.path
    if path == "/admin/oauth/authorize" or path.startswith("/sandbox/stores"):
        app_name = world_of(request).settings.app_name
        return page("refused.html", status=error.status, app_name=app_name, message=error.message)
    if isinstance(error, OAuthError):
        return JSONResponse({"error": error.error, "error_description": error.message}, error.status)
    if path.startswith("/admin/"):
        return JSONResponse({"errors": "Not Found" if error.status == 404 else error.message}, error.status)
    return JSONResponse({"error": error.message}, error.status)


async def _not_found(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    key = "errors" if request.url.path.startswith("/admin/") else "error"
    return JSONResponse({key: error.detail}, error.status_code, headers=error.headers)
