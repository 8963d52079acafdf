"""Records in the audit log what changes nothing else here."""

from dataclasses import dataclass

from novex_shopify.domain.model.audit import AuditAction, AuditSubject, AuditValues
from novex_shopify.domain.ports.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class RecordAction:
    """For what is only looked at, and for what takes more than one transaction. A change records itself."""

    unit_of_work: UnitOfWork

    def __call__(self, action: AuditAction, subject: AuditSubject, after: AuditValues | None = None) -> None:
        with self.unit_of_work() as tx:
            tx.audit_log.record(action, subject, after=after)
            tx.commit()
