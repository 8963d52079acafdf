"""Issues in memory."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from novex_shopify.adapters.memory.state import State, allocate_id
from novex_shopify.domain.model.issue import IssueKey, IssueKind
from novex_shopify.domain.model.issue_record import IssueChange, IssueRecord, IssueState
from novex_shopify.domain.model.shop import ShopDomain


@dataclass(frozen=True, slots=True)
class MemoryIssues:
    """The port `Issues`."""

    state: State

    def add(self, record: IssueRecord) -> IssueRecord | None:
        if self.find([record.key]):
            return None
        new = replace(record, id=allocate_id(self.state.issues))
        self.state.issues[new.id] = new
        return new

    def save(self, record: IssueRecord) -> None:
        known = self.state.issues[record.id]
        self.state.issues[record.id] = replace(record, first_seen_at=known.first_seen_at)

    def mark_seen(self, issue_ids: Collection[int], now: datetime) -> None:
        for each in self.get_many(issue_ids):
            self.state.issues[each.id] = replace(each, last_seen_at=now)

    def lock(self, issue_ids: Collection[int]) -> Sequence[IssueRecord]:
        return self.get_many(issue_ids)

    def get_many(self, issue_ids: Collection[int]) -> Sequence[IssueRecord]:
        return [each for each in self.state.issues.values() if each.id in issue_ids]

    def list_watched(self) -> Sequence[IssueRecord]:
        every = self.state.issues.values()
        return [each for each in every if each.state is not IssueState.RESOLVED or each.missing_since is None]

    def find(self, keys: Collection[IssueKey]) -> Sequence[IssueRecord]:
        return [each for each in self.state.issues.values() if each.key in keys]

    def list_resolved(self, since: datetime, limit: int, shop: ShopDomain | None = None) -> Sequence[IssueRecord]:
        found = [
            (each.resolved_at, each.id, each)
            for each in self.state.issues.values()
            if each.resolved_at and each.resolved_at >= since and shop in (None, each.shop)
        ]
        return [each for _, _, each in sorted(found, key=lambda entry: entry[:2], reverse=True)][:limit]

    def count_open(self) -> Mapping[IssueKind, int]:
        return Counter(each.kind for each in self.state.issues.values() if each.needs_attention)

    def record_change(self, change: IssueChange) -> None:
        new = replace(change, id=allocate_id(self.state.issue_changes))
        self.state.issue_changes[new.id] = new

    def list_changes(self, issue_id: int, limit: int) -> Sequence[IssueChange]:
        changes = [each for each in self.state.issue_changes.values() if each.issue_id == issue_id]
        return changes[::-1][:limit]

    def delete_old(self, before: datetime) -> None:
        for issue in list(self.state.issues.values()):
            if issue.resolved_at and issue.resolved_at < before and issue.missing_since:
                del self.state.issues[issue.id]
        for change in list(self.state.issue_changes.values()):
            if change.at < before:
                del self.state.issue_changes[change.id]

    def erase_details(self, shop: ShopDomain) -> None:
        for each in list(self.state.issues.values()):
            if each.shop == shop:
                self.state.issues[each.id] = replace(each, detail="", subject="")
