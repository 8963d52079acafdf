"""The audit log in memory."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from novex_shopify.adapters.memory.state import State, allocate_id
from novex_shopify.domain.model.actor import get_current_actor
from novex_shopify.domain.model.audit import (
    AuditAction,
    AuditedKind,
    AuditEntry,
    AuditFilter,
    AuditSubject,
    AuditValues,
)
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.ports.audit_log import AuditChange
from novex_shopify.domain.ports.clock import Clock


@dataclass(frozen=True, slots=True)
class MemoryAuditLog:
    """The port `AuditLog`."""

    state: State
    clock: Clock

    def record(
        self,
        action: AuditAction,
        subject: AuditSubject,
        before: AuditValues | None = None,
        after: AuditValues | None = None,
    ) -> None:
        entry_id = allocate_id(self.state.audit_entries)
        self.state.audit_entries[entry_id] = AuditEntry(
            entry_id, self.clock.now(), get_current_actor(), action, subject, dict(before or {}), dict(after or {})
        )

    def record_many(self, action: AuditAction, changes: Iterable[AuditChange]) -> None:
        for subject, before, after in changes:
            self.record(action, subject, before, after)

    def search(self, wanted: AuditFilter, limit: int, before_id: int | None = None) -> Sequence[AuditEntry]:
        newest_first = sorted(self.state.audit_entries.values(), key=lambda entry: entry.id, reverse=True)
        found = [each for each in newest_first if _is_wanted(each, wanted) and not (before_id and each.id >= before_id)]
        return found[:limit]

    def list_about(self, subjects: Collection[AuditSubject], limit: int) -> Sequence[AuditEntry]:
        newest_first = sorted(self.state.audit_entries.values(), key=lambda entry: entry.id, reverse=True)
        wanted = set(subjects)
        return [entry for entry in newest_first if entry.subject in wanted][:limit]

    def find_last(
        self, kind: AuditedKind, subject_ids: Collection[str], shop: ShopDomain | None
    ) -> Mapping[str, AuditEntry]:
        entries = sorted(self.state.audit_entries.values(), key=lambda entry: entry.id)
        wanted = {AuditSubject(kind, each, shop) for each in subject_ids}
        return {entry.subject.id: entry for entry in entries if entry.subject in wanted}

    def list_actor_names(self, limit: int) -> Sequence[str]:
        return sorted({entry.actor.name for entry in self.state.audit_entries.values()})[:limit]


def _is_wanted(entry: AuditEntry, wanted: AuditFilter) -> bool:
    pairs = (
        (entry.actor.name, wanted.actor_name),
        (entry.action, wanted.action),
        (entry.subject.kind, wanted.kind),
        (entry.subject.id, wanted.subject_id),
        (entry.subject.shop, wanted.shop),
    )
    return (
        all(value in (None, actual) for actual, value in pairs)
        and (wanted.since is None or entry.at >= wanted.since)
        and (wanted.until is None or entry.at < wanted.until)
    )
