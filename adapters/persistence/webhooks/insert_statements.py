"""The statements that store new events. Each returns the keys of the events that it stored."""

from typing import Any

import sqlalchemy
from sqlalchemy import Select, func
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import select

from novex_shopify.adapters.persistence.batch_statements import ignore_on_conflict
from novex_shopify.adapters.persistence.postgres_arrays import unnest
from novex_shopify.adapters.persistence.shops.shops import ShopRow
from novex_shopify.adapters.persistence.webhooks.webhook_event_row import WebhookEventRow

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
_ignore_duplicates = ignore_on_conflict(_KEY, returning=_KEY)


def _select_numbered_rows() -> Select[Any]:
    # Numbered in order of receipt, but written in order of the key, so that two batches cannot wait for each other.
    number = func.nextval("shopify_webhook_events_id_seq").label("id")
    new = sqlalchemy.select(number, *unnest(WebhookEventRow, _COLUMNS, "new").c).subquery("numbered")
    shop_is_known = new.c.shop_domain.in_(select(ShopRow.shop_domain))
    return sqlalchemy.select(new).where(shop_is_known).order_by(*(new.c[name] for name in (*_KEY, "id")))


INSERT_ONE = _ignore_duplicates(sqlite.insert(WebhookEventRow))
INSERT_FROM_ARRAYS = _ignore_duplicates(
    postgresql.insert(WebhookEventRow).from_select(["id", *_COLUMNS], _select_numbered_rows(), include_defaults=False)
)
"""Skips events of unknown stores. For SQLite, `SqlWebhookEvents.add` does that."""
