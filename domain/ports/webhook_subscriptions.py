"""What is known of the stores' webhook subscriptions."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_subscription import LastSeen, WebhookSubscription


class WebhookSubscriptions(Protocol):
    """Each store's subscriptions as last seen, and when to look again."""

    def find_due_shop(self, now: datetime) -> ShopDomain | None:
        """A connected store whose subscriptions should be looked at."""
        ...

    def schedule_check(self, shop: ShopDomain, at: datetime, error: str | None = None) -> None:
        """Plan the next look; `error` says why the last one failed."""
        ...

    def replace(self, shop: ShopDomain, subscriptions: Sequence[WebhookSubscription]) -> None:
        """Keep these, and forget all others and when they were seen."""
        ...

    def record_last_seen(
        self, shop: ShopDomain, subscriptions: Sequence[WebhookSubscription], lost: Collection[str], now: datetime
    ) -> None:
        """Keep what Shopify has now. Of the topics in `lost`, which it has no more, remember when they were seen."""
        ...

    def get_last_seen(self, shop: ShopDomain) -> Mapping[str, LastSeen]:
        """When each topic was last found subscribed."""
        ...

    def get_error(self, shop: ShopDomain) -> str | None:
        """Why the last look failed, if it did."""
        ...

    def list_for_shop(self, shop: ShopDomain) -> Sequence[WebhookSubscription]:
        """What Shopify had at the last look, by topic."""
        ...
