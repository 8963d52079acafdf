"""Subscriptions in memory."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from novex_shopify.adapters.memory.state import State
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_subscription import WebhookSubscription


@dataclass(frozen=True, slots=True)
class MemoryWebhookSubscriptions:
    """The port `WebhookSubscriptions`."""

    state: State

    def due(self, now: datetime) -> ShopDomain | None:
        """A connected store whose subscriptions should be looked at."""
        due = [(at, shop) for shop, at in self.state.looks.items() if at <= now and self.state.shops[shop].connected]
        return min(due)[1] if due else None

    def look_again(self, shop: ShopDomain, at: datetime, error: str | None = None) -> None:
        """Plan the next look."""
        self.state.looks[shop] = at

    def replace(self, shop: ShopDomain, subscriptions: Sequence[WebhookSubscription]) -> None:
        """Keep what Shopify has now."""
        self.state.subscriptions[shop] = tuple(subscriptions)

    def of(self, shop: ShopDomain) -> Sequence[WebhookSubscription]:
        """What Shopify had at the last look, by topic."""
        return sorted(self.state.subscriptions.get(shop, ()), key=lambda subscription: subscription.topic)
