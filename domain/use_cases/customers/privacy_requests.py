"""Reads privacy requests: those that were met, and those that still wait in the inbox."""

from collections.abc import Sequence
from dataclasses import dataclass

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.model.privacy import PrivacyRecord, PrivacyRequestKind
from novex_shopify.domain.model.webhook_event import EventFilter, EventStatus, WebhookEvent
from novex_shopify.domain.ports.unit_of_work import UnitOfWork

_OPEN = (EventStatus.DEAD, EventStatus.PARKED, EventStatus.PROCESSING, EventStatus.PENDING)
_MAX_OPEN = 100


@dataclass(frozen=True, slots=True)
class ListOpenPrivacyRequests:
    """Lists the requests that were received and not met yet."""

    unit_of_work: UnitOfWork

    def __call__(self) -> Sequence[WebhookEvent]:
        """Return at most 100 of each kind and status, the oldest first, because its deadline is the nearest."""
        with self.unit_of_work.read() as tx:
            events = [
                event
                for kind in PrivacyRequestKind
                for status in _OPEN
                for event in tx.events.list_oldest(_MAX_OPEN, EventFilter(topic=kind, status=status))
            ]
        return sorted(events, key=lambda event: event.id)


@dataclass(frozen=True, slots=True)
class GetPrivacyReport:
    """Hands out the report of a data request. The audit log says who took it."""

    unit_of_work: UnitOfWork

    def __call__(self, request_id: int) -> str:
        """Return the customer's data as JSON. Raises `NotFound` if the request has no report, or none any more."""
        with self.unit_of_work() as tx:
            record: PrivacyRecord | None = tx.privacy.get(request_id)
            if record is None or record.report is None:
                raise NotFound(f"There is no report for request {request_id}.")
            subject = AuditSubject(AuditedKind.PRIVACY_REQUEST, str(request_id), record.shop_domain)
            tx.audit_log.record(AuditAction.PERSONAL_DATA_SHOWN, subject)
            tx.commit()
        return record.report
