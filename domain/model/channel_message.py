"""What a notification says, before a channel gives it its own form."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from novex_shopify.domain.model.notification import NotificationEntry


@dataclass(frozen=True, slots=True)
class MessageSection:
    """What it says of one thing. `url` is the page that repairs or shows it."""

    heading: str
    lines: Sequence[str]
    url: str


@dataclass(frozen=True, slots=True)
class ChannelMessage:
    """A message in plain text: nothing in it is markup of any channel.

    `entries` are the facts that the sections put into words, for channels that programs read. `omitted` counts the
    entries beyond those, which `url` shows.
    """

    id: str
    title: str
    sections: Sequence[MessageSection]
    entries: Sequence[NotificationEntry]
    created_at: datetime
    app_url: str
    omitted: int = 0

    @property
    def url(self) -> str:
        """The page of what needs attention."""
        return f"{self.app_url}/console"
