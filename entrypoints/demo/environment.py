"""Runs the sandbox and the product as the demo's processes."""

import os
import secrets
import socket
import subprocess
import sys
from collections.abc import Generator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from novex_shopify.entrypoints.demo.polling import wait_until

START_TIMEOUT_SECONDS = 120  # a process that ends is seen at once, and a busy machine starts slowly
STOP_TIMEOUT_SECONDS = 15
RETRY_SPEED = 20  # Shopify's first retry comes after a minute: too long for a demo

COMMAND = (sys.executable, "-m", "novex_shopify.entrypoints.cli.app")


@dataclass(slots=True)
class ServerProcess:
    """A process that answers at `url`. It can be killed and started again."""

    command: Sequence[str]
    url: str
    environment_variables: Mapping[str, str]
    log: Path
    _process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - the command is ours
                self.command, env={**os.environ, **self.environment_variables}, stdout=log, stderr=log
            )

    def wait_until_ready(self) -> None:
        wait_until(self._is_ready, START_TIMEOUT_SECONDS, f"an answer from {self.url}")

    def kill(self) -> None:
        """End the process at once, which leaves it no time to finish anything."""
        if self._process:
            self._process.kill()
            self._process.wait()

    def stop(self) -> None:
        if self._process:
            self._process.terminate()
            try:
                self._process.wait(STOP_TIMEOUT_SECONDS)
            except subprocess.TimeoutExpired:
                self.kill()

    def _is_ready(self) -> bool:
        if self._process is None or self._process.poll() is not None:
            raise RuntimeError(f"The process at {self.url} exited")
        try:
            return httpx.get(self.url, timeout=2, trust_env=False).is_success
        except httpx.TransportError:
            return False


@dataclass(frozen=True, slots=True)
class DemoEnvironment:
    """The running processes; `environment_variables` are the product's settings."""

    product_url: str
    sandbox_url: str
    easypost_url: str
    easypost_key: str
    environment_variables: Mapping[str, str]
    log: Path
    server: ServerProcess


@contextmanager
def run_demo_environment(folder: Path, shop: str) -> Generator[DemoEnvironment]:
    """Run the sandbox and the product, with new secrets and a SQLite file in `folder`; `shop` is expected."""
    sandbox_port, easypost_port, product_port = (_find_free_port() for _ in range(3))
    sandbox_url, easypost_url, product_url = (
        f"http://127.0.0.1:{port}" for port in (sandbox_port, easypost_port, product_port)
    )
    easypost_key = secrets.token_hex(16)
    variables = {
        "SHOPIFY_CLIENT_ID": "demo-app",
        "SHOPIFY_CLIENT_SECRET": secrets.token_hex(16),
        "SHOPIFY_BASE_URL": sandbox_url,
        "SHOPIFY_SHOPS": shop,
        "EASYPOST_BASE_URL": easypost_url,
        "APP_URL": product_url,
        "PORT": str(product_port),
        "LOT_STRATEGY": "fefo",
        "DATABASE_URL": f"sqlite:///{folder / 'novex-shopify.db'}",
    }
    log = folder / "demo.log"
    ports = ("--port", str(sandbox_port), "--easypost-port", str(easypost_port))
    keys = ("--easypost-test-key", easypost_key)
    sandbox_command = (*COMMAND, "sandbox", *ports, *keys, "--retry-speed", str(RETRY_SPEED))
    sandbox = ServerProcess(sandbox_command, f"{sandbox_url}/sandbox", variables, log)
    product = ServerProcess((*COMMAND, "serve"), f"{product_url}/readyz", variables, log)
    with ExitStack() as stack:
        for server in (sandbox, product):
            stack.callback(server.stop)
            server.start()
        for server in (sandbox, product):
            server.wait_until_ready()
        yield DemoEnvironment(product_url, sandbox_url, easypost_url, easypost_key, variables, log, product)


def _find_free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
