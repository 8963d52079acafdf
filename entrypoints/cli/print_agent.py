"""`novex-shopify print-agent`: takes labels from browsers, and gives them to a label printer (docs/packing.md)."""

import socket
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Annotated, Any
from urllib.parse import urlsplit

import typer

_PATH = "/print"
_MAX_BYTES = 2_000_000
_TIMEOUT_SECONDS = 10
_RAW_PORT = 9100
"""Where label printers take ZPL as it is (JetDirect)."""


def print_agent(
    *,
    printer: Annotated[str, typer.Option(help="The printer's address in the network, or with a port: host:9100.")],
    console_url: Annotated[str, typer.Option(envvar="APP_URL", help="The console's address: no other page may print.")],
    port: Annotated[int, typer.Option(help="Listen on this port of this machine.")] = 9101,
) -> None:
    """Take labels from browsers of this machine, and give them to a label printer."""
    server = build_print_agent(printer, console_url, port)
    typer.echo(f"Prints by {printer}. Enter http://127.0.0.1:{server.server_port}{_PATH} under Settings, Printers.")
    try:
        server.serve_forever()
    finally:
        server.server_close()


def build_print_agent(printer: str, console_url: str, port: int) -> ThreadingHTTPServer:
    """An HTTP server on the loopback address. Port 0 is any free one."""
    name, _, raw_port = printer.partition(":")
    parts = urlsplit(console_url)

    class Handler(_Handler):
        printer_address = (name, int(raw_port or _RAW_PORT))
        console_origin = f"{parts.scheme}://{parts.netloc}"

    return ThreadingHTTPServer(("127.0.0.1", port), Handler)


class _Handler(BaseHTTPRequestHandler):
    """GET says whether the printer is reachable; POST gives it ZPL. Only pages of the console may ask."""

    printer_address: tuple[str, int]
    console_origin: str
    timeout = _TIMEOUT_SECONDS

    def do_OPTIONS(self) -> None:
        self._answer(204 if self._is_of_console() else 403)

    def do_GET(self) -> None:
        self._print(b"")

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or not 1 <= int(length) <= _MAX_BYTES:
            self._answer(413, "Send ZPL of at most 2 MB with its length.")
            return
        self._print(self.rfile.read(int(length)))

    def log_message(self, *_arguments: Any) -> None:
        """Nothing is logged: the address of a customer is on each label."""

    def _print(self, zpl: bytes) -> None:
        if not self._is_of_console():
            self._answer(403, "Only pages of the console may print.")
            return
        try:
            with socket.create_connection(self.printer_address, timeout=_TIMEOUT_SECONDS) as connection:
                connection.sendall(zpl)
        except OSError:
            self._answer(503, "The printer is not reachable. Is it switched on, and in the network?")
            return
        self._answer(200, "printed" if zpl else "ready")

    def _is_of_console(self) -> bool:
        # Any page that a browser shows could send plain text here; the browser says which one does.
        return self.path == _PATH and self.headers.get("Origin") == self.console_origin

    def _answer(self, status: int, text: str = "") -> None:
        self.send_response(status)
        self.send_header("Access-Control-Allow-Origin", self.console_origin)
        self.send_header("Access-Control-Allow-Private-Network", "true")
        self.send_header("Access-Control-Allow-Headers", "content-type")
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())
