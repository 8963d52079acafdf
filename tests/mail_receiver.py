"""An SMTP server on this machine that answers what a test says."""

import socketserver
import threading
from collections.abc import Iterator, Mapping

import pytest

TAKEN = "250 taken"


class MailReceiver(socketserver.ThreadingTCPServer):
    """An SMTP server. `answers` are by verb, and `.` is the end of the content; an empty one cuts the connection."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.answers: Mapping[str, str] = {}
        self.received: list[bytes] = []

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.server_address[1]}"


class _Session(socketserver.StreamRequestHandler):
    server: MailReceiver

    def handle(self) -> None:
        self.wfile.write(b"220 receiver\r\n")
        for line in self.rfile:
            verb = line[:4].strip().upper().decode()
            if not self._answer(verb, "354 go on" if verb == "DATA" else TAKEN):
                return
            if verb == "DATA" and "DATA" not in self.server.answers:
                self.server.received.append(b"".join(iter(self.rfile.readline, b".\r\n")))
                if not self._answer(".", TAKEN):
                    return

    def _answer(self, verb: str, usual: str) -> bool:
        answer = self.server.answers.get(verb, usual)
        self.wfile.write(f"{answer}\r\n".encode() if answer else b"")
        return bool(answer)


@pytest.fixture
def mail_receiver() -> Iterator[MailReceiver]:
    with MailReceiver() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()
