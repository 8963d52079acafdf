"""Statistics for the overview."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import EventStatus


@dataclass(frozen=True, slots=True)
class OpenEvents:
    """A shop's unfinished events of one status; `oldest` is when the first was received."""

    shop: ShopDomain
    status: EventStatus
    count: int
    oldest: datetime


@dataclass(frozen=True, slots=True)
class ReceivedCount:
    """How many events a shop sent in the minute that starts at `minute`."""

    shop: ShopDomain
    minute: datetime
    count: int


@dataclass(frozen=True, slots=True)
class ProcessingTime:
    """How long an event took from receipt to the ERP."""

    shop: ShopDomain
    duration: timedelta
