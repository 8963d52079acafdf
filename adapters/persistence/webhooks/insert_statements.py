"""The statements that store new events. Each returns the keys of the events that it stored."""

from typing import Any

import sqlalchemy
from sqlalchemy import ColumnElement, Select, and_, func, not_, or_
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, select

from novex_shopify.adapters.persistence.batch_statements import ignore_on_conflict
from novex_shopify.adapters.persistence.postgres_arrays import unnest
from novex_shopify.adapters.persistence.shops.shops import ShopRow
from novex_shopify.adapters.persistence.webhooks.webhook_event_row import WebhookEventRow
from novex_shopify.domain.model.webhook_event import MAX_UNAPPROVED_BYTES, MAX_UNAPPROVED_EVENTS
from novex_shopify.domain.model.webhook_topic import TOPICS_WITHOUT_CONNECTION

_KEY = ("shop_domain", "webhook_id")
_COLUMNS = (
    *_KEY,
    "topic",
    "event_id",
    "triggered_at",
    "resource_key",
    "body",
    "signature",
    "status",
    "attempts",
    "received_at",
    "next_attempt_at",
    "settled_at",
    "last_error",
)
IGNORE_DUPLICATES = ignore_on_conflict(_KEY, returning=_KEY)


def _has_room() -> ColumnElement[bool]:
    stored = func.count() < MAX_UNAPPROVED_EVENTS
    fits = func.coalesce(func.sum(func.length(WebhookEventRow.body)), 0) < MAX_UNAPPROVED_BYTES
    of_shop = col(WebhookEventRow.shop_domain) == ShopRow.shop_domain
    return sqlalchemy.select(and_(stored, fits)).where(of_shop).correlate(ShopRow).scalar_subquery()


ACCEPTING_SHOPS = select(ShopRow.shop_domain).where(or_(not_(col(ShopRow.awaits_approval)), _has_room()))
"""The events of a shop are counted only while it awaits approval."""

FULL_SHOPS = select(ShopRow.shop_domain).where(col(ShopRow.awaits_approval), not_(_has_room()))


def _select_numbered_rows() -> Select[Any]:
    # Numbered in order of receipt, but written in order of the key, so that two batches cannot wait for each other.
    number = func.nextval("shopify_webhook_events_id_seq").label("id")
    new = sqlalchemy.select(number, *unnest(WebhookEventRow, _COLUMNS, "new").c).subquery("numbered")
    is_always_stored = new.c.topic.in_(TOPICS_WITHOUT_CONNECTION) & new.c.shop_domain.in_(select(ShopRow.shop_domain))
    is_stored = new.c.shop_domain.in_(ACCEPTING_SHOPS) | is_always_stored
    return sqlalchemy.select(new).where(is_stored).order_by(*(new.c[name] for name in (*_KEY, "id")))


INSERT_ONE = IGNORE_DUPLICATES(sqlite.insert(WebhookEventRow))
INSERT_FROM_ARRAYS = IGNORE_DUPLICATES(
    postgresql.insert(WebhookEventRow).from_select(["id", *_COLUMNS], _select_numbered_rows(), include_defaults=False)
)
"""Skips events of unknown stores and of full inboxes. For SQLite, `SqlWebhookEvents.add` does that."""
