"""`novex-shopify sandbox`."""

import threading
from collections.abc import Generator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from typing import Annotated

import structlog
import typer
import uvicorn

from novex_shopify.config.extras import SANDBOX, require_extra
from novex_shopify.config.logging import configure_logging
from novex_shopify.entrypoints.sandbox.settings import SandboxSettings
from novex_shopify.entrypoints.web.server import bind, build_server_config
from novex_shopify.entrypoints.web.server import serve as serve_http

_log = structlog.get_logger()


def sandbox(
    *,
    port: Annotated[int, typer.Option(envvar="SANDBOX_PORT", help="Listen on this port.")] = 8090,
    client_id: Annotated[str, typer.Option(envvar="SHOPIFY_CLIENT_ID", help="The app's client id.")],
    client_secret: Annotated[str, typer.Option(envvar="SHOPIFY_CLIENT_SECRET", help="The app's client secret.")],
    bucket_size: Annotated[int, typer.Option(help="GraphQL cost points in a store's bucket.")] = 20_000,
    restore_rate: Annotated[int, typer.Option(help="GraphQL cost points restored per second.")] = 1_000,
    retry_speed: Annotated[
        float, typer.Option(help="How many times faster than in reality failed webhooks are retried.")
    ] = 1,
    easypost_port: Annotated[
        int | None, typer.Option(envvar="EASYPOST_SANDBOX_PORT", help="Run a stand-in for EasyPost too, on this port.")
    ] = None,
    easypost_test_key: Annotated[
        str, typer.Option(envvar="EASYPOST_API_KEY", help="The key of EasyPost's test mode.")
    ] = "easypost-test-key",
    easypost_production_key: Annotated[
        str, typer.Option(help="The key of EasyPost's production mode.")
    ] = "easypost-production-key",
) -> None:
    """Run a stand-in for Shopify on this machine, and one for EasyPost if it gets a port."""
    require_extra(SANDBOX)
    from novex_shopify.entrypoints.sandbox.app import create_sandbox  # noqa: PLC0415 - needs the extra

    configure_logging()
    settings = SandboxSettings(
        client_id=client_id, client_secret=client_secret, bucket_size=bucket_size, restore_rate=restore_rate
    )
    settings = replace(settings, retry_delays=tuple(delay / retry_speed for delay in settings.retry_delays))
    easypost = (
        run_easypost(easypost_port, easypost_test_key, easypost_production_key, retry_speed)
        if easypost_port
        else nullcontext()
    )
    with bind("127.0.0.1", port) as listener, easypost:
        _log.info("sandbox.started", url=f"http://127.0.0.1:{port}")
        serve_http(build_server_config(create_sandbox(settings)), listener)


@contextmanager
def run_easypost(port: int, test_key: str, production_key: str, retry_speed: float) -> Generator[None]:
    """Serve the EasyPost stand-in in a thread, as long as the one for Shopify runs."""
    from novex_shopify.entrypoints.sandbox.easypost.app import (  # noqa: PLC0415 - needs the extra
        EasyPostSettings,
        create_easypost_sandbox,
    )

    settings = EasyPostSettings(test_key=test_key, production_key=production_key)
    settings = replace(settings, retry_delays=tuple(delay / retry_speed for delay in settings.retry_delays))
    with bind("127.0.0.1", port) as listener:
        server = uvicorn.Server(build_server_config(create_easypost_sandbox(settings)))
        thread = threading.Thread(target=server.run, args=([listener],), name="easypost")
        thread.start()
        _log.info("sandbox.easypost_started", url=f"http://127.0.0.1:{port}")
        try:
            yield
        finally:
            server.should_exit = True
            thread.join()
