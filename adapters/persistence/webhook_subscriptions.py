"""`shopify_webhook_subscriptions`: what the stores send us."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import Field, Session, col, select

from novex_shopify.adapters.persistence.row import Row
from novex_shopify.adapters.persistence.shops import ShopRow
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_subscription import WebhookSubscription


class WebhookSubscriptionRow(Row, table=True):
    """One subscription, as Shopify listed it at the last look."""

    __tablename__ = "shopify_webhook_subscriptions"

    subscription_id: str = Field(primary_key=True)
    shop_domain: str = Field(index=True)
    topic: str
    uri: str
    api_version: str


@dataclass(frozen=True, slots=True)
class SqlWebhookSubscriptions:
    """The port `WebhookSubscriptions`."""

    session: Session

    def due(self, now: datetime) -> ShopDomain | None:
        """A connected store whose subscriptions should be looked at; no other worker gets it until the end."""
        statement = (
            select(ShopRow.shop_domain)
            .where(col(ShopRow.uninstalled_at).is_(None), col(ShopRow.webhooks_due_at) <= now)
            .order_by(col(ShopRow.webhooks_due_at))
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        shop = self.session.exec(statement).one_or_none()
        return ShopDomain(shop) if shop else None

    def look_again(self, shop: ShopDomain, at: datetime, error: str | None = None) -> None:
        """Plan the next look."""
        self.session.connection().execute(
            update(ShopRow).where(col(ShopRow.shop_domain) == shop).values(webhooks_due_at=at, webhooks_error=error)
        )

    def replace(self, shop: ShopDomain, subscriptions: Sequence[WebhookSubscription]) -> None:
        """Keep what Shopify has now."""
        self.session.connection().execute(
            delete(WebhookSubscriptionRow).where(col(WebhookSubscriptionRow.shop_domain) == shop)
        )
        self.session.add_all(
            WebhookSubscriptionRow(
                subscription_id=subscription.id,
                shop_domain=shop,
                topic=subscription.topic,
                uri=subscription.uri,
                api_version=subscription.api_version,
            )
            for subscription in subscriptions
        )
        self.session.flush()
        self.session.expunge_all()

    def of(self, shop: ShopDomain) -> Sequence[WebhookSubscription]:
        """What Shopify had at the last look, by topic."""
        statement = (
            select(WebhookSubscriptionRow)
            .where(WebhookSubscriptionRow.shop_domain == shop)
            .order_by(col(WebhookSubscriptionRow.topic))
        )
        return [
            WebhookSubscription(row.subscription_id, row.topic, row.uri, row.api_version)
            for row in self.session.exec(statement)
        ]
