"""The web application: every route in one list, except webhooks (`webhooks.py`)."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Mount, Route, Router
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from novex_shopify.config.container import Container
from novex_shopify.config.settings import (
    CALLBACK_PATH,
    CARRIER_WEBHOOK_ALIAS,
    CARRIER_WEBHOOK_PATH,
    INSTALL_PATH,
    WEBHOOK_PATH,
)
from novex_shopify.entrypoints.web import api, carrier_webhooks, connect, health, metrics, pages
from novex_shopify.entrypoints.web.console import routes as console
from novex_shopify.entrypoints.web.health_report import HealthMonitor
from novex_shopify.entrypoints.web.intake import Intake
from novex_shopify.entrypoints.web.security_headers import SecurityHeadersMiddleware
from novex_shopify.entrypoints.web.webhook_bodies import BodyMemory
from novex_shopify.entrypoints.web.webhooks import WebhookMiddleware
from novex_shopify.entrypoints.worker.host import WorkerHost

ROUTES = [
    Route(INSTALL_PATH, connect.install),
    Route(CALLBACK_PATH, connect.callback),
    Route(CARRIER_WEBHOOK_PATH, carrier_webhooks.receive_event, methods=["POST"]),
    Route(CARRIER_WEBHOOK_ALIAS, carrier_webhooks.receive_event, methods=["POST"]),
    Route("/healthz", health.get_liveness),
    Route("/readyz", health.get_readiness),
    Route("/metrics", metrics.get_metrics),
    Mount("/api/v1", app=Router(api.routes, redirect_slashes=False)),
    Route("/", pages.redirect_to_console),
    *console.routes,
    Mount("/static", StaticFiles(directory=pages.WEB_ROOT / "static")),
]


def create_app(container: Container, *, with_worker: bool) -> ASGIApp:
    """`with_worker` also runs a worker in this process, from start to shutdown."""
    ingest = container.ingest()
    intake = Intake(ingest, writers=container.settings().intake_writers)
    ingest_carrier_events = container.ingest_carrier_events()
    carrier_intake = Intake(ingest_carrier_events)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncGenerator[None]:
        host = WorkerHost(container) if with_worker else None
        if host:
            host.start()
        yield
        await intake.stop()
        await carrier_intake.stop()
        await ingest.close()
        await ingest_carrier_events.close()
        if host:
            await run_in_threadpool(host.stop)

    app = Starlette(routes=ROUTES, lifespan=lifespan, exception_handlers={ClientDisconnect: _give_up})
    # Such a redirect would lead to the host that the client's header names.
    app.router.redirect_slashes = False
    app.state.container, app.state.health = container, HealthMonitor(container)
    app.state.carrier_intake, app.state.carrier_bodies = carrier_intake, BodyMemory()
    webhooks = WebhookMiddleware(
        app, WEBHOOK_PATH, intake, container.settings().shopify_api_version, app.state.health.record_outcome
    )
    return SecurityHeadersMiddleware(webhooks, uses_https=container.settings().uses_https)


def _give_up(_request: Request, _error: Exception) -> Response:
    """A client that went away while it sent a form or a shipment. That is no error of the product."""
    return Response(status_code=400)
