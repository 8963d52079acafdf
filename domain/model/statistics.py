"""Figures by which a person sees at a glance whether all is well."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import EventStatus


@dataclass(frozen=True, slots=True)
class OpenEvents:
    """A store's events in one state that is not an end; `oldest` is when the first of them was received."""

    shop: ShopDomain
    status: EventStatus
    count: int
    oldest: datetime


@dataclass(frozen=True, slots=True)
class ReceivedCount:
    """How many events a store sent within the minute that begins at `minute`."""

    shop: ShopDomain
    minute: datetime
    count: int


@dataclass(frozen=True, slots=True)
class ProcessingTime:
    """How long the events of a store took from their receipt to the ERP; of the newest ones, a sample."""

    shop: ShopDomain
    duration: timedelta
