"""Channels of notifications in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from novex_shopify.adapters.memory.state import State, allocate_id
from novex_shopify.domain.errors import InvalidChannel
from novex_shopify.domain.model.notification_channel import NotificationChannel


@dataclass(frozen=True, slots=True)
class MemoryNotificationChannels:
    """The port `NotificationChannels`."""

    state: State

    def add(self, channel: NotificationChannel) -> NotificationChannel:
        if channel.name in self.list_names().values():
            raise InvalidChannel(f"There is a channel named {channel.name}.", "name")
        added = replace(channel, id=allocate_id(self.state.notification_channels))
        self.state.notification_channels[added.id] = added
        return added

    def get(self, channel_id: int) -> NotificationChannel | None:
        return self.state.notification_channels.get(channel_id)

    def list_all(self) -> Sequence[NotificationChannel]:
        return sorted(self.state.notification_channels.values(), key=lambda channel: channel.id)

    def list_names(self) -> Mapping[int, str]:
        return {each.id: each.name for each in self.list_all()}

    def list_active_ids(self) -> Sequence[int]:
        return [each.id for each in self.list_all() if each.is_active]

    def save_pause(self, channel: NotificationChannel) -> None:
        if known := self.get(channel.id):
            paused = replace(known, paused_at=channel.paused_at, pause_reason=channel.pause_reason)
            self.state.notification_channels[channel.id] = paused

    def remove(self, channel_id: int) -> None:
        self.state.notification_channels.pop(channel_id, None)

    def reencrypt(self, channel_id: int) -> bool:
        """Nothing is encrypted in memory."""
        return False
