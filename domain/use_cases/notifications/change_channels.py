"""Adds, pauses and removes channels of notifications."""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from novex_shopify.domain.errors import MailNotSetUp, NotFound
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject, AuditValues
from novex_shopify.domain.model.notification_channel import ChannelKind, NotificationChannel
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.policies.notification_rules import SECRET_PREFIX, build_default_rules, check_channel
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.mailer import Mailer
from novex_shopify.domain.ports.nonces import Nonces
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork

PAUSED_BY_HAND = "Paused by hand."


@dataclass(frozen=True, slots=True)
class ChangeChannels:
    """Each change is in the audit log, without an address or a key."""

    unit_of_work: UnitOfWork
    clock: Clock
    nonces: Nonces
    mailer: Mailer
    allows_private: bool

    def add(
        self,
        name: str,
        kind: ChannelKind,
        *,
        recipients: Sequence[str] = (),
        url: Secret | None = None,
        signing_secret: Secret | None = None,
    ) -> NotificationChannel:
        """Add a channel; a webhook without a secret gets one. The first channel gets the default rules.

        Raises `InvalidChannel`, and `MailNotSetUp` for e-mails.
        """
        if kind is ChannelKind.EMAIL and not self.mailer.is_set_up:
            raise MailNotSetUp
        is_signed = kind is ChannelKind.WEBHOOK
        secret = (signing_secret or self._generate_secret()) if is_signed else None
        wanted = NotificationChannel(0, name, kind, self.clock.now(), tuple(recipients), url, secret)
        channel = check_channel(wanted, allows_private=self.allows_private)
        with self.unit_of_work() as tx:
            is_first = not tx.notification_channels.list_names()
            added = tx.notification_channels.add(channel)
            if is_first and not tx.notification_rules.list_all():
                for rule in build_default_rules(added.id):
                    tx.notification_rules.save(rule)
            _record(tx, AuditAction.CHANNEL_ADDED, added)
            tx.commit()
        return added

    def pause(self, channel_id: int) -> NotificationChannel:
        """Send nothing to a channel until it is resumed; what waits for it is cancelled. Raises `NotFound`."""
        with self.unit_of_work() as tx:
            channel = get_channel(tx, channel_id)
            if channel.is_active:
                channel = replace(channel, paused_at=self.clock.now(), pause_reason=PAUSED_BY_HAND)
                tx.notification_channels.save_pause(channel)
                _record(tx, AuditAction.CHANNEL_PAUSED, channel)
                tx.commit()
        return channel

    def resume(self, channel_id: int) -> NotificationChannel:
        """Send to a channel again: what is open and was not sent to it is sent now. Raises `NotFound`."""
        with self.unit_of_work() as tx:
            channel = get_channel(tx, channel_id)
            if not channel.is_active:
                channel = replace(channel, paused_at=None, pause_reason="")
                tx.notification_channels.save_pause(channel)
                _record(tx, AuditAction.CHANNEL_RESUMED, channel)
                tx.commit()
        return channel

    def remove(self, channel_id: int) -> NotificationChannel:
        """Remove a channel from all rules, with what waits for it. Raises `NotFound`."""
        with self.unit_of_work() as tx:
            channel = get_channel(tx, channel_id)
            for rule in tx.notification_rules.list_all():
                if channel_id in rule.channel_ids:
                    remaining = tuple(each for each in rule.channel_ids if each != channel_id)
                    tx.notification_rules.save(replace(rule, channel_ids=remaining))
            tx.notifications.cancel_all(channel_id, self.clock.now())
            tx.notification_channels.remove(channel_id)
            _record(tx, AuditAction.CHANNEL_REMOVED, channel)
            tx.commit()
        return channel

    def list_all(self) -> Sequence[NotificationChannel]:
        """List the channels by id."""
        with self.unit_of_work.read() as tx:
            return tx.notification_channels.list_all()

    def _generate_secret(self) -> Secret:
        key = hashlib.sha256(self.nonces.generate().encode()).digest()
        return Secret(SECRET_PREFIX + base64.b64encode(key).decode())


def get_channel(tx: Transaction, channel_id: int) -> NotificationChannel:
    """Raises `NotFound`."""
    channel = tx.notification_channels.get(channel_id)
    if channel is None:
        raise NotFound(f"There is no notification channel {channel_id}.")
    return channel


def _record(tx: Transaction, action: AuditAction, channel: NotificationChannel) -> None:
    subject = AuditSubject(AuditedKind.NOTIFICATION_CHANNEL, str(channel.id))
    values: AuditValues = {"name": channel.name, "kind": str(channel.kind), "recipients": list(channel.recipients)}
    tx.audit_log.record(action, subject, after=values)
