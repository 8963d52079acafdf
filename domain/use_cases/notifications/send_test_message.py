"""Sends a test message to a channel, so that a person sees what it answers."""

from dataclasses import dataclass

from novex_shopify.domain.errors import NovexError
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.model.notification import NoticeEvent, Notification, NotificationEntry
from novex_shopify.domain.policies.notification_texts import build_message
from novex_shopify.domain.ports.channel_sender import ChannelSender
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.nonces import Nonces
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.notifications.change_channels import get_channel

_ENTRY = NotificationEntry(
    NoticeEvent.TEST, "This channel works", "Somebody sent this test. There is nothing to do.", page="/console"
)


@dataclass(frozen=True, slots=True)
class SendTestMessage:
    """Sends at once, also to a paused channel, and only once."""

    unit_of_work: UnitOfWork
    clock: Clock
    nonces: Nonces
    sender: ChannelSender
    app_url: str

    def __call__(self, channel_id: int) -> str:
        """Return what the channel answered. Raises `NotFound`, and what `ChannelSender.send` raises."""
        with self.unit_of_work.read() as tx:
            channel = get_channel(tx, channel_id)
            settings = tx.notification_rules.get_settings()
        now = self.clock.now()
        test = Notification(0, f"msg_{self.nonces.generate()}", channel_id, (_ENTRY,), now)
        try:
            answer = self.sender.send(channel, build_message(test, settings, self.app_url), now)
        except NovexError as error:
            self._record(channel_id, str(error))
            raise
        self._record(channel_id, answer)
        return answer

    def _record(self, channel_id: int, answer: str) -> None:
        with self.unit_of_work() as tx:
            subject = AuditSubject(AuditedKind.NOTIFICATION_CHANNEL, str(channel_id))
            tx.audit_log.record(AuditAction.CHANNEL_TESTED, subject, after={"answer": answer})
            tx.commit()
