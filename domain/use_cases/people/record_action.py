"""Records in the audit log what changes nothing else here."""

from dataclasses import dataclass
from datetime import timedelta

from novex_shopify.domain.model.actor import get_current_actor
from novex_shopify.domain.model.audit import AuditAction, AuditFilter, AuditSubject, AuditValues
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork

_MAX_NAMESAKES = 20


@dataclass(frozen=True, slots=True)
class RecordAction:
    """For what is only looked at, and for what takes more than one transaction. A change records itself."""

    unit_of_work: UnitOfWork
    clock: Clock

    def __call__(
        self,
        action: AuditAction,
        subject: AuditSubject,
        after: AuditValues | None = None,
        *,
        at_most_every: timedelta = timedelta(),
    ) -> None:
        """Record it, unless the same actor did the same to the same thing a short time ago."""
        with self.unit_of_work.read() as tx:
            if at_most_every and self._is_recorded(tx, action, subject, at_most_every):
                return
        with self.unit_of_work() as tx:
            tx.audit_log.record(action, subject, after=after)
            tx.commit()

    def _is_recorded(self, tx: Transaction, action: AuditAction, subject: AuditSubject, within: timedelta) -> bool:
        actor, since = get_current_actor(), self.clock.now() - within
        wanted = AuditFilter(actor.name, action, subject.kind, subject.id, subject.shop, since)
        return any(entry.actor == actor for entry in tx.audit_log.search(wanted, _MAX_NAMESAKES))
