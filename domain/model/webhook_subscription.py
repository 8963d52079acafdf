"""A standing request that Shopify sends us one topic."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class WebhookSubscription:
    """A subscription as Shopify lists it; `topic` by its GraphQL name, such as `ORDERS_CREATE`."""

    id: str
    topic: str
    uri: str
    api_version: str


@dataclass(frozen=True, slots=True)
class LastSeen:
    """When a topic was last found subscribed; `lost` says that a later look did not find it."""

    seen_at: datetime
    missing: bool = False
