"""Sends e-mails through an SMTP server, with the standard library."""

import smtplib
import ssl
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.utils import formatdate
from urllib.parse import unquote, urlsplit

from novex_shopify.domain.errors import MailNotSent, MailNotSetUp, MailOutcomeUnknown, MailRefused, describe_kind
from novex_shopify.domain.model.mail import Mail
from novex_shopify.domain.model.secret import Secret

TIMEOUT_SECONDS = 30
_PERMANENT = 500
_DEFAULT_PORTS = {"smtp": 587, "smtps": 465}
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class SmtpMailer:
    """The port `Mailer`. `url` is such as `smtps://user:password@mail.example.com`, empty if no server is known.

    With `smtp://` the connection is encrypted by STARTTLS, without which nothing is sent; only a server on this machine
    may do without.
    """

    url: Secret
    sender: str

    @property
    def is_set_up(self) -> bool:
        return bool(self.url.value and self.sender)

    def send(self, mail: Mail) -> None:
        if not self.is_set_up:
            raise MailNotSetUp
        with self._connect() as server:
            with _translate_errors():
                _require(server.mail(self.sender))
                for recipient in mail.recipients:
                    _require(server.rcpt(recipient))
            self._hand_over(server, mail)

    def _hand_over(self, server: smtplib.SMTP, mail: Mail) -> None:
        """From here on the server may have the e-mail without our hearing of it."""
        try:
            code, answer = server.data(self._build_message(mail).as_bytes(policy=policy.SMTP))
        except smtplib.SMTPDataError as error:  # the server did not want the content yet
            raise _build_refusal(error.smtp_code, error.smtp_error) from error
        except (OSError, smtplib.SMTPException) as error:
            raise MailOutcomeUnknown(
                f"The mail server stopped answering while it took the e-mail ({describe_kind(error)}). Ask a recipient"
                " whether it arrived: it is not sent again."
            ) from error
        _require((code, answer))

    @contextmanager
    def _connect(self) -> Generator[smtplib.SMTP]:
        parts = urlsplit(self.url.value)
        host, port = parts.hostname or "", parts.port or _DEFAULT_PORTS[parts.scheme]
        with _translate_errors():
            tls = ssl.create_default_context()
            if parts.scheme == "smtps":
                server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_SECONDS, context=tls)
            else:
                server = smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS)
        try:
            with _translate_errors():
                server.ehlo_or_helo_if_needed()
                if parts.scheme == "smtp" and (host not in _LOOPBACK or server.has_extn("starttls")):
                    server.starttls(context=tls)
                if parts.username:
                    server.login(unquote(parts.username), unquote(parts.password or ""))
            yield server
        finally:
            server.close()

    def _build_message(self, mail: Mail) -> EmailMessage:
        message = EmailMessage()
        message["From"], message["To"] = self.sender, ", ".join(mail.recipients)
        message["Subject"], message["Date"] = mail.subject, formatdate()
        message["Message-ID"] = f"<{mail.reference}@{self.sender.rpartition('@')[2]}>"
        message.set_content(mail.text)
        if mail.html:
            message.add_alternative(mail.html, subtype="html")
        for file in mail.attachments:
            kind, _, subtype = file.media_type.partition(";")[0].partition("/")
            message.add_attachment(file.data, maintype=kind, subtype=subtype, filename=file.name)
        return message


@contextmanager
def _translate_errors() -> Generator[None]:
    """Of what happens before the e-mail is handed over, so it is certainly not sent."""
    try:
        yield
    except smtplib.SMTPResponseException as error:
        raise _build_refusal(error.smtp_code, error.smtp_error) from error
    except (OSError, smtplib.SMTPException) as error:
        raise MailNotSent(f"The mail server can't be used ({describe_kind(error)}).") from error


def _require(reply: tuple[int, bytes]) -> None:
    code, answer = reply
    if code not in (250, 251):
        raise _build_refusal(code, answer)


def _build_refusal(code: int, answer: bytes | str) -> MailRefused | MailNotSent:
    text = answer.decode(errors="replace") if isinstance(answer, bytes) else answer
    words = " ".join(text.split())[:200]
    if code >= _PERMANENT:
        return MailRefused(f"The mail server refused the e-mail: {code} {words}")
    return MailNotSent(f"The mail server did not take the e-mail: {code} {words}")
