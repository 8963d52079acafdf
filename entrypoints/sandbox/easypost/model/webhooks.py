"""Events, the webhooks that they are sent to, and how that went."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from novex_shopify.entrypoints.sandbox.model.webhooks import DeliveryAttempt

JsonObject = dict[str, Any]


@dataclass(slots=True, kw_only=True)
class Webhook:
    """`recent_failures` counts failed attempts since the last success; at the limit the webhook is disabled."""

    id: str
    url: str
    secret: str | None = field(repr=False)
    custom_headers: list[JsonObject]
    created_at: datetime
    disabled_at: datetime | None = None
    recent_failures: int = 0


@dataclass(slots=True, kw_only=True)
class Event:
    """Something that happened to `result`, an object as it was then."""

    id: str
    description: str
    mode: str
    user_id: str
    result: JsonObject
    previous_attributes: JsonObject
    created_at: datetime
    updated_at: datetime
    pending_urls: list[str] = field(default_factory=list)
    completed_urls: list[str] = field(default_factory=list)


class DeliveryState(StrEnum):
    HELD = "held"
    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"
    DROPPED = "dropped"


@dataclass(slots=True, kw_only=True)
class Delivery:
    """One event on its way to one webhook; EasyPost calls it a payload. The body stays that of the first attempt."""

    id: str
    event: Event
    webhook_id: str
    url: str
    body: bytes = field(repr=False)
    created_at: datetime
    state: DeliveryState = DeliveryState.PENDING
    attempts: list[DeliveryAttempt] = field(default_factory=list)


@dataclass(slots=True)
class DeliveryPlan:
    """What happens to deliveries: `copies` are sent of each, a share is dropped, or all wait for a release."""

    copies: int = 1
    drop_rate: float = 0.0
    hold: bool = False
