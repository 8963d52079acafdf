"""`shopify_webhook_events`: the row and the domain object."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Index, LargeBinary, UniqueConstraint, and_, literal_column, text
from sqlmodel import Field, col

from novex_shopify.adapters.persistence.column_types import BigId, UtcDateTime
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.adapters.persistence.webhooks.failures_document import decode_failures, encode_failures
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import (
    EventStatus,
    NewEvent,
    Provider,
    Settlement,
    WebhookEvent,
)

PARKED_CONDITION, DEAD_CONDITION = "status = 'parked'", "status = 'dead'"
UNFINISHED_CONDITION, SETTLED_CONDITION = (
    "status IN ('pending', 'processing')",
    "status NOT IN ('pending', 'processing')",
)
FINISHED_CONDITION = "status IN ('done', 'superseded', 'ignored')"
NEW_ORDER_CONDITION = "topic = 'orders/create'"
OPEN_CONDITIONS = (UNFINISHED_CONDITION, PARKED_CONDITION, DEAD_CONDITION)


def _build_partial_index_options(condition: str) -> dict[str, Any]:
    return {"postgresql_where": text(condition), "sqlite_where": text(condition)}


class WebhookEventRow(Row, table=True):
    """`signature` is Shopify's of the body, so equal bodies have equal ones, also after an erasure.

    `waiting_for` holds the keys that a parked event waits for, separated by blanks; `failures` is JSON.
    """

    __tablename__ = "shopify_webhook_events"
    __table_args__ = (
        UniqueConstraint("shop_domain", "webhook_id"),
        Index("ix_shopify_webhook_events_signature", "signature"),
        Index(
            "ix_shopify_webhook_events_due",
            "shop_domain",
            "next_attempt_at",
            "id",
            **_build_partial_index_options("status = 'pending'"),
        ),
        Index(
            "ix_shopify_webhook_events_crashed",
            "next_attempt_at",
            "id",
            **_build_partial_index_options("status = 'pending' AND crash_count > 0"),
        ),
        Index(
            "ix_shopify_webhook_events_unfinished",
            "shop_domain",
            "resource_key",
            "id",
            **_build_partial_index_options(UNFINISHED_CONDITION),
        ),
        Index(
            "ix_shopify_webhook_events_settled",
            "shop_domain",
            "resource_key",
            "id",
            **_build_partial_index_options(SETTLED_CONDITION),
        ),
        Index("ix_shopify_webhook_events_dead", "shop_domain", "id", **_build_partial_index_options(DEAD_CONDITION)),
        Index("ix_shopify_webhook_events_parked", "shop_domain", **_build_partial_index_options(PARKED_CONDITION)),
        Index(
            "ix_shopify_webhook_events_claimed_by",
            "claimed_by",
            **_build_partial_index_options("claimed_by IS NOT NULL"),
        ),
        Index(
            "ix_shopify_webhook_events_finished",
            "shop_domain",
            "settled_at",
            "status",
            **_build_partial_index_options(FINISHED_CONDITION),
        ),
        Index(  # all that the count of new orders reads
            "ix_shopify_webhook_events_new_orders",
            "received_at",
            "shop_domain",
            "resource_key",
            **_build_partial_index_options(NEW_ORDER_CONDITION),
        ),
        Index(
            "ix_shopify_webhook_events_retried_at",
            "retried_at",
            **_build_partial_index_options("retried_at IS NOT NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    provider: str = Field(default=Provider.SHOPIFY, sa_column_kwargs={"server_default": Provider.SHOPIFY})
    shop_domain: str
    webhook_id: str
    topic: str
    event_id: str | None = None
    triggered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    resource_key: str
    body: bytes = Field(sa_type=LargeBinary)
    signature: str | None = None
    status: str
    attempts: int = 0
    received_at: datetime = Field(sa_type=UtcDateTime)
    next_attempt_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    claimed_by: str | None = None
    claimed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_error: str | None = None
    waiting_for: str | None = None
    failures: str | None = None
    crash_count: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    queued_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    retried_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


EVENT_COLUMNS = (
    "id",
    "provider",
    "shop_domain",
    "topic",
    "webhook_id",
    "resource_key",
    "body",
    "received_at",
    "triggered_at",
    "event_id",
    "status",
    "attempts",
    "claimed_by",
    "settled_at",
    "waiting_for",
    "next_attempt_at",
    "last_error",
    "failures",
    "crash_count",
    "queued_at",
    "retried_at",
)


def has_status(status: EventStatus) -> ColumnElement[bool]:
    # Written out: with a parameter, no database could know that a partial index holds all rows of the status.
    is_status = col(WebhookEventRow.status) == literal_column(f"'{status}'")
    return and_(text(UNFINISHED_CONDITION), is_status) if status is EventStatus.PROCESSING else is_status


def build_event_row(event: NewEvent) -> dict[str, Any]:
    delivery = event.delivery
    return {
        "shop_domain": delivery.shop_domain,
        "webhook_id": delivery.webhook_id,
        "topic": delivery.topic,
        "event_id": delivery.event_id,
        "triggered_at": delivery.triggered_at,
        "resource_key": event.resource_key,
        "body": delivery.body,
        "signature": delivery.signature or None,
        "status": event.status,
        "attempts": 0,
        "received_at": event.received_at,
        "next_attempt_at": event.received_at,
        "settled_at": None if event.status is EventStatus.PENDING else event.received_at,
        "last_error": event.last_error,
    }


def build_settlement_row(event: WebhookEvent, settlement: Settlement) -> dict[str, Any]:
    """The claim, and the columns that change when the attempt ends."""
    failures = (*event.failures, settlement.failure) if settlement.failure else None
    return {
        "id": event.id,
        "claimed_by": event.claimed_by,
        "attempts": event.attempts,
        "crash_count": event.crash_count,
        "status": settlement.status,
        "last_error": settlement.error,
        "next_attempt_at": settlement.next_attempt_at,
        "waiting_for": " ".join(settlement.waiting_for) or None,
        "failures": encode_failures(failures) if failures else None,
    }


def to_webhook_event(row: Any) -> WebhookEvent:
    """Takes `EVENT_COLUMNS`."""
    return WebhookEvent(
        id=row.id,
        shop_domain=ShopDomain(row.shop_domain),
        topic=row.topic,
        webhook_id=row.webhook_id,
        resource_key=row.resource_key,
        body=row.body,
        received_at=row.received_at,
        triggered_at=row.triggered_at,
        status=EventStatus(row.status),
        attempts=row.attempts,
        claimed_by=row.claimed_by,
        next_attempt_at=row.next_attempt_at,
        last_error=row.last_error,
        failures=decode_failures(row.failures) if row.failures else (),
        crash_count=row.crash_count,
        event_id=row.event_id,
        settled_at=row.settled_at,
        waiting_for=tuple((row.waiting_for or "").split()),
        queued_at=row.queued_at,
        retried_at=row.retried_at,
        provider=Provider(row.provider),
    )
