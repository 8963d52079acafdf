"""Messages that are only recorded."""

from datetime import datetime

from novex_shopify.domain.model.channel_message import ChannelMessage
from novex_shopify.domain.model.notification_channel import NotificationChannel


class RecordingChannelSender:
    """The port `ChannelSender`; `sent` are the messages by the channel's name, and `errors` are raised in order."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, ChannelMessage]] = []
        self.errors: list[Exception] = []

    def send(self, channel: NotificationChannel, message: ChannelMessage, now: datetime) -> str:
        """Take the message, unless an error is left."""
        if self.errors:
            raise self.errors.pop(0)
        self.sent.append((channel.name, message))
        return "200 ok"
