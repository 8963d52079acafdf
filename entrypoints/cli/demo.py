"""`novex-shopify demo`."""

import logging
import os
import signal
import tempfile
import threading
import time
from pathlib import Path
from typing import Annotated

import httpx
import typer
from rich.console import Console

from novex_shopify.config.logging import configure_logging
from novex_shopify.entrypoints.demo.patience import NeverCame
from novex_shopify.entrypoints.demo.report import Report
from novex_shopify.entrypoints.demo.servers import Stage, stage
from novex_shopify.entrypoints.demo.store import Store
from novex_shopify.entrypoints.demo.story import SHOP, Story
from novex_shopify.entrypoints.embedded.connector import Connector

_SETTING_PREFIXES = (
    "SHOPIFY_",
    "DATABASE_URL",
    "REDIS_URL",
    "TOKEN_ENCRYPTION_KEYS",
    "CONSOLE_PASSWORD_HASH",
    "APP_URL",
    "PORT",
)


def demo(
    once: Annotated[
        bool, typer.Option("--once", help="Stop after the scenario; exit code 1 if a check failed.")
    ] = False,
) -> None:
    """Run the whole product once on this machine; needs no account and keeps nothing."""
    configure_logging(level=logging.ERROR)
    report = Report(Console())
    started_at = time.monotonic()
    _clear_settings()
    with tempfile.TemporaryDirectory(prefix="novex-shopify-demo-") as folder, stage(Path(folder)) as environment:
        try:
            _run_scenario(report, environment)
        except (NeverCame, httpx.HTTPError) as error:
            report.check("the scenario continues", False, error)
        report.summary(time.monotonic() - started_at)
        if not report.all_held:
            report.console.print(environment.log.read_text()[-4000:], style="dim", markup=False)
        if not once:
            _wait_for_interrupt(report.console, environment)
    raise typer.Exit(0 if report.all_held else 1)


def _run_scenario(report: Report, scene: Stage) -> None:
    os.environ.update(scene.environment)
    connector = Connector.from_env()
    try:
        with (
            httpx.Client(timeout=10, trust_env=False) as browser,
            httpx.Client(base_url=scene.sandbox, timeout=10, trust_env=False) as sandbox,
        ):
            Story(report, scene.product, browser, Store(sandbox, SHOP), connector, scene.server).tell()
    finally:
        connector.close()


def _clear_settings() -> None:
    # The environment may name a real installation, which the demo must not touch.
    for name in [name for name in os.environ if name.startswith(_SETTING_PREFIXES)]:
        del os.environ[name]


def _wait_for_interrupt(console: Console, environment: Stage) -> None:
    console.print(f"\nThe product is running. Its console: [bold]{environment.product}/console[/bold]")
    console.print(
        f"The store in the sandbox: [bold]{environment.sandbox}/sandbox/stores/{SHOP}[/bold] (place orders there)"
    )
    console.print("Press Ctrl-C to end.")
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    ended.wait()
