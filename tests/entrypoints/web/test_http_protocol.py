"""Limits of connections, heads and times, at a real socket."""

import socket
import threading
from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta

import pytest
import uvicorn
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from novex_shopify.entrypoints.web import connections, http_protocol
from novex_shopify.entrypoints.web.server import bind, build_server_config
from tests.polling import wait_until

SHORTLY = timedelta(seconds=0.2)
HALF_A_HEAD = b"GET / HTTP/1.1\r\nHost:"
REQUEST = b"GET / HTTP/1.1\r\nHost: test\r\n\r\n"
RESPONSE_BYTES = 16 * 1024 * 1024


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers with the length of the body, or at `/large` with more than the buffers between both sides hold."""
    request = Request(scope, receive)
    length = len(await request.body())
    text = "x" * RESPONSE_BYTES if request.url.path == "/large" else f"{length} bytes"
    await PlainTextResponse(text)(scope, receive, send)


@dataclass
class RunningServer:
    port: int
    stack: ExitStack
    uvicorn: uvicorn.Server

    def has_answered_all(self) -> bool:
        """Whether no connection is open any more."""
        state = self.uvicorn.server_state
        return bool(state.total_requests) and not state.connections

    def connect(self, sent: bytes = b"") -> socket.socket:
        """Connect and send; closed at the end of the test."""
        client = self.stack.enter_context(socket.create_connection(("127.0.0.1", self.port), timeout=10))
        client.sendall(sent)
        return client

    def ask(self, sent: bytes) -> bytes:
        """What comes back until the server closes the connection."""
        return b"".join(read_all(self.connect(sent)))


def read_all(client: socket.socket) -> Iterator[bytes]:
    """Read until the end, however the connection ends."""
    try:
        while chunk := client.recv(65536):
            yield chunk
    except ConnectionResetError:
        return


@contextmanager
def run_server() -> Generator[RunningServer]:
    with bind("127.0.0.1", 0) as listener, ExitStack() as stack:
        listener.listen()
        server = uvicorn.Server(build_server_config(application))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield RunningServer(listener.getsockname()[1], stack, server)
        stack.close()
        server.should_exit = True
        thread.join()


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Generator[RunningServer]:
    """A server with two connections at most, and short times."""
    monkeypatch.setattr(connections, "MAX_CONNECTIONS", 2)
    for name in ("REQUEST_HEAD_TIMEOUT", "REQUEST_BODY_TIMEOUT", "RESPONSE_TAKEN_TIMEOUT"):
        monkeypatch.setattr(http_protocol, name, SHORTLY)
    with run_server() as running:
        yield running


def make_head(*headers: str, path: str = "/", method: str = "GET") -> bytes:
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: test", *headers, "", ""]).encode()


def test_a_request_is_answered_and_the_connection_used_again(server: RunningServer) -> None:
    client = server.connect(make_head("Content-Length: 5", method="POST") + b"hello")
    assert b"5 bytes" in client.recv(65536)
    client.sendall(make_head("Transfer-Encoding: chunked", method="POST") + b"3\r\nabc\r\n0\r\n\r\n")
    assert b"3 bytes" in client.recv(65536)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (make_head(*(f"X-{number}: 1" for number in range(200))), b"431"),
        (make_head(f"X-Long: {'x' * 40_000}"), b"431"),
        (make_head(path="/" + "x" * 40_000), b"431"),
        (b"GET /" + b"x" * 400_000, b"431"),
        (b"GET / HTTP/1.1\r\nX-Long: " + b"x" * 400_000, b"431"),
        (make_head("Transfer-Encoding: chunked", method="POST") + b"0\r\nX-Trailer: 1\r\n\r\n", b"400"),
        (make_head("Transfer-Encoding: chunked", method="POST") + b"0\r\nX-Trailer: " + b"x" * 400_000, b"431"),
        (REQUEST * 200, b"429"),
        (b"\x16\x03\x01 no HTTP", b"400"),
    ],
)
def test_a_request_beyond_a_limit_is_refused_and_the_connection_ends(
    server: RunningServer, sent: bytes, status: bytes
) -> None:
    answer = server.ask(sent)
    assert answer.startswith(b"HTTP/1.1 " + status)
    for header in (b"x-content-type-options: nosniff", b"cache-control: no-store", b"content-security-policy: "):
        assert answer.count(header) == answer.count(b"HTTP/1.1 ")


@pytest.mark.parametrize(
    ("sent", "received"),
    [
        (b"", b""),
        (HALF_A_HEAD, b"HTTP/1.1 408"),
        (make_head("Content-Length: 10", method="POST") + b"12345", b"HTTP/1.1 408"),
    ],
    ids=["nothing", "half a head", "half a body"],
)
def test_a_request_that_does_not_arrive_in_time_is_given_up(
    server: RunningServer, sent: bytes, received: bytes
) -> None:
    assert server.ask(sent).startswith(received)


def test_a_client_that_takes_nothing_of_its_response_is_given_up(server: RunningServer) -> None:
    client = server.connect(make_head(path="/large"))
    wait_until(server.has_answered_all, 10, "the end of the connection")
    assert len(b"".join(read_all(client))) < RESPONSE_BYTES


def test_the_connection_that_waits_longest_makes_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "MAX_CONNECTIONS", 3)
    with run_server() as server:
        first, second = server.connect(HALF_A_HEAD), server.connect(HALF_A_HEAD)
        assert b"200 OK" in ask_once(server)
        third = server.connect(HALF_A_HEAD)
        assert b"200 OK" in ask_once(server)
        assert b"".join(read_all(first)) == b""
        second.sendall(b" test\r\n\r\n")
        third.sendall(b" test\r\n\r\n")
        assert b"200 OK" in third.recv(65536)


def ask_once(server: RunningServer) -> bytes:
    return server.connect(REQUEST).recv(65536)
