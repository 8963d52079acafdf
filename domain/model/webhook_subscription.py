"""Webhook subscriptions."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class WebhookSubscription:
    """A subscription in Shopify; `topic` has its GraphQL name, such as `ORDERS_CREATE`."""

    id: str
    topic: str
    uri: str
    api_version: str


@dataclass(frozen=True, slots=True)
class LastSeen:
    """When a topic was last found subscribed; `missing`: a later check did not find it."""

    seen_at: datetime
    missing: bool = False
