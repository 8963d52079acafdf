"""Channels of notifications; their addresses and keys are encrypted where they are stored."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from novex_shopify.domain.model.notification_channel import NotificationChannel


class NotificationChannels(Protocol):
    """The channels."""

    def add(self, channel: NotificationChannel) -> NotificationChannel:
        """Store a new channel, whose id is 0; returns it with its id. Raises `InvalidChannel` if its name is taken."""
        ...

    def get(self, channel_id: int) -> NotificationChannel | None:
        """Get a channel; None if there is none."""
        ...

    def list_all(self) -> Sequence[NotificationChannel]:
        """List the channels by id."""
        ...

    def list_names(self) -> Mapping[int, str]:
        """List the names of the channels by id, without reading a key."""
        ...

    def list_active_ids(self) -> Sequence[int]:
        """List the ids of the channels that are not paused, without reading a key."""
        ...

    def save_pause(self, channel: NotificationChannel) -> None:
        """Store since when and why a channel is paused, or that it is not."""
        ...

    def remove(self, channel_id: int) -> None:
        """Remove a channel, if there is one."""
        ...

    def reencrypt(self, channel_id: int) -> bool:
        """Encrypt the address and the key with the current encryption key; returns False if they are.

        Raises `TokenUnreadable` if no configured key decrypts them.
        """
        ...
