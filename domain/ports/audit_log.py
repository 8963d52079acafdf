"""The audit log."""

from collections.abc import Sequence
from typing import Protocol

from novex_shopify.domain.model.audit import AuditAction, AuditEntry, AuditFilter, AuditSubject, AuditValues


class AuditLog(Protocol):
    """Who changed what. Entries are only added: none is ever changed or deleted."""

    def record(
        self,
        action: AuditAction,
        subject: AuditSubject,
        before: AuditValues | None = None,
        after: AuditValues | None = None,
    ) -> None:
        """Add an entry, with the current actor and time. It is committed or rolled back with the change."""
        ...

    def search(self, wanted: AuditFilter, limit: int, before_id: int | None = None) -> Sequence[AuditEntry]:
        """Return entries, newest first; those before an entry if one is named."""
        ...

    def list_actor_names(self) -> Sequence[str]:
        """Return the name of each actor once, in alphabetical order."""
        ...
