"""The audit log."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Protocol

from novex_shopify.domain.model.audit import (
    AuditAction,
    AuditedKind,
    AuditEntry,
    AuditFilter,
    AuditSubject,
    AuditValues,
)
from novex_shopify.domain.model.shop import ShopDomain

AuditChange = tuple[AuditSubject, AuditValues, AuditValues]
"""What was changed, before and after."""


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

    def record_many(self, action: AuditAction, changes: Iterable[AuditChange]) -> None:
        """Add an entry for each of many subjects."""
        ...

    def search(self, wanted: AuditFilter, limit: int, before_id: int | None = None) -> Sequence[AuditEntry]:
        """Return entries, newest first; those before an entry if one is named."""
        ...

    def list_about(self, subjects: Collection[AuditSubject], limit: int) -> Sequence[AuditEntry]:
        """List the entries about any of these subjects, newest first."""
        ...

    def find_last(
        self, kind: AuditedKind, subject_ids: Collection[str], shop: ShopDomain | None
    ) -> Mapping[str, AuditEntry]:
        """Return the newest entry of each subject of a store that has one, by its id; None for what has no store."""
        ...

    def list_actor_names(self, limit: int) -> Sequence[str]:
        """Return the first names of actors in alphabetical order, each once."""
        ...
