"""`novex-shopify sandbox`."""

from dataclasses import replace
from typing import Annotated

import structlog
import typer

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
        float, typer.Option(help="How many times faster than Shopify failed webhooks are retried.")
    ] = 1,
) -> None:
    """Run a stand-in for Shopify on this machine."""
    require_extra(SANDBOX)
    from novex_shopify.entrypoints.sandbox.app import create_sandbox  # noqa: PLC0415 - needs the extra

    configure_logging()
    settings = SandboxSettings(
        client_id=client_id, client_secret=client_secret, bucket_size=bucket_size, restore_rate=restore_rate
    )
    settings = replace(settings, retry_delays=tuple(delay / retry_speed for delay in settings.retry_delays))
    with bind("127.0.0.1", port) as listener:
        _log.info("sandbox.started", url=f"http://127.0.0.1:{port}")
        serve_http(build_server_config(create_sandbox(settings)), listener)
