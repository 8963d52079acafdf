"""`shopify_webhook_events`: the inbox that is also the queue."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Index, LargeBinary, Select, UniqueConstraint, and_, func, or_, update
from sqlalchemy.orm import aliased
from sqlmodel import Field, Session, col, select

from novex_shopify.adapters.persistence.row import BigId, Row, UtcDateTime
from novex_shopify.adapters.persistence.upsert import insert_into
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import (
    EVERY_EVENT,
    EventFilter,
    EventStatus,
    NewEvent,
    Settlement,
    WebhookEvent,
)
from novex_shopify.domain.model.work import WorkerId


class WebhookEventRow(Row, table=True):
    """One delivery. `waiting_for` holds the keys of a parked event, each between two blanks."""

    __tablename__ = "shopify_webhook_events"
    __table_args__ = (
        UniqueConstraint("shop_domain", "webhook_id"),
        Index("ix_shopify_webhook_events_due", "status", "next_attempt_at"),
        Index("ix_shopify_webhook_events_resource", "shop_domain", "resource_key", "status"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    shop_domain: str
    webhook_id: str
    topic: str
    event_id: str | None = None
    triggered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    resource_key: str
    body: bytes = Field(sa_type=LargeBinary)
    status: str
    attempts: int = 0
    received_at: datetime = Field(sa_type=UtcDateTime)
    next_attempt_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    claimed_by: str | None = Field(default=None, index=True)
    claimed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_error: str | None = None
    waiting_for: str | None = None


_EVENT_COLUMNS = (
    WebhookEventRow.id,
    WebhookEventRow.shop_domain,
    WebhookEventRow.topic,
    WebhookEventRow.webhook_id,
    WebhookEventRow.resource_key,
    WebhookEventRow.body,
    WebhookEventRow.received_at,
    WebhookEventRow.triggered_at,
    WebhookEventRow.status,
    WebhookEventRow.attempts,
    WebhookEventRow.claimed_by,
    WebhookEventRow.next_attempt_at,
    WebhookEventRow.last_error,
)


@dataclass(frozen=True, slots=True)
class SqlWebhookEvents:
    """The port `WebhookEvents`."""

    session: Session

    def add(self, events: Sequence[NewEvent]) -> set[tuple[ShopDomain, str]]:
        """Store what is new. Sorted by key, so that two batches at once cannot wait for each other."""
        rows = sorted(map(_row, events), key=lambda row: (row["shop_domain"], row["webhook_id"]))
        statement = (
            insert_into(self.session, WebhookEventRow)
            .on_conflict_do_nothing(index_elements=["shop_domain", "webhook_id"])
            .returning(col(WebhookEventRow.shop_domain), col(WebhookEventRow.webhook_id))
        )
        stored = self.session.connection().execute(statement, rows)
        return {(ShopDomain(shop), webhook_id) for shop, webhook_id in stored}

    def claim(self, worker: WorkerId, now: datetime, limit: int) -> Sequence[WebhookEvent]:
        """Take due events, one per resource.

        The choice stands in a CTE, which PostgreSQL makes once; a subquery it may make again, and lock more than asked.
        """
        due = _due(now, limit).cte("due")
        statement = (
            update(WebhookEventRow)
            .where(col(WebhookEventRow.id).in_(select(due.c.id)))
            .values(
                status=EventStatus.PROCESSING,
                claimed_by=str(worker),
                claimed_at=now,
                attempts=WebhookEventRow.attempts + 1,
            )
            .returning(*map(col, _EVENT_COLUMNS))
            .execution_options(synchronize_session=False)
        )
        events = [_event(row) for row in self.session.connection().execute(statement)]
        return sorted(events, key=lambda event: event.id)

    def settle(self, event: WebhookEvent, settlement: Settlement, now: datetime) -> bool:
        """Write how the attempt ended, if the claim still stands."""
        statement = (
            update(WebhookEventRow)
            .where(
                col(WebhookEventRow.id) == event.id,
                col(WebhookEventRow.status) == EventStatus.PROCESSING,
                col(WebhookEventRow.claimed_by) == event.claimed_by,
                col(WebhookEventRow.attempts) == event.attempts,
            )
            .values(
                status=settlement.status,
                last_error=settlement.error,
                next_attempt_at=settlement.next_attempt_at,
                waiting_for=_keys(settlement.waiting_for),
                settled_at=now,
                claimed_by=None,
                claimed_at=None,
            )
        )
        return self.session.connection().execute(statement).rowcount == 1

    def release(self, shop: ShopDomain, supplied: Iterable[str], now: datetime) -> int:
        """Make due what waits for one of `supplied`."""
        waits = [col(WebhookEventRow.waiting_for).contains(f" {key} ", autoescape=True) for key in supplied]
        if not waits:
            return 0
        statement = (
            update(WebhookEventRow)
            .where(
                col(WebhookEventRow.shop_domain) == shop,
                col(WebhookEventRow.status) == EventStatus.PARKED,
                or_(*waits),
            )
            .values(status=EventStatus.PENDING, attempts=0, next_attempt_at=now, waiting_for=None)
        )
        return self.session.connection().execute(statement).rowcount

    def replay(self, which: EventFilter, now: datetime) -> int:
        """Make settled events due once more."""
        settled = col(WebhookEventRow.status).not_in((EventStatus.PENDING, EventStatus.PROCESSING))
        statement = update(WebhookEventRow).where(settled, *_matches(which))
        due = statement.values(status=EventStatus.PENDING, attempts=0, next_attempt_at=now, waiting_for=None)
        return self.session.connection().execute(due).rowcount

    def get(self, event_id: int) -> WebhookEvent | None:
        """One event."""
        statement = select(*_EVENT_COLUMNS).where(col(WebhookEventRow.id) == event_id)  # type: ignore[call-overload]
        row = self.session.connection().execute(statement).one_or_none()
        return _event(row) if row else None

    def latest(self, limit: int, which: EventFilter = EVERY_EVENT) -> Sequence[WebhookEvent]:
        """The newest events, newest first."""
        statement = select(*_EVENT_COLUMNS).order_by(col(WebhookEventRow.id).desc()).limit(limit)  # type: ignore[call-overload]
        return [_event(row) for row in self.session.connection().execute(statement.where(*_matches(which)))]

    def counts(self) -> dict[EventStatus, int]:
        """How many events stand where."""
        statement = select(col(WebhookEventRow.status), func.count()).group_by(col(WebhookEventRow.status))
        return {EventStatus(status): count for status, count in self.session.exec(statement)}


def _due(now: datetime, limit: int) -> Select[Any]:
    """Ids of pending events whose time has come, and whose resource has nothing unfinished before them.

    SKIP LOCKED keeps PostgreSQL's workers out of each other's way. SQLite has one writer at a time and ignores it.
    """
    earlier = aliased(WebhookEventRow)
    unfinished_before = (
        select(earlier.id)
        .where(
            and_(
                col(earlier.shop_domain) == col(WebhookEventRow.shop_domain),
                col(earlier.resource_key) == col(WebhookEventRow.resource_key),
                col(earlier.status).in_((EventStatus.PENDING, EventStatus.PROCESSING)),
                or_(
                    col(earlier.id) < col(WebhookEventRow.id),
                    col(earlier.status) == EventStatus.PROCESSING,
                ),
            )
        )
        .correlate(WebhookEventRow)
        .exists()
    )
    return (
        select(WebhookEventRow.id)
        .where(
            col(WebhookEventRow.status) == EventStatus.PENDING,
            col(WebhookEventRow.next_attempt_at) <= now,
            ~unfinished_before,
        )
        .order_by(col(WebhookEventRow.id))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )


def _matches(which: EventFilter) -> list[ColumnElement[bool]]:
    wanted = {
        WebhookEventRow.id: which.event_id,
        WebhookEventRow.status: which.status,
        WebhookEventRow.shop_domain: which.shop,
        WebhookEventRow.topic: which.topic,
    }
    return [col(column) == value for column, value in wanted.items() if value is not None]


def _row(event: NewEvent) -> dict[str, Any]:
    delivery = event.delivery
    return {
        "shop_domain": delivery.shop_domain,
        "webhook_id": delivery.webhook_id,
        "topic": delivery.topic,
        "event_id": delivery.event_id,
        "triggered_at": delivery.triggered_at,
        "resource_key": event.resource_key,
        "body": delivery.body,
        "status": event.status,
        "attempts": 0,
        "received_at": event.received_at,
        "next_attempt_at": event.received_at,
        "last_error": event.last_error,
    }


def _event(row: Any) -> WebhookEvent:
    columns = dict(row._mapping)
    return WebhookEvent(**columns | {"status": EventStatus(row.status), "shop_domain": ShopDomain(row.shop_domain)})


def _keys(waiting_for: Sequence[str]) -> str | None:
    return f" {' '.join(waiting_for)} " if waiting_for else None
