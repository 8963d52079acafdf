"""A TCP proxy in front of a server, which can lose connections without a word, as firewalls do."""

import socket
import threading
from contextlib import suppress
from typing import Self

from sqlalchemy import make_url

_CHUNK_BYTES = 65536


class TcpProxy:
    """Accepts on a port of this machine, and passes everything on to a server."""

    def __init__(self, server: str | tuple[str, int]) -> None:
        self._server = server
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._lossy: set[threading.Event] = set()
        self._losing_all = False
        self._sockets: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def lose_open_connections(self) -> int:
        """From here on swallow what comes through the connections that are open; new ones work. Returns how many."""
        for lossy in self._lossy:
            lossy.set()
        return len(self._lossy)

    def lose_everything(self) -> None:
        """Swallow what comes through every connection, also new ones."""
        self._losing_all = True
        self.lose_open_connections()

    def recover(self) -> None:
        """Serve new connections again."""
        self._losing_all = False

    def lead_new_connections_to(self, server: str | tuple[str, int]) -> None:
        """Lead to another server, as a name does that has moved; open connections stay."""
        self._server = server

    def close(self) -> None:
        self._shut_down(self._listener)
        self._close_connections()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = self._connect()
                lossy = threading.Event()
                if self._losing_all:
                    lossy.set()
                self._lossy.add(lossy)
                self._sockets += (client, server)
                for source, target in ((client, server), (server, client)):
                    threading.Thread(target=self._pass_on, args=(source, target, lossy), daemon=True).start()

    def _connect(self) -> socket.socket:
        if isinstance(self._server, tuple):
            return socket.create_connection(self._server)
        connected = socket.socket(socket.AF_UNIX)
        connected.connect(self._server)
        return connected

    def _pass_on(self, source: socket.socket, target: socket.socket, lossy: threading.Event) -> None:
        with suppress(OSError):
            while data := source.recv(_CHUNK_BYTES):
                if not lossy.is_set():
                    target.sendall(data)
        if not lossy.is_set():
            self._shut_down(target)

    def _close_connections(self) -> None:
        for each in self._sockets:
            self._shut_down(each)

    @staticmethod
    def _shut_down(each: socket.socket) -> None:
        with suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)
        each.close()


def find_postgres_address(url: str) -> str | tuple[str, int]:
    """Where a PostgreSQL server listens."""
    parsed = make_url(url)
    host = parsed.host or parsed.query.get("host", "127.0.0.1")
    assert isinstance(host, str)
    return f"{host}/.s.PGSQL.5432" if host.startswith("/") else (host, parsed.port or 5432)


def rewrite_postgres_url(url: str, port: int, **parameters: str) -> str:
    """The same database, through a port of this machine."""
    parsed = make_url(url)
    query = {name: value for name, value in parsed.query.items() if name != "host"}
    rewritten = parsed.set(host="127.0.0.1", port=port, query={**query, **parameters})
    return rewritten.render_as_string(hide_password=False)
