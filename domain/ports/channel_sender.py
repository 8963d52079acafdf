"""Sends messages to channels."""

from datetime import datetime
from typing import Protocol

from novex_shopify.domain.model.channel_message import ChannelMessage
from novex_shopify.domain.model.notification_channel import NotificationChannel


class ChannelSender(Protocol):
    """Mail servers, Slack, Microsoft Teams and webhooks."""

    def send(self, channel: NotificationChannel, message: ChannelMessage, now: datetime) -> str:
        """Send the message once; returns what the channel answered, in a few words.

        The receiver can recognise a message that it has by its id. Raises `ChannelUnavailable` if it may be sent again,
        `ChannelRefused` if that cannot help, `ChannelGone` if the receiver wants no further message, and the errors of
        the `Mailer`. No error contains the channel's address or key.
        """
        ...
