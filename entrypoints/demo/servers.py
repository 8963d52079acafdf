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

from novex_shopify.entrypoints.demo.patience import eventually

START_WITHIN_SECONDS = 30
STOP_WITHIN_SECONDS = 15
HURRY = 20
"""So many times sooner than Shopify the sandbox sends a webhook again that nobody took."""

COMMAND = (sys.executable, "-m", "novex_shopify.entrypoints.cli.app")


@dataclass(slots=True)
class Server:
    """A process that answers at an address. It can be killed, and started again."""

    command: Sequence[str]
    address: str
    environment: Mapping[str, str]
    log: Path
    _process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; it may take a while until it answers."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - the command is ours
                self.command, env={**os.environ, **self.environment}, stdout=log, stderr=log
            )

    def wait(self) -> None:
        """Wait until it answers."""
        eventually(self._answers, START_WITHIN_SECONDS, f"an answer from {self.address}")

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
                self._process.wait(STOP_WITHIN_SECONDS)
            except subprocess.TimeoutExpired:
                self.kill()

    def _answers(self) -> bool:
        if self._process is None or self._process.poll() is not None:
            raise RuntimeError(f"the process at {self.address} ended by itself")
        try:
            return httpx.get(self.address, timeout=2, trust_env=False).is_success
        except httpx.TransportError:
            return False


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the story plays. `environment` is what the product was started with, as `server`."""

    product: str
    sandbox: str
    environment: Mapping[str, str]
    log: Path
    server: Server


@contextmanager
def stage(
    folder: Path, *, serve: Sequence[str] = (*COMMAND, "serve"), settings: Mapping[str, str] | None = None
) -> Generator[Stage]:
    """Start the sandbox and the product, wait until both answer, and stop them at the end.

    The secrets are fresh; the database is a SQLite file in `folder`, unless `settings` say otherwise.
    """
    product, sandbox = free_port(), free_port()
    environment = {
        "SHOPIFY_CLIENT_ID": "demo-app",
        "SHOPIFY_CLIENT_SECRET": secrets.token_hex(16),
        "SHOPIFY_BASE_URL": f"http://127.0.0.1:{sandbox}",
        "APP_URL": f"http://127.0.0.1:{product}",
        "PORT": str(product),
        "DATABASE_URL": f"sqlite:///{folder / 'novex-shopify.db'}",
        **(settings or {}),
    }
    log = folder / "demo.log"
    shopify = (*COMMAND, "sandbox", "--port", str(sandbox), "--retry-speed", str(HURRY))
    servers = (
        Server(shopify, f"{environment['SHOPIFY_BASE_URL']}/sandbox", environment, log),
        Server(serve, f"{environment['APP_URL']}/readyz", environment, log),
    )
    with ExitStack() as running:
        for server in servers:
            running.callback(server.stop)
            server.start()
        for server in servers:
            server.wait()
        yield Stage(environment["APP_URL"], environment["SHOPIFY_BASE_URL"], environment, log, servers[-1])


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
