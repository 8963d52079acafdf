"""`novex-shopify demo`."""

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

from novex_shopify.config.extras import SANDBOX, require_extra
from novex_shopify.config.logging import configure_logging
from novex_shopify.entrypoints.demo.environment import DemoEnvironment, run_demo_environment
from novex_shopify.entrypoints.demo.parcels import Parcels
from novex_shopify.entrypoints.demo.polling import WaitTimeout
from novex_shopify.entrypoints.demo.report import Report
from novex_shopify.entrypoints.demo.scenario import SHOP, Scenario
from novex_shopify.entrypoints.embedded.connector import Connector
from novex_shopify.entrypoints.sandbox.client import ShopClient

_SETTING_PREFIXES = (
    "SHOPIFY_",
    "EASYPOST_",
    "DATABASE_URL",
    "REDIS_URL",
    "TOKEN_ENCRYPTION_KEYS",
    "CONSOLE_PASSWORD",
    "OIDC_",
    "APP_URL",
    "PORT",
)


def demo(
    once: Annotated[
        bool, typer.Option("--once", help="Stop after the scenario; exit code 1 if a check failed.")
    ] = False,
) -> None:
    """Run the whole product once on this machine; needs no account and keeps nothing."""
    require_extra(SANDBOX)
    configure_logging(level="error")
    report = Report(Console())
    started_at = time.monotonic()
    _clear_settings()
    with (
        tempfile.TemporaryDirectory(prefix="novex-shopify-demo-") as folder,
        run_demo_environment(Path(folder), SHOP) as environment,
    ):
        try:
            _run_scenario(report, environment)
        except (WaitTimeout, httpx.HTTPError) as error:
            report.record_check("the scenario continues", False, error)
        report.print_summary(time.monotonic() - started_at)
        if not report.all_passed:
            report.console.print(environment.log.read_text()[-4000:], style="dim", markup=False)
        if not once:
            _wait_for_interrupt(report.console, environment)
    raise typer.Exit(0 if report.all_passed else 1)


def _run_scenario(report: Report, scene: DemoEnvironment) -> None:
    os.environ.update(scene.environment_variables)
    connector = Connector.from_env()
    try:
        with (
            httpx.Client(timeout=10, trust_env=False) as browser,
            httpx.Client(base_url=scene.sandbox_url, timeout=10, trust_env=False) as sandbox,
            httpx.Client(base_url=scene.easypost_url, timeout=10, trust_env=False) as easypost,
        ):
            parcels = Parcels(report, connector, easypost, scene.easypost_key)
            shop = ShopClient(sandbox, SHOP)
            Scenario(report, scene.product_url, browser, shop, connector, scene.server, parcels).run()
    finally:
        connector.close()


def _clear_settings() -> None:
    # The environment may name a real installation, which the demo must not touch.
    for name in [name for name in os.environ if name.startswith(_SETTING_PREFIXES)]:
        del os.environ[name]


def _wait_for_interrupt(console: Console, environment: DemoEnvironment) -> None:
    console.print(f"\nThe product is running. Its console: [bold]{environment.product_url}/console[/bold]")
    console.print(
        f"The store in the sandbox: [bold]{environment.sandbox_url}/sandbox/stores/{SHOP}[/bold] (place orders there)"
    )
    console.print("Press Ctrl-C to end.")
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    ended.wait()
