"""The port `Issues`, in SQL."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, update
from sqlmodel import Session, col, select

from novex_shopify.adapters.persistence.batch_statements import build_insert, is_one_of
from novex_shopify.adapters.persistence.issues.issue_rows import (
    WATCHED,
    IssueChangeRow,
    IssueRow,
    build_issue_change_row,
    build_issue_row,
    to_issue_change,
)
from novex_shopify.domain.model.issue import IssueKey, IssueKind
from novex_shopify.domain.model.issue_record import IssueChange, IssueRecord, IssueState
from novex_shopify.domain.model.shop import ShopDomain


@dataclass(frozen=True, slots=True)
class SqlIssues:
    """The port `Issues`."""

    session: Session

    def add(self, record: IssueRecord) -> IssueRecord | None:
        insert = build_insert(self.session, IssueRow).values(build_issue_row(record)).on_conflict_do_nothing()
        issue_id = self.session.connection().execute(insert.returning(col(IssueRow.id))).scalar_one_or_none()
        return None if issue_id is None else self.get_many([issue_id])[0]

    def save(self, record: IssueRecord) -> None:
        unchanged = ("kind", "shop_domain", "cause", "first_seen_at")
        values = {name: value for name, value in build_issue_row(record).items() if name not in unchanged}
        self.session.connection().execute(update(IssueRow).where(col(IssueRow.id) == record.id).values(values))

    def mark_seen(self, issue_ids: Collection[int], now: datetime) -> None:
        seen = update(IssueRow).where(is_one_of(self.session, IssueRow, "id", issue_ids)).values(last_seen_at=now)
        self.session.connection().execute(seen)

    def lock(self, issue_ids: Collection[int]) -> Sequence[IssueRecord]:
        return self._read(is_one_of(self.session, IssueRow, "id", issue_ids), lock=True)

    def get_many(self, issue_ids: Collection[int]) -> Sequence[IssueRecord]:
        return self._read(is_one_of(self.session, IssueRow, "id", issue_ids))

    def list_watched(self) -> Sequence[IssueRecord]:
        return self._read(WATCHED)

    def find(self, keys: Collection[IssueKey]) -> Sequence[IssueRecord]:
        if not keys:
            return []
        found = self._read(is_one_of(self.session, IssueRow, "cause", {key.cause for key in keys}))
        return [each for each in found if each.key in keys]

    def list_resolved(self, since: datetime, limit: int, shop: ShopDomain | None = None) -> Sequence[IssueRecord]:
        statement = select(IssueRow).where(col(IssueRow.resolved_at) >= since)
        if shop:
            statement = statement.where(col(IssueRow.shop_domain) == shop)
        newest_first = statement.order_by(col(IssueRow.resolved_at).desc(), col(IssueRow.id).desc())
        return [row.to_domain() for row in self.session.exec(newest_first.limit(limit))]

    def count_open(self) -> Mapping[IssueKind, int]:
        kind, state = col(IssueRow.kind), col(IssueRow.state)
        statement = select(kind, func.count()).where(WATCHED, state.in_((IssueState.OPEN, IssueState.ACKNOWLEDGED)))
        return {IssueKind(name): count for name, count in self.session.exec(statement.group_by(kind))}

    def record_change(self, change: IssueChange) -> None:
        self.session.connection().execute(build_insert(self.session, IssueChangeRow), build_issue_change_row(change))

    def list_changes(self, issue_id: int, limit: int) -> Sequence[IssueChange]:
        statement = select(IssueChangeRow).where(col(IssueChangeRow.issue_id) == issue_id)
        rows = self.session.exec(statement.order_by(col(IssueChangeRow.id).desc()).limit(limit))
        return [to_issue_change(row) for row in rows]

    def delete_old(self, before: datetime) -> None:
        connection = self.session.connection()
        is_gone = col(IssueRow.missing_since).is_not(None)
        connection.execute(delete(IssueRow).where(col(IssueRow.resolved_at) < before, is_gone))
        connection.execute(delete(IssueChangeRow).where(col(IssueChangeRow.at) < before))

    def erase_details(self, shop: ShopDomain) -> None:
        these = update(IssueRow).where(col(IssueRow.shop_domain) == shop)
        self.session.connection().execute(these.values(detail="", subject=""))

    def _read(self, condition: Any, *, lock: bool = False) -> Sequence[IssueRecord]:
        statement = select(IssueRow).where(condition).order_by(col(IssueRow.id))
        rows = self.session.exec(statement.with_for_update() if lock else statement)
        return [row.to_domain() for row in rows]
