"""Statistics for the overview."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from novex_shopify.domain.model.fulfillment import PushStatus
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import EventStatus


@dataclass(frozen=True, slots=True)
class OpenEvents:
    """A shop's unfinished events of one status.

    `oldest` is when the first was received; `orders` are the orders that they are about, each once.
    """

    shop: ShopDomain
    status: EventStatus
    count: int
    oldest: datetime
    orders: int = 0


@dataclass(frozen=True, slots=True)
class ReceivedCount:
    """How many events a shop sent in the interval that starts at `start`, and how many of them failed so far."""

    shop: ShopDomain
    start: datetime
    count: int
    failed: int = 0


@dataclass(frozen=True, slots=True)
class ProcessingTime:
    """How long an event took from receipt to the ERP."""

    shop: ShopDomain
    duration: timedelta


@dataclass(frozen=True, slots=True)
class StuckEvents:
    """The parked or dead events of one resource that have the same cause.

    The first was received at `oldest`; the last got into this state at `latest`.

    The cause is what parked events wait for; `error` says it where they wait for nothing that has a key.
    """

    shop: ShopDomain
    status: EventStatus
    resource_key: str
    waiting_for: frozenset[str]
    error: str
    count: int
    oldest: datetime
    latest: datetime


@dataclass(frozen=True, slots=True)
class StuckPush:
    """A parked or refused push. `order_id` is Shopify's."""

    shop: ShopDomain
    status: PushStatus
    shipment_id: str
    order_id: int | None
    error: str
    created_at: datetime
