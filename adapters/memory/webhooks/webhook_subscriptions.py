"""Subscriptions in memory."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from novex_shopify.adapters.memory.state import State
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_subscription import LastSeen, WebhookSubscription


@dataclass(frozen=True, slots=True)
class MemoryWebhookSubscriptions:
    """The port `WebhookSubscriptions`."""

    state: State

    def find_due_shop(self, now: datetime) -> ShopDomain | None:
        due = [
            (at, shop)
            for shop, at in self.state.subscriptions_due_at.items()
            if at <= now and self.state.shops[shop].connected
        ]
        return min(due)[1] if due else None

    def schedule_check(self, shop: ShopDomain, at: datetime, error: str | None = None) -> None:
        self.state.subscriptions_due_at[shop] = at
        self.state.subscription_errors[shop] = error

    def replace(self, shop: ShopDomain, subscriptions: Sequence[WebhookSubscription]) -> None:
        self.state.subscriptions[shop] = tuple(subscriptions)
        self.state.subscriptions_last_seen.pop(shop, None)

    def record_last_seen(
        self, shop: ShopDomain, subscriptions: Sequence[WebhookSubscription], lost: Collection[str], now: datetime
    ) -> None:
        known = self.state.subscriptions_last_seen.get(shop, {})
        missing = {topic: LastSeen(seen.seen_at, missing=True) for topic, seen in known.items() if topic in lost}
        self.state.subscriptions[shop] = tuple(subscriptions)
        self.state.subscriptions_last_seen[shop] = {
            **missing,
            **{subscription.topic: LastSeen(now) for subscription in subscriptions},
        }

    def get_last_seen(self, shop: ShopDomain) -> Mapping[str, LastSeen]:
        return dict(self.state.subscriptions_last_seen.get(shop, {}))

    def get_error(self, shop: ShopDomain) -> str | None:
        return self.state.subscription_errors.get(shop)

    def list_for_shop(self, shop: ShopDomain) -> Sequence[WebhookSubscription]:
        return sorted(self.state.subscriptions.get(shop, ()), key=lambda subscription: subscription.topic)
