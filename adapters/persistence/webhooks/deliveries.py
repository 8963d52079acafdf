"""When stores last delivered: `shopify_topic_deliveries`, `shopify_delivery_hours` and others."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from typing import Any

from sqlalchemy import delete, func
from sqlmodel import Field, Session, col, select

from novex_shopify.adapters.persistence.batch_statements import ignore_on_conflict, insert_many, overwrite_on_conflict
from novex_shopify.adapters.persistence.column_types import BigId, UtcDateTime
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.adapters.persistence.webhooks.webhook_event_row import WebhookEventRow
from novex_shopify.domain.model.delivery_outage import DeliveryOutage
from novex_shopify.domain.model.refused_deliveries import RefusedDeliveries
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import Provider
from novex_shopify.domain.policies.delivery_outage import truncate_to_hour


class TopicDeliveryRow(Row, table=True):
    """The last delivery of a topic. Events up to the greatest `last_event_id` of all rows are counted."""

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


class DeliveryOutageRow(Row, table=True):
    __tablename__ = "shopify_delivery_outages"

    shop_domain: str = Field(primary_key=True)
    last_delivery_at: datetime = Field(sa_type=UtcDateTime)
    resync_requested_at: datetime = Field(sa_type=UtcDateTime)

    def to_domain(self) -> DeliveryOutage:
        return DeliveryOutage(ShopDomain(self.shop_domain), self.last_delivery_at, self.resync_requested_at)


class RefusedDeliveriesRow(Row, table=True):
    __tablename__ = "shopify_refused_deliveries"

    shop_domain: str = Field(primary_key=True)
    count: int
    since: datetime = Field(sa_type=UtcDateTime)
    last_at: datetime = Field(sa_type=UtcDateTime)


_TOPICS_KEY, _HOURS_KEY = ("shop_domain", "topic"), ("shop_domain", "hour")


@dataclass(frozen=True, slots=True)
class SqlDeliveries:
    """The port `Deliveries`."""

    session: Session

    def count_received(self, received_before: datetime, limit: int) -> int:
        counted = list(takewhile(lambda row: row.received_at < received_before, self._fetch_uncounted(limit)))
        topics = {(row.shop_domain, row.topic): row for row in counted}
        hours = {(row.shop_domain, truncate_to_hour(row.received_at)) for row in counted}
        insert_many(
            self.session,
            TopicDeliveryRow,
            [
                {"shop_domain": shop, "topic": topic, "last_received_at": row.received_at, "last_event_id": row.id}
                for (shop, topic), row in sorted(topics.items())
            ],
            overwrite_on_conflict(_TOPICS_KEY, ("last_received_at", "last_event_id")),
        )
        rows = [{"shop_domain": shop, "hour": hour} for shop, hour in sorted(hours)]
        insert_many(self.session, DeliveryHourRow, rows, ignore_on_conflict(_HOURS_KEY))
        return len(counted)

    def find_last_received_at(self, shop: ShopDomain) -> Mapping[str, datetime]:
        rows = self.session.exec(select(TopicDeliveryRow).where(TopicDeliveryRow.shop_domain == shop))
        return {row.topic: row.last_received_at for row in rows}

    def list_hours(self, shop: ShopDomain, since: datetime) -> Collection[datetime]:
        statement = select(DeliveryHourRow.hour).where(
            DeliveryHourRow.shop_domain == shop, col(DeliveryHourRow.hour) >= since
        )
        return set(self.session.exec(statement))

    def delete_hours(self, before: datetime) -> None:
        self.session.connection().execute(delete(DeliveryHourRow).where(col(DeliveryHourRow.hour) < before))

    def get_outage(self, shop: ShopDomain) -> DeliveryOutage | None:
        row = self.session.get(DeliveryOutageRow, shop)
        return row.to_domain() if row else None

    def list_outages(self) -> Sequence[DeliveryOutage]:
        rows = self.session.exec(select(DeliveryOutageRow).order_by(DeliveryOutageRow.shop_domain))
        return [row.to_domain() for row in rows]

    def save_outage(self, outage: DeliveryOutage) -> None:
        row = {
            "shop_domain": outage.shop,
            "last_delivery_at": outage.last_delivery_at,
            "resync_requested_at": outage.resync_requested_at,
        }
        insert_many(
            self.session,
            DeliveryOutageRow,
            [row],
            overwrite_on_conflict(("shop_domain",), ("last_delivery_at", "resync_requested_at")),
        )

    def end_outage(self, shop: ShopDomain) -> None:
        self.session.connection().execute(delete(DeliveryOutageRow).where(col(DeliveryOutageRow.shop_domain) == shop))

    def save_refused(self, refused: Sequence[RefusedDeliveries]) -> None:
        rows = [
            {"shop_domain": each.shop, "count": each.count, "since": each.since, "last_at": each.last_at}
            for each in refused
        ]
        replaced = overwrite_on_conflict(("shop_domain",), ("count", "since", "last_at"))
        insert_many(self.session, RefusedDeliveriesRow, rows, replaced)

    def list_refused(self) -> Sequence[RefusedDeliveries]:
        rows = self.session.exec(select(RefusedDeliveriesRow).order_by(RefusedDeliveriesRow.shop_domain))
        return [RefusedDeliveries(ShopDomain(row.shop_domain), row.count, row.since, row.last_at) for row in rows]

    def _fetch_uncounted(self, limit: int) -> Iterable[Any]:
        last_counted_id = self.session.exec(select(func.max(TopicDeliveryRow.last_event_id))).one() or 0
        event = WebhookEventRow
        new = select(event.id, event.shop_domain, event.topic, event.received_at).where(col(event.id) > last_counted_id)
        new = new.where(event.provider == Provider.SHOPIFY)
        return self.session.exec(new.order_by(col(event.id)).limit(limit))
