"""Ends an event that is not going to be repaired."""

from dataclasses import dataclass

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.actor import get_current_actor
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.resource_keys import PRIVACY_KEY


@dataclass(frozen=True, slots=True)
class DismissEvent:
    """Ignores a parked or failed event, with a person's reason. It can still be replayed."""

    unit_of_work: UnitOfWork
    clock: Clock

    def __call__(self, event_id: int, reason: str) -> bool:
        """Return False if the event is neither parked nor failed, or is a privacy request, which must be met.

        Raises `NotFound`.
        """
        with self.unit_of_work() as tx:
            event = tx.events.get(event_id)
            if event is None:
                raise NotFound(f"There is no event {event_id}.")
            if event.resource_key == PRIVACY_KEY:
                return False
            text = f"Dismissed by {get_current_actor().name}: {reason}"
            dismissed = tx.events.dismiss(event_id, text, self.clock.now())
            if dismissed:
                subject = AuditSubject(AuditedKind.EVENT, str(event_id), event.shop_domain)
                tx.audit_log.record(AuditAction.EVENT_DISMISSED, subject, {"status": event.status.value})
            tx.commit()
        return dismissed
