"""Where notifications are sent."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, auto
from urllib.parse import urlsplit

from novex_shopify.domain.model.secret import Secret


class ChannelKind(StrEnum):
    """What takes a message: a mail server, a webhook of Slack or Microsoft Teams, or a program by a signed webhook."""

    EMAIL = auto()
    SLACK = auto()
    TEAMS = auto()
    WEBHOOK = auto()


@dataclass(frozen=True, slots=True)
class NotificationChannel:
    """A channel. `name` is unique.

    - `recipients`: of e-mails; empty for the others.
    - `url`: of the others. It contains the token that lets us post, so it is a secret.
    - `signing_secret`: of a webhook, `whsec_` and a key in base64, as Standard Webhooks has it.
    - `paused_at`, `pause_reason`: since when nothing is sent, and why.
    """

    id: int
    name: str
    kind: ChannelKind
    created_at: datetime
    recipients: tuple[str, ...] = ()
    url: Secret | None = None
    signing_secret: Secret | None = None
    paused_at: datetime | None = None
    pause_reason: str = ""

    @property
    def is_active(self) -> bool:
        return self.paused_at is None

    @property
    def address(self) -> str:
        """Where it sends to, for people: a URL is shown by its host and its last four letters."""
        if self.url is None:
            return ", ".join(self.recipients)
        return f"{urlsplit(self.url.value).hostname}/…{self.url.value[-4:]}"
