"""E-mails over real connections, to a receiver that answers what a test says."""

import socketserver
import threading
from collections.abc import Iterator, Mapping
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest

from novex_shopify.adapters.mail.smtp_mailer import SmtpMailer
from novex_shopify.domain.errors import MailNotSent, MailNotSetUp, MailOutcomeUnknown, MailRefused
from novex_shopify.domain.model.mail import Attachment, Mail
from novex_shopify.domain.model.secret import Secret

MAIL = Mail(
    ("anna@example.com", "ben@example.com"),
    "Taxes, 1 November",
    "Rows: 3",
    "report-schedule-1-2026-11-01",
    [Attachment("taxes.csv", "text/csv; charset=utf-8", b"country,tax\r\nDE,1.71\r\n")],
)
TAKEN = "250 taken"


class Receiver(socketserver.ThreadingTCPServer):
    """An SMTP server. `answers` are by verb, and `.` is the end of the content; an empty one cuts the connection."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.answers: Mapping[str, str] = {}
        self.received: list[bytes] = []


class _Session(socketserver.StreamRequestHandler):
    server: Receiver

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
def receiver() -> Iterator[Receiver]:
    with Receiver() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def a_mailer(receiver: Receiver) -> SmtpMailer:
    return SmtpMailer(Secret(f"smtp://127.0.0.1:{receiver.server_address[1]}"), "reports@example.com")


def test_an_email_arrives_once_with_its_file(receiver: Receiver) -> None:
    a_mailer(receiver).send(MAIL)
    (content,) = receiver.received
    message: Any = message_from_bytes(content, _class=EmailMessage, policy=policy.default)
    assert (message["To"], message["Subject"]) == ("anna@example.com, ben@example.com", "Taxes, 1 November")
    assert message["Message-ID"] == "<report-schedule-1-2026-11-01@example.com>"
    assert message.get_body().get_content().strip() == "Rows: 3"
    (file,) = message.iter_attachments()
    assert (file.get_filename(), file.get_content_type()) == ("taxes.csv", "text/csv")
    assert file.get_content() == "country,tax\r\nDE,1.71\r\n"


@pytest.mark.parametrize(
    ("verb", "answer", "error"),
    [
        ("MAIL", "550 who are you", MailRefused),
        ("RCPT", "450 mailbox busy", MailNotSent),
        ("RCPT", "", MailNotSent),
        ("DATA", "554 no", MailRefused),
        (".", "452 full", MailNotSent),
        (".", "", MailOutcomeUnknown),
    ],
)
def test_an_error_says_whether_the_email_may_have_been_taken(
    receiver: Receiver, verb: str, answer: str, error: type[Exception]
) -> None:
    receiver.answers = {verb: answer}
    with pytest.raises(error):
        a_mailer(receiver).send(MAIL)


def test_no_server_and_no_address_are_different_errors(receiver: Receiver) -> None:
    receiver.server_close()
    with pytest.raises(MailNotSent):
        a_mailer(receiver).send(MAIL)
    with pytest.raises(MailNotSetUp):
        SmtpMailer(Secret(""), "").send(MAIL)
