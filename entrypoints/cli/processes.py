"""`serve`, `worker` and `migrate`."""

import signal
import threading
from typing import Annotated
from urllib.parse import urlsplit

import structlog
import typer

from novex_shopify.config import gc_tuning
from novex_shopify.config.container import Container
from novex_shopify.config.logging import configure_logging
from novex_shopify.config.monitoring import count_work
from novex_shopify.config.settings import read_settings, require_console_password, require_public_url
from novex_shopify.config.startup import build_container, migrate_database, warn_about_address, warn_about_redis
from novex_shopify.entrypoints.web.app import create_app
from novex_shopify.entrypoints.web.server import bind, build_server_config
from novex_shopify.entrypoints.web.server import serve as serve_http
from novex_shopify.entrypoints.worker.host import WorkerHost
from novex_shopify.entrypoints.worker.metrics import serve_metrics

_log = structlog.get_logger()


def serve(
    host: Annotated[
        str | None, typer.Option(help="Listen on this address; by default on all, if APP_URL is public.")
    ] = None,
) -> None:
    """Run the web process; without REDIS_URL, the worker runs inside it."""
    settings = read_settings()
    configure_logging(level=settings.log_level)
    require_public_url(settings)
    is_local = urlsplit(settings.app_url).scheme == "http"
    host = host or ("127.0.0.1" if is_local else "0.0.0.0")  # noqa: S104 - dynos need it
    with bind(host, settings.port) as listener:
        container = build_container()
        require_console_password(settings, host, has_users=container.has_users()())
        count_work(container)
        warn_about_redis(container)
        warn_about_address(container)
        _log.info("web.started", url=settings.app_url, worker=settings.worker_mode)
        app = create_app(container, with_worker=settings.worker_mode == "embedded")
        gc_tuning.tune_gc()
        config = build_server_config(
            app,
            keep_alive_seconds=settings.keep_alive_seconds,
            trusted_proxies=settings.trusted_proxies,
            uses_https=settings.uses_https,
        )
        serve_http(config, listener)


def worker() -> None:
    """Run a worker process."""
    settings = read_settings()
    configure_logging(level=settings.log_level)
    require_public_url(settings)
    container = build_container()
    count_work(container)
    serve_metrics(settings)
    warn_about_redis(container)
    warn_about_address(container)
    host = WorkerHost(container)
    stopping = threading.Event()
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signal_number, lambda *_: stopping.set())
    host.start()
    gc_tuning.tune_gc()
    stopping.wait()
    host.stop()


def migrate(
    to: Annotated[
        str | None, typer.Option(help="Go to this revision instead, also back; `base` removes all tables.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before all tables are removed.")] = False,
) -> None:
    """Update the database to the schema of this version."""
    container = Container(settings=read_settings())
    if to == "base" and not yes:
        typer.confirm("This removes every table of the product, with all data. Continue?", abort=True)
    typer.echo(f"The database is at revision {migrate_database(container, to)}.")
