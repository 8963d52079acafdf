"""The processes of the demonstration."""

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

START_TIMEOUT_SECONDS = 30
STOP_TIMEOUT_SECONDS = 15
RETRY_SPEED = 20
"""So many times sooner than Shopify the sandbox sends a webhook again that nobody took."""

COMMAND = (sys.executable, "-m", "novex_shopify.entrypoints.cli.app")


@dataclass(slots=True)
class ServerProcess:
    """A process that answers at an address. It can be killed, and started again."""

    command: Sequence[str]
    url: str
    environment_variables: Mapping[str, str]
    log: Path
    _process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; it may take a while until it answers."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - the command is ours
                self.command, env={**os.environ, **self.environment_variables}, stdout=log, stderr=log
            )

    def wait_until_ready(self) -> None:
        """Wait until it answers."""
        wait_until(self._is_ready, START_TIMEOUT_SECONDS, f"an answer from {self.url}")

    def kill(self) -> None:
        """Pull the plug: it has no chance to finish anything."""
        if self._process:
            self._process.kill()
            self._process.wait()

    def stop(self) -> None:
        """Have it end in order."""
        if self._process:
            self._process.terminate()
            try:
                self._process.wait(STOP_TIMEOUT_SECONDS)
            except subprocess.TimeoutExpired:
                self.kill()

    def _is_ready(self) -> bool:
        if self._process is None or self._process.poll() is not None:
            raise RuntimeError(f"the process at {self.url} ended by itself")
        try:
            return httpx.get(self.url, timeout=2, trust_env=False).is_success
        except httpx.TransportError:
            return False


@dataclass(frozen=True, slots=True)
class DemoEnvironment:
    """Where the story plays. `environment` is what the product was started with, as `server`."""

    product_url: str
    sandbox_url: str
    environment_variables: Mapping[str, str]
    log: Path
    server: ServerProcess


@contextmanager
def run_demo_environment(
    folder: Path, *, serve_command: Sequence[str] = (*COMMAND, "serve"), settings: Mapping[str, str] | None = None
) -> Generator[DemoEnvironment]:
    """Start the sandbox and the product, wait until both answer, and stop them at the end.

    The secrets are fresh; the database is a SQLite file in `folder`, unless `settings` say otherwise.
    """
    product_port, sandbox_port = find_free_port(), find_free_port()
    environment_variables = {
        "SHOPIFY_CLIENT_ID": "demo-app",
        "SHOPIFY_CLIENT_SECRET": secrets.token_hex(16),
        "SHOPIFY_BASE_URL": f"http://127.0.0.1:{sandbox_port}",
        "APP_URL": f"http://127.0.0.1:{product_port}",
        "PORT": str(product_port),
        "DATABASE_URL": f"sqlite:///{folder / 'novex-shopify.db'}",
        **(settings or {}),
    }
    log = folder / "demo.log"
    sandbox_command = (*COMMAND, "sandbox", "--port", str(sandbox_port), "--retry-speed", str(RETRY_SPEED))
    servers = (
        ServerProcess(
            sandbox_command, f"{environment_variables['SHOPIFY_BASE_URL']}/sandbox", environment_variables, log
        ),
        ServerProcess(serve_command, f"{environment_variables['APP_URL']}/readyz", environment_variables, log),
    )
    with ExitStack() as exit_stack:
        for server in servers:
            exit_stack.callback(server.stop)
            server.start()
        for server in servers:
            server.wait_until_ready()
        yield DemoEnvironment(
            environment_variables["APP_URL"],
            environment_variables["SHOPIFY_BASE_URL"],
            environment_variables,
            log,
            servers[-1],
        )


def find_free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
