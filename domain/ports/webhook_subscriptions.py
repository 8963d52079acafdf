"""The shops' webhook subscriptions."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_subscription import LastSeen, WebhookSubscription


class WebhookSubscriptions(Protocol):
    """Each shop's subscriptions as last seen, and when to check them again."""

    def find_due_shop(self, now: datetime) -> ShopDomain | None:
        """Return a connected shop whose subscriptions are due for a check; None if there is none."""
        ...

    def schedule_check(self, shop: ShopDomain, at: datetime, error: str | None = None) -> None:
        """Schedule the next check; `error` says why the last one failed."""
        ...

    def replace(self, shop: ShopDomain, subscriptions: Sequence[WebhookSubscription]) -> None:
        """Store these subscriptions; forget all others and when they were seen."""
        ...

    def record_last_seen(
        self, shop: ShopDomain, subscriptions: Sequence[WebhookSubscription], lost: Collection[str], now: datetime
    ) -> None:
        """Store the current subscriptions. For the `lost` topics, keep when they were last seen."""
        ...

    def get_last_seen(self, shop: ShopDomain) -> Mapping[str, LastSeen]:
        """Return when each topic was last found subscribed."""
        ...

    def get_error(self, shop: ShopDomain) -> str | None:
        """Return why the last check failed, if it did."""
        ...

    def list_for_shop(self, shop: ShopDomain) -> Sequence[WebhookSubscription]:
        """List the subscriptions found by the last check, by topic."""
        ...
