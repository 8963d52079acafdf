"""`shopify_webhook_subscriptions`: the topics that each store sends."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, false, update
from sqlmodel import Field, Session, col, select

from novex_shopify.adapters.persistence.column_types import UtcDateTime
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.adapters.persistence.shops.shops import ShopRow
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_subscription import LastSeen, WebhookSubscription


class WebhookSubscriptionRow(Row, table=True):
    """A subscription as Shopify listed it at the last check, or, if `missing`, at the last check that found it."""

    __tablename__ = "shopify_webhook_subscriptions"

    subscription_id: str = Field(primary_key=True)
    shop_domain: str = Field(index=True)
    topic: str
    uri: str
    api_version: str
    last_seen_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    missing: bool = Field(default=False, sa_column_kwargs={"server_default": false()})

    def to_domain(self) -> WebhookSubscription:
        return WebhookSubscription(self.subscription_id, self.topic, self.uri, self.api_version)


@dataclass(frozen=True, slots=True)
class SqlWebhookSubscriptions:
    """The port `WebhookSubscriptions`."""

    session: Session

    def find_due_shop(self, now: datetime) -> ShopDomain | None:
        statement = (
            select(ShopRow.shop_domain)
            .where(col(ShopRow.uninstalled_at).is_(None), col(ShopRow.subscriptions_due_at) <= now)
            .order_by(col(ShopRow.subscriptions_due_at))
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        shop = self.session.exec(statement).one_or_none()
        return ShopDomain(shop) if shop else None

    def schedule_check(self, shop: ShopDomain, at: datetime, error: str | None = None) -> None:
        self.session.connection().execute(
            update(ShopRow)
            .where(col(ShopRow.shop_domain) == shop)
            .values(subscriptions_due_at=at, subscriptions_error=error)
        )

    def replace(self, shop: ShopDomain, subscriptions: Sequence[WebhookSubscription]) -> None:
        self.session.connection().execute(delete(WebhookSubscriptionRow).where(_belongs_to(shop)))
        self._add(shop, subscriptions, None)

    def record_last_seen(
        self, shop: ShopDomain, subscriptions: Sequence[WebhookSubscription], lost: Collection[str], now: datetime
    ) -> None:
        connection, topic = self.session.connection(), col(WebhookSubscriptionRow.topic)
        connection.execute(delete(WebhookSubscriptionRow).where(_belongs_to(shop), topic.not_in(lost)))
        connection.execute(update(WebhookSubscriptionRow).where(_belongs_to(shop)).values(missing=True))
        self._add(shop, subscriptions, now)

    def get_last_seen(self, shop: ShopDomain) -> Mapping[str, LastSeen]:
        seen = select(WebhookSubscriptionRow).where(
            _belongs_to(shop), col(WebhookSubscriptionRow.last_seen_at).is_not(None)
        )
        return {
            row.topic: LastSeen(row.last_seen_at, row.missing) for row in self.session.exec(seen) if row.last_seen_at
        }

    def get_error(self, shop: ShopDomain) -> str | None:
        return self.session.exec(select(ShopRow.subscriptions_error).where(ShopRow.shop_domain == shop)).one_or_none()

    def _add(self, shop: ShopDomain, subscriptions: Sequence[WebhookSubscription], seen_at: datetime | None) -> None:
        self.session.add_all(
            WebhookSubscriptionRow(
                subscription_id=subscription.id,
                shop_domain=shop,
                topic=subscription.topic,
                uri=subscription.uri,
                api_version=subscription.api_version,
                last_seen_at=seen_at,
            )
            for subscription in subscriptions
        )
        self.session.flush()
        self.session.expunge_all()

    def list_for_shop(self, shop: ShopDomain) -> Sequence[WebhookSubscription]:
        statement = (
            select(WebhookSubscriptionRow)
            .where(_belongs_to(shop), col(WebhookSubscriptionRow.missing).is_(False))
            .order_by(col(WebhookSubscriptionRow.topic))
        )
        return [row.to_domain() for row in self.session.exec(statement)]


def _belongs_to(shop: ShopDomain) -> ColumnElement[bool]:
    return col(WebhookSubscriptionRow.shop_domain) == shop
