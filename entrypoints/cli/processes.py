"""The commands that run: `serve`, `worker`, `migrate` and `sandbox`."""

import signal
import threading
from dataclasses import replace
from typing import Annotated
from urllib.parse import urlsplit

import structlog
import typer

from novex_shopify.config import memory
from novex_shopify.config.container import Container
from novex_shopify.config.logging import configure_logging
from novex_shopify.config.settings import read_settings, refuse_an_open_console
from novex_shopify.config.start import migrate_database, start
from novex_shopify.entrypoints.sandbox.app import SandboxSettings, create_sandbox
from novex_shopify.entrypoints.web.app import create_app
from novex_shopify.entrypoints.web.server import bind
from novex_shopify.entrypoints.web.server import serve as serve_http
from novex_shopify.entrypoints.worker.host import WorkerHost

_log = structlog.get_logger()


def serve(
    host: Annotated[str | None, typer.Option(help="Listen here; by default everywhere, if APP_URL is public.")] = None,
) -> None:
    """Run the web process; without REDIS_URL the worker runs inside it."""
    configure_logging()
    settings = read_settings()
    refuse_an_open_console(settings)
    local = urlsplit(settings.app_url).scheme == "http"
    with bind(host or ("127.0.0.1" if local else "0.0.0.0"), settings.port) as listener:  # noqa: S104 - dynos need it
        container = start()
        _log.info("web.started", address=settings.app_url, worker=settings.worker)
        app = create_app(container, with_worker=settings.worker == "embedded")
        memory.settle()
        serve_http(app, listener)


def worker() -> None:
    """Run a worker process."""
    configure_logging()
    host = WorkerHost(start())
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    host.start()
    memory.settle()
    stopping.wait()
    host.stop()


def migrate() -> None:
    """Bring the database to the schema that this version needs."""
    container = Container(settings=read_settings())
    typer.echo(f"The database is at revision {migrate_database(container)}.")


def sandbox(
    *,
    port: Annotated[int, typer.Option(envvar="SANDBOX_PORT", help="Listen here.")] = 8090,
    client_id: Annotated[str, typer.Option(envvar="SHOPIFY_CLIENT_ID", help="The app's id.")],
    client_secret: Annotated[str, typer.Option(envvar="SHOPIFY_CLIENT_SECRET", help="The app's secret.")],
    points: Annotated[int, typer.Option(help="How many points of GraphQL a store's bucket holds.")] = 20_000,
    restore: Annotated[int, typer.Option(help="How many of them come back each second.")] = 1_000,
    hurry: Annotated[float, typer.Option(help="How many times sooner than by Shopify webhooks are sent again.")] = 1,
) -> None:
    """Run a stand-in for Shopify on this machine, to try the product without a store."""
    configure_logging()
    with bind("127.0.0.1", port) as listener:
        _log.info("sandbox.started", address=f"http://127.0.0.1:{port}")
        app = SandboxSettings(
            client_id=client_id, client_secret=client_secret, bucket_size=points, restore_rate=restore
        )
        sooner = tuple(delay / hurry for delay in app.retry_delays)
        serve_http(create_sandbox(replace(app, retry_delays=sooner)), listener)
