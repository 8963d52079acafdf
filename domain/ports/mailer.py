"""Sends e-mails."""

from typing import Protocol

from novex_shopify.domain.model.mail import Mail


class Mailer(Protocol):
    """A mail server."""

    @property
    def is_set_up(self) -> bool:
        """Whether a mail server is known."""
        ...

    def send(self, mail: Mail) -> None:
        """Hand the e-mail to the server, once for all recipients.

        Raises `MailNotSetUp`, `MailNotSent` or `MailRefused` if certainly none of them gets it, and
        `MailOutcomeUnknown` if they may.
        """
        ...
