"""Notifications for ERP code."""

from collections.abc import Sequence
from dataclasses import dataclass

from novex_shopify.config.container import Container
from novex_shopify.domain.model.notification import Notification
from novex_shopify.domain.model.notification_channel import ChannelKind, NotificationChannel
from novex_shopify.domain.model.notification_rule import NotificationRule, NotificationSettings
from novex_shopify.domain.model.secret import Secret


@dataclass(frozen=True, slots=True)
class ConnectorNotifications:
    """`Connector.notifications`: who is notified of issues, and what was sent (docs/notifications.md)."""

    container: Container

    def list_channels(self) -> Sequence[NotificationChannel]:
        """List the channels by id, with their secrets."""
        return self.container.change_channels().list_all()

    def add_channel(
        self,
        name: str,
        kind: ChannelKind,
        *,
        recipients: Sequence[str] = (),
        url: str | None = None,
        signing_secret: str | None = None,
    ) -> NotificationChannel:
        """Add a channel; a webhook without a secret gets one. Raises `InvalidChannel` and `MailNotSetUp`."""
        return self.container.change_channels().add(
            name,
            kind,
            recipients=recipients,
            url=Secret(url) if url else None,
            signing_secret=Secret(signing_secret) if signing_secret else None,
        )

    def pause_channel(self, channel_id: int) -> NotificationChannel:
        """Send nothing to a channel until it is resumed. Raises `NotFound`."""
        return self.container.change_channels().pause(channel_id)

    def resume_channel(self, channel_id: int) -> NotificationChannel:
        """Send to a channel again, also what is still open. Raises `NotFound`."""
        return self.container.change_channels().resume(channel_id)

    def remove_channel(self, channel_id: int) -> NotificationChannel:
        """Remove a channel from all rules, with what waits for it. Raises `NotFound`."""
        return self.container.change_channels().remove(channel_id)

    def send_test(self, channel_id: int) -> str:
        """Send a test message now; returns what the channel answered. Raises what the channel says."""
        return self.container.send_test_message()(channel_id)

    def list_rules(self) -> Sequence[NotificationRule]:
        """List the rules by id."""
        return self.container.change_notification_rules().list_all()

    def save_rule(self, rule: NotificationRule) -> NotificationRule:
        """Store a new rule, whose id is 0, or replace one. Raises `InvalidNotificationRule` and `NotFound`."""
        return self.container.change_notification_rules().save(rule)

    def remove_rule(self, rule_id: int) -> NotificationRule:
        """Remove a rule; what it holds back is not sent. Raises `NotFound`."""
        return self.container.change_notification_rules().remove(rule_id)

    def save_settings(self, settings: NotificationSettings) -> NotificationSettings:
        """Set the time zone and the quiet hours of all rules. Raises `InvalidNotificationRule`."""
        return self.container.change_notification_rules().save_settings(settings)

    def list_latest(self, limit: int = 50) -> Sequence[Notification]:
        """List the last messages, newest first, with what became of them."""
        with self.container.read_transaction() as tx:
            return tx.notifications.list_latest(limit)

    def retry(self, channel_id: int) -> int:
        """Try a channel's messages again that were given up; returns how many. Raises `NotFound`."""
        return self.container.resolve_given_up().retry(channel_id)

    def dismiss(self, channel_id: int) -> int:
        """Dismiss a channel's messages that were given up; returns how many. Raises `NotFound`."""
        return self.container.resolve_given_up().dismiss(channel_id)
