"""A webhook, from delivery to its final state (docs/states.md)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.work import WorkerId


class Provider(StrEnum):
    """Who sends events."""

    SHOPIFY = "shopify"
    EASYPOST = "easypost"


class EventStatus(StrEnum):
    PENDING = "pending"
    PROCESSING = "processing"
    DONE = "done"
    SUPERSEDED = "superseded"
    IGNORED = "ignored"
    PARKED = "parked"
    DEAD = "dead"


FINISHED = frozenset({EventStatus.DONE, EventStatus.SUPERSEDED, EventStatus.IGNORED})
"""Events in these states need no further work."""

STUCK_EVENT_STATUSES = (EventStatus.PARKED, EventStatus.DEAD)
OPEN_EVENT_STATUSES = tuple(status for status in EventStatus if status not in FINISHED)


MAX_UNAPPROVED_EVENTS = 1_000
MAX_UNAPPROVED_BYTES = 20 * 1024 * 1024
"""When a store that awaits approval has this many stored events, or bodies of this size together, its inbox is full.

Anybody can connect a store, and must not fill the disk. What is not stored is read from Shopify after the approval.
"""


class IntakeOutcome(StrEnum):
    """What happened to a delivery."""

    STORED = "stored"
    DUPLICATE = "duplicate"
    UNKNOWN_SHOP = "unknown_shop"
    WRONG_MODE = "wrong_mode"
    INBOX_FULL = "inbox_full"
    NO_JSON_OBJECT = "no_json_object"
    BAD_SIGNATURE = "bad_signature"
    NOT_STORED = "not_stored"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One HTTP request from Shopify. `signature` (base64) covers only `body`; everything else is unproven."""

    shop_domain: ShopDomain
    topic: str
    webhook_id: str
    signature: str
    body: bytes
    event_id: str | None = None
    triggered_at: datetime | None = None
    api_version: str | None = None


@dataclass(frozen=True, slots=True)
class NewEvent:
    """A delivery to store. `resource_key` names its resource, such as `order:450789469`."""

    delivery: Delivery
    resource_key: str
    received_at: datetime
    status: EventStatus = EventStatus.PENDING
    last_error: str | None = None


@dataclass(frozen=True, slots=True)
class CarrierDelivery:
    """One HTTP request from EasyPost. `signature` is its header, which covers only `body`."""

    signature: str
    body: bytes


@dataclass(frozen=True, slots=True)
class FailedAttempt:
    """One failed attempt to apply an event. `title` is the heading of the error."""

    number: int
    at: datetime
    worker: str
    error: str
    title: str | None = None


@dataclass(frozen=True, slots=True)
class WebhookEvent:
    """A stored delivery. `crash_count` counts the workers that crashed while they had it.

    `event_id` is the same for all deliveries of one action in Shopify. `waiting_for` are the keys that a parked event
    waits for. `queued_at` is when it was released or retried last, `retried_at` when a person did so.
    """

    id: int
    shop_domain: ShopDomain
    topic: str
    webhook_id: str
    resource_key: str
    body: bytes
    received_at: datetime
    triggered_at: datetime | None
    status: EventStatus
    attempts: int
    claimed_by: str | None = None
    next_attempt_at: datetime | None = None
    last_error: str | None = None
    failures: tuple[FailedAttempt, ...] = ()
    crash_count: int = 0
    event_id: str | None = None
    settled_at: datetime | None = None
    waiting_for: tuple[str, ...] = ()
    queued_at: datetime | None = None
    retried_at: datetime | None = None
    provider: Provider = Provider.SHOPIFY

    @property
    def processing_time(self) -> timedelta | None:
        """From when it was queued last to its end; None until then. The time in which it was parked or dead is not part
        of it.
        """
        if self.settled_at is None or self.status not in FINISHED:
            return None
        return self.settled_at - (self.queued_at or self.received_at)

    @property
    def worker_name(self) -> str | None:
        """The name of the worker that has it now."""
        return WorkerId.parse(self.claimed_by).name if self.claimed_by else None


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Conditions for events; None matches all.

    `text` is a complete id (Shopify's, the event's or the delivery's) or a part of the error; for unfinished events
    also a complete value in the body, such as an order's name or an e-mail address. `retried_at` are the events that
    were retried together.
    """

    event_id: int | None = None
    status: EventStatus | None = None
    shop: ShopDomain | None = None
    topic: str | None = None
    resource_key: str | None = None
    received_from: datetime | None = None
    received_before: datetime | None = None
    text: str | None = None
    retried_at: datetime | None = None


ALL_EVENTS = EventFilter()


@dataclass(frozen=True, slots=True)
class EventRetry:
    """Events that a person retried together at a time, by which they are found (`EventFilter.retried_at`)."""

    at: datetime
    count: int


@dataclass(frozen=True, slots=True)
class Settlement:
    """How an attempt ended. `failure` is added to those of earlier attempts."""

    status: EventStatus
    error: str | None = None
    failure: FailedAttempt | None = None
    next_attempt_at: datetime | None = None
    waiting_for: tuple[str, ...] = ()
