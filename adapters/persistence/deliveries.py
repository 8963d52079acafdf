"""When the stores were heard of: `shopify_topic_deliveries`, `shopify_delivery_hours` and `shopify_silences`."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from typing import Any

from sqlalchemy import delete, func
from sqlmodel import Field, Session, col, select

from novex_shopify.adapters.persistence.bulk import ignoring, insert_many, replacing
from novex_shopify.adapters.persistence.row import BigId, Row, UtcDateTime
from novex_shopify.adapters.persistence.webhook_event_row import WebhookEventRow
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.silence import Silence
from novex_shopify.domain.policies.silence import hour_of


class TopicDeliveryRow(Row, table=True):
    """The last delivery of a topic. The greatest `last_event_id` is how far the webhooks have been counted."""

    __tablename__ = "shopify_topic_deliveries"

    shop_domain: str = Field(primary_key=True)
    topic: str = Field(primary_key=True)
    last_received_at: datetime = Field(sa_type=UtcDateTime)
    last_event_id: int = Field(sa_type=BigId)


class DeliveryHourRow(Row, table=True):
    """An hour in which a store delivered something."""

    __tablename__ = "shopify_delivery_hours"

    shop_domain: str = Field(primary_key=True)
    hour: datetime = Field(primary_key=True, sa_type=UtcDateTime)


class SilenceRow(Row, table=True):
    """A store that is unusually silent."""

    __tablename__ = "shopify_silences"

    shop_domain: str = Field(primary_key=True)
    since: datetime = Field(sa_type=UtcDateTime)
    noticed_at: datetime = Field(sa_type=UtcDateTime)


_TOPICS_KEY, _HOURS_KEY = ("shop_domain", "topic"), ("shop_domain", "hour")


@dataclass(frozen=True, slots=True)
class SqlDeliveries:
    """The port `Deliveries`."""

    session: Session

    def tally(self, received_before: datetime, limit: int) -> int:
        """Count what was not counted yet."""
        counted = list(takewhile(lambda row: row.received_at < received_before, self._uncounted(limit)))
        topics = {(row.shop_domain, row.topic): row for row in counted}
        hours = {(row.shop_domain, hour_of(row.received_at)) for row in counted}
        insert_many(
            self.session,
            TopicDeliveryRow,
            [
                {"shop_domain": shop, "topic": topic, "last_received_at": row.received_at, "last_event_id": row.id}
                for (shop, topic), row in sorted(topics.items())
            ],
            replacing(_TOPICS_KEY, ("last_received_at", "last_event_id")),
        )
        rows = [{"shop_domain": shop, "hour": hour} for shop, hour in sorted(hours)]
        insert_many(self.session, DeliveryHourRow, rows, ignoring(_HOURS_KEY))
        return len(counted)

    def last(self, shop: ShopDomain) -> Mapping[str, datetime]:
        """When each topic was last received."""
        rows = self.session.exec(select(TopicDeliveryRow).where(TopicDeliveryRow.shop_domain == shop))
        return {row.topic: row.last_received_at for row in rows}

    def hours(self, shop: ShopDomain, since: datetime) -> Collection[datetime]:
        """The hours in which something was received."""
        statement = select(DeliveryHourRow.hour).where(
            DeliveryHourRow.shop_domain == shop, col(DeliveryHourRow.hour) >= since
        )
        return set(self.session.exec(statement))

    def forget_hours(self, before: datetime) -> None:
        """Drop old hours."""
        self.session.connection().execute(delete(DeliveryHourRow).where(col(DeliveryHourRow.hour) < before))

    def silence(self, shop: ShopDomain) -> Silence | None:
        """The store's silence."""
        row = self.session.get(SilenceRow, shop, populate_existing=True)
        return Silence(shop, row.since, row.noticed_at) if row else None

    def silences(self) -> Sequence[Silence]:
        """All silences."""
        rows = self.session.exec(select(SilenceRow).order_by(SilenceRow.shop_domain))
        return [Silence(ShopDomain(row.shop_domain), row.since, row.noticed_at) for row in rows]

    def note_silence(self, silence: Silence) -> None:
        """Remember that a store is silent."""
        row = {"shop_domain": silence.shop, "since": silence.since, "noticed_at": silence.noticed_at}
        insert_many(self.session, SilenceRow, [row], replacing(("shop_domain",), ("since", "noticed_at")))

    def end_silence(self, shop: ShopDomain) -> None:
        """The store was heard again."""
        self.session.connection().execute(delete(SilenceRow).where(col(SilenceRow.shop_domain) == shop))

    def _uncounted(self, limit: int) -> Iterable[Any]:
        mark = self.session.exec(select(func.max(TopicDeliveryRow.last_event_id))).one() or 0
        event = WebhookEventRow
        new = select(event.id, event.shop_domain, event.topic, event.received_at).where(col(event.id) > mark)
        return self.session.exec(new.order_by(col(event.id)).limit(limit))
