"""What is known of the stores' webhook subscriptions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_subscription import WebhookSubscription


class WebhookSubscriptions(Protocol):
    """Each store's subscriptions as last seen, and when to look again."""

    def due(self, now: datetime) -> ShopDomain | None:
        """A connected store whose subscriptions should be looked at."""
        ...

    def look_again(self, shop: ShopDomain, at: datetime, error: str | None = None) -> None:
        """Plan the next look; `error` says why the last one failed."""
        ...

    def replace(self, shop: ShopDomain, subscriptions: Sequence[WebhookSubscription]) -> None:
        """Keep what Shopify has now."""
        ...

    def of(self, shop: ShopDomain) -> Sequence[WebhookSubscription]:
        """What Shopify had at the last look, by topic."""
        ...
