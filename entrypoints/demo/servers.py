"""The processes of the demonstration."""

import os
import secrets
import socket
import subprocess
import sys
from collections.abc import Generator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import httpx

from novex_shopify.entrypoints.demo.patience import eventually

START_WITHIN_SECONDS = 30
STOP_WITHIN_SECONDS = 15

COMMAND = (sys.executable, "-m", "novex_shopify.entrypoints.cli.app")


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the story plays. `environment` is what the product was started with."""

    product: str
    sandbox: str
    environment: Mapping[str, str]
    log: Path


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
    scene = Stage(environment["APP_URL"], environment["SHOPIFY_BASE_URL"], environment, folder / "demo.log")
    commands = {
        f"{scene.sandbox}/sandbox": (*COMMAND, "sandbox", "--port", str(sandbox)),
        f"{scene.product}/readyz": serve,
    }
    with ExitStack() as running:
        log = running.enter_context(scene.log.open("w"))
        started = {
            address: running.enter_context(_process(command, environment, log.fileno()))
            for address, command in commands.items()
        }
        for address, process in started.items():
            eventually(partial(_answers, process, address), START_WITHIN_SECONDS, f"an answer from {address}")
        yield scene


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def _process(command: Sequence[str], environment: Mapping[str, str], output: int) -> Generator[subprocess.Popen[bytes]]:
    with subprocess.Popen(command, env={**os.environ, **environment}, stdout=output, stderr=output) as process:  # noqa: S603
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(STOP_WITHIN_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()


def _answers(process: subprocess.Popen[bytes], address: str) -> bool:
    if process.poll() is not None:
        raise RuntimeError(f"a process of the demonstration ended by itself with code {process.returncode}")
    try:
        return httpx.get(address, timeout=2, trust_env=False).is_success
    except httpx.TransportError:
        return False
