"""Figures, by the indexes of what is open and the numbers of what is recent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, cast, func, text
from sqlmodel import Session, col, select

from novex_shopify.adapters.persistence.bulk import is_postgresql
from novex_shopify.adapters.persistence.event_filter import received_since
from novex_shopify.adapters.persistence.fulfillment_pushes import FulfillmentPushRow
from novex_shopify.adapters.persistence.product_list import ON_SALE
from novex_shopify.adapters.persistence.product_mapping_row import ProductMappingRow
from novex_shopify.adapters.persistence.webhook_event_row import DEAD, PARKED, UNFINISHED, WebhookEventRow
from novex_shopify.domain.model.figures import Arrivals, Delay, OpenEvents
from novex_shopify.domain.model.fulfillment import PushStatus
from novex_shopify.domain.model.product import MappingStatus
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import EventStatus

_OPEN_PUSHES = (PushStatus.PENDING, PushStatus.SENDING, PushStatus.PARKED, PushStatus.REFUSED)
_MINUTE = 60

_SHOP, _STATUS = col(WebhookEventRow.shop_domain), col(WebhookEventRow.status)
_RECEIVED = col(WebhookEventRow.received_at)


@dataclass(frozen=True, slots=True)
class SqlFigures:
    """The port `Figures`."""

    session: Session

    def open_events(self) -> Sequence[OpenEvents]:
        """What is open: one statement for each partial index."""
        conditions = (UNFINISHED, PARKED, DEAD)
        return [found for condition in conditions for found in self._open(condition)]

    def _open(self, condition: str) -> list[OpenEvents]:
        statement = select(_SHOP, _STATUS, func.count(), func.min(_RECEIVED)).where(text(condition))
        rows = self.session.exec(statement.group_by(_SHOP, _STATUS))
        return [
            OpenEvents(ShopDomain(shop), EventStatus(status), count, oldest) for shop, status, count, oldest in rows
        ]

    def arrivals(self, since: datetime) -> Sequence[Arrivals]:
        """Events by store and minute."""
        minute = self._minute().label("minute")
        statement = select(_SHOP, minute, func.count()).where(*received_since(self.session, since))
        rows = self.session.exec(statement.group_by(_SHOP, minute).order_by(minute, _SHOP))
        return [
            Arrivals(ShopDomain(shop), datetime.fromtimestamp(number * _MINUTE, UTC), count)
            for shop, number, count in rows
        ]

    def delays(self, since: datetime, limit: int) -> Sequence[Delay]:
        """How long the newest events took."""
        settled = col(WebhookEventRow.settled_at)
        done = (_STATUS == EventStatus.DONE, settled.is_not(None))
        statement = select(_SHOP, _RECEIVED, settled).where(*done, *received_since(self.session, since))
        rows = self.session.exec(statement.order_by(col(WebhookEventRow.id).desc()).limit(limit))
        return [Delay(ShopDomain(shop), end - received) for shop, received, end in rows if end is not None]

    def orders(self, since: datetime) -> Mapping[ShopDomain, int]:
        """How many orders were new."""
        counted = func.count(func.distinct(col(WebhookEventRow.resource_key)))
        new = col(WebhookEventRow.topic) == "orders/create"
        statement = select(_SHOP, counted).where(new, *received_since(self.session, since))
        return {ShopDomain(shop): count for shop, count in self.session.exec(statement.group_by(_SHOP))}

    def open_pushes(self) -> Mapping[tuple[ShopDomain, PushStatus], int]:
        """Pushes that are open."""
        shop, status = col(FulfillmentPushRow.shop_domain), col(FulfillmentPushRow.status)
        statement = select(shop, status, func.count()).where(status.in_(_OPEN_PUSHES)).group_by(shop, status)
        return {
            (ShopDomain(name or ""), PushStatus(stage)): count for name, stage, count in self.session.exec(statement)
        }

    def unmapped(self) -> Mapping[ShopDomain, int]:
        """Variants that wait to be mapped."""
        shop, status = col(ProductMappingRow.shop_domain), col(ProductMappingRow.status)
        statement = select(shop, func.count()).where(status == MappingStatus.UNMAPPED, *ON_SALE).group_by(shop)
        return {ShopDomain(name): count for name, count in self.session.exec(statement)}

    def _minute(self) -> ColumnElement[Any]:
        """The number of the minute since 1970."""
        if is_postgresql(self.session):
            return cast(func.floor(func.extract("epoch", _RECEIVED) / _MINUTE), Integer)
        return cast(func.strftime("%s", _RECEIVED), Integer) // _MINUTE
