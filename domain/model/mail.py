"""E-mails."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """An e-mail. `reference` is the same for the same e-mail, so that a mail server can recognise it.

    `html` says the same as `text`; empty without such a part.
    """

    recipients: Sequence[str]
    subject: str
    text: str
    reference: str
    attachments: Sequence[Attachment] = ()
    html: str = ""
