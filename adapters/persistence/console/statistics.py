"""Statistics of the console and the metrics."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy
from sqlalchemy import ColumnElement, Integer, case, cast, func, text
from sqlmodel import Session, col, select

from novex_shopify.adapters.persistence.batch_statements import is_postgresql
from novex_shopify.adapters.persistence.fulfillment.fulfillment_push_row import FulfillmentPushRow
from novex_shopify.adapters.persistence.products.product_mapping_page import IS_SELLABLE
from novex_shopify.adapters.persistence.products.product_mapping_row import ProductMappingRow
from novex_shopify.adapters.persistence.webhooks.webhook_event_filter import build_received_since_conditions
from novex_shopify.adapters.persistence.webhooks.webhook_event_row import (
    DEAD_CONDITION,
    NEW_ORDER_CONDITION,
    PARKED_CONDITION,
    UNFINISHED_CONDITION,
    WebhookEventRow,
)
from novex_shopify.domain.model.fulfillment import OPEN_PUSH_STATUSES, STUCK_PUSH_STATUSES, PushStatus
from novex_shopify.domain.model.product import MappingStatus
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.statistics import (
    OpenEvents,
    ProcessingTime,
    ReceivedCount,
    StuckEvents,
    StuckPush,
)
from novex_shopify.domain.model.webhook_event import EventStatus
from novex_shopify.domain.resource_keys import ORDER_PREFIX

_SHOP, _STATUS = col(WebhookEventRow.shop_domain), col(WebhookEventRow.status)
_RECEIVED_AT = col(WebhookEventRow.received_at)


@dataclass(frozen=True, slots=True)
class SqlStatistics:
    """The port `Statistics`."""

    session: Session

    def count_open_events(self) -> Sequence[OpenEvents]:
        # One statement for each partial index.
        conditions = (UNFINISHED_CONDITION, PARKED_CONDITION, DEAD_CONDITION)
        return [found for condition in conditions for found in self._count_open_events(condition)]

    def _count_open_events(self, condition: str) -> list[OpenEvents]:
        key = col(WebhookEventRow.resource_key)
        orders = func.count(func.distinct(case((key.startswith(ORDER_PREFIX), key))))
        counts: tuple[ColumnElement[Any], ...] = (func.count(), func.min(_RECEIVED_AT), orders)
        statement = sqlalchemy.select(_SHOP, _STATUS, *counts).where(text(condition)).group_by(_SHOP, _STATUS)
        rows = self.session.connection().execute(statement)
        return [OpenEvents(ShopDomain(row[0]), EventStatus(row[1]), *row[2:]) for row in rows]

    def list_stuck_events(self, waiting_for: str | None = None) -> Sequence[StuckEvents]:
        row = WebhookEventRow
        keys = func.coalesce(col(row.waiting_for), "")
        error = case((keys != "", ""), else_=func.coalesce(col(row.last_error), ""))
        cause = (_SHOP, _STATUS, col(row.resource_key), keys, error)
        settled = func.coalesce(col(row.settled_at), _RECEIVED_AT)
        columns = sqlalchemy.select(*cause, func.count(), func.min(_RECEIVED_AT), func.max(settled)).group_by(*cause)
        if waiting_for is not None:  # keys are separated by blanks
            columns = columns.where((" " + keys + " ").contains(f" {waiting_for} ", autoescape=True))
        return [
            StuckEvents(ShopDomain(shop), EventStatus(status), key, frozenset(waits.split()), why, *found)
            for condition in (PARKED_CONDITION, DEAD_CONDITION)  # each has a partial index of its own
            for shop, status, key, waits, why, *found in self.session.connection().execute(
                columns.where(text(condition))
            )
        ]

    def list_stuck_pushes(self) -> Sequence[StuckPush]:
        row = FulfillmentPushRow
        columns = (row.shop_domain, row.status, row.erp_shipment_id, row.shopify_order_id, row.last_error)
        stuck = select(*columns, row.created_at).where(  # type: ignore[call-overload]
            col(row.status).in_(STUCK_PUSH_STATUSES), col(row.shop_domain).is_not(None)
        )
        return [
            StuckPush(ShopDomain(shop), PushStatus(status), shipment_id, order_id, error or "", created_at)
            for shop, status, shipment_id, order_id, error, created_at in self.session.exec(stuck.order_by(col(row.id)))
        ]

    def count_arrivals(self, since: datetime, interval: timedelta) -> Sequence[ReceivedCount]:
        seconds = int(interval.total_seconds())
        number = self._build_interval_number(seconds).label("number")
        failed = func.sum(case((_STATUS == EventStatus.DEAD, 1), else_=0))
        statement = select(_SHOP, number, func.count(), failed).where(
            *build_received_since_conditions(self.session, since)
        )
        rows = self.session.exec(statement.group_by(_SHOP, number).order_by(number, _SHOP))
        return [
            ReceivedCount(ShopDomain(shop), datetime.fromtimestamp(number * seconds, UTC), count, failed)
            for shop, number, count, failed in rows
        ]

    def list_delays(self, since: datetime, limit: int) -> Sequence[ProcessingTime]:
        settled = col(WebhookEventRow.settled_at)
        done = (_STATUS == EventStatus.DONE, settled.is_not(None))
        statement = select(_SHOP, _RECEIVED_AT, settled).where(
            *done, *build_received_since_conditions(self.session, since)
        )
        rows = self.session.exec(statement.order_by(col(WebhookEventRow.id).desc()).limit(limit))
        return [ProcessingTime(ShopDomain(shop), end - received) for shop, received, end in rows if end is not None]

    def count_orders(self, since: datetime) -> Mapping[ShopDomain, int]:
        keys = select(_SHOP, col(WebhookEventRow.resource_key)).where(text(NEW_ORDER_CONDITION), since <= _RECEIVED_AT)
        # Grouped apart: else SQLite reads all events in the order of the groups instead of the index of new orders.
        shop = (orders := keys.distinct().subquery()).c.shop_domain
        statement = sqlalchemy.select(shop, func.count()).select_from(orders).group_by(shop)
        return {ShopDomain(name): count for name, count in self.session.connection().execute(statement)}

    def count_open_pushes(self) -> Mapping[tuple[ShopDomain, PushStatus], int]:
        shop, status = col(FulfillmentPushRow.shop_domain), col(FulfillmentPushRow.status)
        statement = select(shop, status, func.count()).where(status.in_(OPEN_PUSH_STATUSES)).group_by(shop, status)
        return {
            (ShopDomain(name or ""), PushStatus(stage)): count for name, stage, count in self.session.exec(statement)
        }

    def count_unmapped(self) -> Mapping[ShopDomain, int]:
        return self._count_variants(col(ProductMappingRow.status) == MappingStatus.UNMAPPED)

    def count_decided(self) -> Mapping[ShopDomain, int]:
        return self._count_variants(col(ProductMappingRow.status) != MappingStatus.UNMAPPED)

    def _count_variants(self, condition: ColumnElement[bool]) -> Mapping[ShopDomain, int]:
        shop = col(ProductMappingRow.shop_domain)
        statement = select(shop, func.count()).where(condition, *IS_SELLABLE).group_by(shop)
        return {ShopDomain(name): count for name, count in self.session.exec(statement)}

    def _build_interval_number(self, seconds: int) -> ColumnElement[Any]:
        """The number of the interval, counted from 1970."""
        if is_postgresql(self.session):
            return cast(func.floor(func.extract("epoch", _RECEIVED_AT) / seconds), Integer)
        return cast(func.strftime("%s", _RECEIVED_AT), Integer) // seconds
