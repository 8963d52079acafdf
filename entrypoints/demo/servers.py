"""The two processes of the demonstration."""

import os
import secrets
import socket
import subprocess
import sys
from collections.abc import Generator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import httpx

from novex_shopify.entrypoints.demo.patience import eventually

START_WITHIN_SECONDS = 30
STOP_WITHIN_SECONDS = 15


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the story plays. `environment` is what the product was started with."""

    product: str
    sandbox: str
    environment: Mapping[str, str]
    log: Path


@contextmanager
def stage(folder: Path) -> Generator[Stage]:
    """Start the sandbox and the product, with fresh secrets and a SQLite file in `folder`; stop them at the end."""
    product, sandbox = free_port(), free_port()
    environment = {
        "SHOPIFY_CLIENT_ID": "demo-app",
        "SHOPIFY_CLIENT_SECRET": secrets.token_hex(16),
        "SHOPIFY_BASE_URL": f"http://127.0.0.1:{sandbox}",
        "APP_URL": f"http://127.0.0.1:{product}",
        "PORT": str(product),
        "DATABASE_URL": f"sqlite:///{folder / 'novex-shopify.db'}",
    }
    log = folder / "demo.log"
    with ExitStack() as running:
        output = running.enter_context(log.open("w"))
        addresses = {
            f"{environment['SHOPIFY_BASE_URL']}/sandbox": ("sandbox", "--port", str(sandbox)),
            f"{environment['APP_URL']}/readyz": ("serve",),
        }
        processes = {
            address: running.enter_context(_process(arguments, environment, output.fileno()))
            for address, arguments in addresses.items()
        }
        for address, process in processes.items():
            eventually(partial(_answers, process, address), START_WITHIN_SECONDS, f"an answer from {address}")
        yield Stage(environment["APP_URL"], environment["SHOPIFY_BASE_URL"], environment, log)


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def _process(
    arguments: tuple[str, ...], environment: Mapping[str, str], output: int
) -> Generator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "novex_shopify.entrypoints.cli.app", *arguments]
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
