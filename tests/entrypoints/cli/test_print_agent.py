"""The print agent gives ZPL to the printer, for pages of the console only."""

import socket
import threading
from collections.abc import Generator

import httpx
import pytest

from novex_shopify.entrypoints.cli.print_agent import build_print_agent

CONSOLE = "https://erp.example"
FROM_CONSOLE = {"Origin": CONSOLE}


@pytest.fixture
def printer() -> Generator[socket.socket]:
    """What listens where a label printer would."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener


@pytest.fixture
def agent(printer: socket.socket) -> Generator[httpx.Client]:
    server = build_print_agent(f"127.0.0.1:{printer.getsockname()[1]}", f"{CONSOLE}/", 0)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    with httpx.Client(base_url=f"http://127.0.0.1:{server.server_port}", trust_env=False) as client:
        yield client
    server.shutdown()
    thread.join()
    server.server_close()


def read_printed(printer: socket.socket) -> bytes:
    connection, _ = printer.accept()
    with connection:
        return b"".join(iter(lambda: connection.recv(1024), b""))


def test_a_label_of_the_console_reaches_the_printer(agent: httpx.Client, printer: socket.socket) -> None:
    ready = agent.get("/print", headers=FROM_CONSOLE)
    assert (ready.text, ready.headers["access-control-allow-origin"], read_printed(printer)) == ("ready", CONSOLE, b"")
    assert agent.post("/print", content="^XA^XZ", headers=FROM_CONSOLE).text == "printed"
    assert read_printed(printer) == b"^XA^XZ"


@pytest.mark.parametrize(
    ("path", "headers", "content", "status"),
    [
        ("/print", {"Origin": "https://other.example"}, b"^XA", 403),
        ("/print", {}, b"^XA", 403),
        ("/", FROM_CONSOLE, b"^XA", 403),
        ("/print", FROM_CONSOLE, b"", 413),
    ],
)
def test_what_is_no_label_of_the_console_is_refused(
    agent: httpx.Client, path: str, headers: dict[str, str], content: bytes, status: int
) -> None:
    assert agent.post(path, content=content, headers=headers).status_code == status


def test_a_printer_that_is_off_is_reported(agent: httpx.Client, printer: socket.socket) -> None:
    printer.close()
    assert agent.post("/print", content=b"^XA", headers=FROM_CONSOLE).status_code == 503
