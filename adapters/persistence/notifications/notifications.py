"""`shopify_notifications` and `shopify_notices`."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import delete, func, update
from sqlmodel import Field, Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from novex_shopify.adapters.persistence.batch_statements import fail_on_conflict, insert_many
from novex_shopify.adapters.persistence.column_types import BigId, UtcDateTime
from novex_shopify.adapters.persistence.due_rows import claim_due, update_claimed
from novex_shopify.adapters.persistence.json_document import Document, to_json
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.domain.model.notification import (
    Notice,
    NoticeEvent,
    Notification,
    NotificationEntry,
    NotificationState,
)
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.work import WorkerId


class NoticeRow(Row, table=True):
    __tablename__ = "shopify_notices"

    channel_id: int = Field(primary_key=True, sa_type=BigId)
    issue_id: int = Field(primary_key=True, sa_type=BigId)
    rule_id: int = Field(sa_type=BigId)
    due_at: datetime = Field(sa_type=UtcDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    over_due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    def to_domain(self) -> Notice:
        return Notice(
            self.channel_id,
            self.issue_id,
            self.rule_id,
            self.due_at,
            self.sent_at,
            self.last_sent_at,
            self.over_due_at,
        )


class EntryDocument(Document, frozen=True, omit_defaults=True):
    """One thing that a message says."""

    event: str
    title: str
    detail: str = ""
    shop: str | None = None
    orders: int = 0
    since: datetime | None = None
    ended_at: datetime | None = None
    page: str = ""
    issue_id: int = 0
    kind: str = ""
    severity: str = ""

    def to_domain(self) -> NotificationEntry:
        return NotificationEntry(
            NoticeEvent(self.event),
            self.title,
            self.detail,
            ShopDomain(self.shop) if self.shop else None,
            self.orders,
            self.since,
            self.ended_at,
            self.page,
            self.issue_id,
            self.kind,
            self.severity,
        )


class NotificationRow(Row, table=True):
    __tablename__ = "shopify_notifications"

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    message_id: str
    channel_id: int = Field(sa_type=BigId, index=True)
    entries: str
    created_at: datetime = Field(sa_type=UtcDateTime)
    state: str = Field(index=True)
    next_attempt_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    attempts: int
    claimed_by: str | None = Field(default=None, index=True)
    claimed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    answer: str
    error: str | None = None

    def to_domain(self) -> Notification:
        return Notification(
            id=self.id or 0,
            message_id=self.message_id,
            channel_id=self.channel_id,
            entries=tuple(each.to_domain() for each in _ENTRIES.decode(self.entries)),
            created_at=self.created_at,
            state=NotificationState(self.state),
            next_attempt_at=self.next_attempt_at,
            attempts=self.attempts,
            claimed_by=self.claimed_by,
            settled_at=self.settled_at,
            answer=self.answer,
            error=self.error,
        )


_NEWEST_FIRST = col(NotificationRow.id).desc()
_KEPT = (NotificationState.QUEUED, NotificationState.GIVEN_UP)


@dataclass(frozen=True, slots=True)
class SqlNotifications:
    """The port `Notifications`."""

    session: Session

    def list_notices(self) -> Sequence[Notice]:
        rows = select(NoticeRow).order_by(col(NoticeRow.channel_id), col(NoticeRow.issue_id))
        return [row.to_domain() for row in self.session.exec(rows.execution_options(populate_existing=True))]

    def save_notices(self, notices: Sequence[Notice]) -> None:
        self.session.connection().execute(delete(NoticeRow))
        insert_many(self.session, NoticeRow, [asdict(each) for each in notices], fail_on_conflict)

    def add(self, notification: Notification) -> Notification:
        row = NotificationRow(
            message_id=notification.message_id,
            channel_id=notification.channel_id,
            entries=to_json([_to_document(each) for each in notification.entries]),
            created_at=notification.created_at,
            attempts=notification.attempts,
            **_build_values(notification),
        )
        self.session.add(row)
        self.session.flush()
        return row.to_domain()

    def claim(self, worker: WorkerId, now: datetime) -> Notification | None:
        row = claim_due(self.session, NotificationRow, worker, now)
        return row.to_domain() if row else None

    def settle(self, notification: Notification) -> bool:
        values = _build_values(notification)
        return update_claimed(self.session, NotificationRow, notification, claimed_by=None, claimed_at=None, **values)

    def get(self, notification_id: int) -> Notification | None:
        return next(iter(self._fetch(select(NotificationRow).where(NotificationRow.id == notification_id))), None)

    def list_latest(
        self, limit: int, before: int | None = None, state: NotificationState | None = None
    ) -> Sequence[Notification]:
        conditions = [] if before is None else [col(NotificationRow.id) < before]
        if state:
            conditions.append(col(NotificationRow.state) == state)
        return self._fetch(select(NotificationRow).where(*conditions).order_by(_NEWEST_FIRST).limit(limit))

    def count_given_up(self) -> Mapping[int, int]:
        channel = col(NotificationRow.channel_id)
        counts = select(channel, func.count()).where(NotificationRow.state == NotificationState.GIVEN_UP)
        return dict(self.session.exec(counts.group_by(channel)).all())

    def list_cancelled(self) -> Collection[tuple[int, datetime]]:
        columns = select(NotificationRow.channel_id, NotificationRow.created_at)
        rows = self.session.exec(columns.where(NotificationRow.state == NotificationState.CANCELLED))
        return {(channel_id, created_at) for channel_id, created_at in rows}

    def cancel_all(self, channel_id: int, now: datetime) -> None:
        open_ones = (
            col(NotificationRow.channel_id) == channel_id,
            col(NotificationRow.state).in_(_KEPT),
            col(NotificationRow.claimed_by).is_(None),
        )
        values = {"state": NotificationState.CANCELLED, "next_attempt_at": None, "settled_at": now}
        self.session.connection().execute(update(NotificationRow).where(*open_ones).values(**values))

    def delete_settled(self, before: datetime) -> int:
        old = (col(NotificationRow.settled_at) < before, col(NotificationRow.state).not_in(_KEPT))
        return self.session.connection().execute(delete(NotificationRow).where(*old)).rowcount

    def _fetch(self, statement: SelectOfScalar[NotificationRow]) -> Sequence[Notification]:
        return [row.to_domain() for row in self.session.exec(statement.execution_options(populate_existing=True))]


def _build_values(notification: Notification) -> dict[str, Any]:
    """What may change of a message; the claim is not among it."""
    return {
        "state": notification.state,
        "next_attempt_at": notification.next_attempt_at,
        "settled_at": notification.settled_at,
        "answer": notification.answer,
        "error": notification.error,
    }


def _to_document(entry: NotificationEntry) -> EntryDocument:
    return EntryDocument(**asdict(entry))


_ENTRIES = msgspec.json.Decoder(tuple[EntryDocument, ...])
