"""A standing request that Shopify sends us one topic."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WebhookSubscription:
    """A subscription as Shopify lists it; `topic` by its GraphQL name, such as `ORDERS_CREATE`."""

    id: str
    topic: str
    uri: str
    api_version: str
