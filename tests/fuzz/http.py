"""Requests as bytes on the wire, and what came back."""

import re
import select
import socket
from collections.abc import Sequence
from dataclasses import dataclass

TIMEOUT_SECONDS = 30
PATIENCE_SECONDS = 0.3
Headers = Sequence[tuple[str, str]]

_STATUS = re.compile(rb"HTTP/1\.[01] (\d{3}) ")
_LOCATION = re.compile(rb"(?im)^location: *([^\r\n]*)")


@dataclass(frozen=True, slots=True)
class Request:
    """`raw` replaces everything else, for what is no HTTP."""

    method: str = "GET"
    path: str = "/"
    headers: Headers = ()
    body: bytes = b""
    raw: bytes | None = None

    def encode(self) -> bytes:
        if self.raw is not None:
            return self.raw
        names = {name.lower() for name, _ in self.headers}
        framing = [] if names & {"content-length", "transfer-encoding"} else [("Content-Length", str(len(self.body)))]
        lines = [("Host", "127.0.0.1"), *self.headers, *framing, ("Connection", "close")]
        head = f"{self.method} {self.path} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines)
        return head.encode() + b"\r\n" + self.body

    def find_headers(self, *names: str) -> list[str]:
        return [value for name, value in self.headers if name.lower() in names]


@dataclass(frozen=True, slots=True)
class Answer:
    """`statuses` has one for each response that came before the connection ended; `hung` says that it did not end."""

    statuses: tuple[int, ...] = ()
    location: str = ""
    hung: bool = False

    @property
    def status(self) -> int:
        """The first, or 0."""
        return self.statuses[0] if self.statuses else 0


def send(port: int, request: Request) -> Answer:
    """Send on a connection of its own, and read until the server ends it."""
    received = bytearray()
    try:
        with socket.create_connection(("127.0.0.1", port), TIMEOUT_SECONDS) as connection:
            connection.sendall(request.encode())
            if request.raw is not None:
                while _says_something(connection) and (chunk := connection.recv(65536)):
                    received += chunk
                connection.shutdown(socket.SHUT_WR)  # the server may wait for more
            while chunk := connection.recv(65536):
                received += chunk
    except TimeoutError:
        return Answer(hung=True)
    except OSError:
        pass  # the server may end the connection before it has read everything
    return parse_answer(bytes(received))


def _says_something(connection: socket.socket) -> bool:
    return bool(select.select([connection], [], [], PATIENCE_SECONDS)[0])


def parse_answer(received: bytes) -> Answer:
    location = _LOCATION.search(received)
    statuses = tuple(int(each) for each in _STATUS.findall(received))
    return Answer(statuses, location[1].decode("latin-1") if location else "")
