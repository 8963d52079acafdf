"""Creates the sandbox's web application."""

import contextlib
from collections.abc import AsyncGenerator

import httpx
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from novex_shopify.entrypoints.sandbox import oauth, shop_pages
from novex_shopify.entrypoints.sandbox.clock import Clock, system_clock
from novex_shopify.entrypoints.sandbox.control import routes
from novex_shopify.entrypoints.sandbox.errors import OAuthError, SandboxError
from novex_shopify.entrypoints.sandbox.graphql import bulk_files, endpoint
from novex_shopify.entrypoints.sandbox.ids import IdSequence
from novex_shopify.entrypoints.sandbox.model.authorization_codes import AuthorizationCodes
from novex_shopify.entrypoints.sandbox.model.client_secrets import ClientSecrets
from novex_shopify.entrypoints.sandbox.rendering import render_page
from novex_shopify.entrypoints.sandbox.settings import SandboxSettings
from novex_shopify.entrypoints.sandbox.state import SandboxState, get_state
from novex_shopify.entrypoints.sandbox.task_runner import TaskRunner
from novex_shopify.entrypoints.sandbox.webhook_sender import WebhookSender

__all__ = ["SandboxSettings", "create_sandbox"]


def create_sandbox(
    settings: SandboxSettings,
    *,
    transport: httpx.AsyncBaseTransport | None = None,
    clock: Clock = system_clock,
) -> Starlette:
    """Create a sandbox whose state lives in memory and ends with the application.

    Tests replace the network (`transport`) and the time (`clock`). Webhooks are sent only while the lifespan runs.
    """

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncGenerator[None]:
        task_runner = TaskRunner()
        client_secrets = ClientSecrets(settings.client_secret)
        webhook_sender = WebhookSender(settings, client_secrets, clock, task_runner, transport)
        authorization_codes = AuthorizationCodes(settings.authorization_code_lifetime)
        app.state.sandbox = SandboxState(
            settings, clock, IdSequence(clock()), task_runner, webhook_sender, authorization_codes, client_secrets
        )
        for domain in settings.shops:
            app.state.sandbox.get_or_create_shop(domain)
        try:
            yield
        finally:
            await task_runner.close()
            await webhook_sender.close()

    return Starlette(
        routes=[*oauth.routes, *endpoint.routes, *routes.routes, *bulk_files.routes, *shop_pages.routes],
        exception_handlers={SandboxError: _handle_sandbox_error, HTTPException: _handle_http_error},
        lifespan=lifespan,
    )


async def _handle_sandbox_error(request: Request, error: Exception) -> Response:
    """Answer with a page for a browser, with Shopify's JSON for its API, or with the control API's JSON."""
    assert isinstance(error, SandboxError)
    path = request.url.path
    if path == "/admin/oauth/authorize" or path.startswith("/sandbox/stores"):
        app_name = get_state(request).settings.app_name
        return render_page("error.html", status=error.status, app_name=app_name, message=error.message)
    if isinstance(error, OAuthError):
        return JSONResponse({"error": error.error, "error_description": error.message}, error.status)
    if path.startswith("/admin/"):
        return JSONResponse({"errors": "Not Found" if error.status == 404 else error.message}, error.status)
    return JSONResponse({"error": error.message}, error.status)


async def _handle_http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    key = "errors" if request.url.path.startswith("/admin/") else "error"
    return JSONResponse({key: error.detail}, error.status_code, headers=error.headers)
