"""E-mails over real connections, to a receiver that answers what a test says."""

from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest

from novex_shopify.adapters.mail.smtp_mailer import SmtpMailer
from novex_shopify.domain.errors import MailNotSent, MailNotSetUp, MailOutcomeUnknown, MailRefused
from novex_shopify.domain.model.mail import Attachment, Mail
from novex_shopify.domain.model.secret import Secret
from tests.mail_receiver import MailReceiver, mail_receiver

__all__ = ["mail_receiver"]

MAIL = Mail(
    ("anna@example.com", "ben@example.com"),
    "Taxes, 1 November",
    "Rows: 3",
    "report-schedule-1-2026-11-01",
    [Attachment("taxes.csv", "text/csv; charset=utf-8", b"country,tax\r\nDE,1.71\r\n")],
)


def a_mailer(receiver: MailReceiver) -> SmtpMailer:
    return SmtpMailer(Secret(receiver.url), "reports@example.com")


def test_an_email_arrives_once_with_its_file(mail_receiver: MailReceiver) -> None:
    a_mailer(mail_receiver).send(MAIL)
    (content,) = mail_receiver.received
    message: Any = message_from_bytes(content, _class=EmailMessage, policy=policy.default)
    assert (message["To"], message["Subject"]) == ("anna@example.com, ben@example.com", "Taxes, 1 November")
    assert message["Message-ID"] == "<report-schedule-1-2026-11-01@example.com>"
    assert message.get_body().get_content().strip() == "Rows: 3"
    (file,) = message.iter_attachments()
    assert (file.get_filename(), file.get_content_type()) == ("taxes.csv", "text/csv")
    assert file.get_content() == "country,tax\r\nDE,1.71\r\n"


def test_every_line_ends_as_smtp_demands(mail_receiver: MailReceiver) -> None:
    a_mailer(mail_receiver).send(replace(MAIL, html="<p>Rows: 3</p>"))
    (content,) = mail_receiver.received
    assert content.count(b"\n") == content.count(b"\r\n") > 10


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
    mail_receiver: MailReceiver, verb: str, answer: str, error: type[Exception]
) -> None:
    mail_receiver.answers = {verb: answer}
    with pytest.raises(error):
        a_mailer(mail_receiver).send(MAIL)


def test_no_server_and_no_address_are_different_errors(mail_receiver: MailReceiver) -> None:
    mail_receiver.server_close()
    with pytest.raises(MailNotSent):
        a_mailer(mail_receiver).send(MAIL)
    with pytest.raises(MailNotSetUp):
        SmtpMailer(Secret(""), "").send(MAIL)
