"""Conditions on `shopify_webhook_events`."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Text, and_, bindparam, cast, func, literal, or_, text
from sqlmodel import Session, col

from novex_shopify.adapters.persistence.batch_statements import is_postgresql
from novex_shopify.adapters.persistence.column_types import UtcDateTime
from novex_shopify.adapters.persistence.webhooks.webhook_event_row import WebhookEventRow, has_status
from novex_shopify.domain.model.webhook_event import FINISHED, EventFilter

_NUMBERING_TOLERANCE = timedelta(minutes=1)
"""Processes that store at the same time number events slightly out of the order of their clocks."""

_IS_LATE = """
    COALESCE((
        SELECT received_at >= :moment FROM shopify_webhook_events WHERE id >= (low + high) / 2 ORDER BY id LIMIT 1
    ), TRUE)
"""
# One statement instead of 20. The least and the greatest id are read apart: for both at once, SQLite reads all rows.
_FIRST_ID_SINCE = text(
    """
    WITH RECURSIVE search (low, high) AS (
        SELECT
            COALESCE((SELECT MIN(id) FROM shopify_webhook_events), 0),
            COALESCE((SELECT MAX(id) FROM shopify_webhook_events), 0) + 1
        UNION ALL
        SELECT
            CASE WHEN IS_LATE THEN low ELSE (low + high) / 2 + 1 END,
            CASE WHEN IS_LATE THEN (low + high) / 2 ELSE high END
        FROM search WHERE low < high
    )
    SELECT low FROM search WHERE low >= high
    """.replace("IS_LATE", _IS_LATE)
).bindparams(bindparam("moment", type_=UtcDateTime()))


def build_conditions(session: Session, event_filter: EventFilter) -> list[ColumnElement[bool]]:
    wanted = {
        WebhookEventRow.id: event_filter.event_id,
        WebhookEventRow.shop_domain: event_filter.shop,
        WebhookEventRow.topic: event_filter.topic,
        WebhookEventRow.resource_key: event_filter.resource_key,
        WebhookEventRow.retried_at: event_filter.retried_at,
    }
    conditions = [col(column) == value for column, value in wanted.items() if value is not None]
    if event_filter.status is not None:
        conditions.append(has_status(event_filter.status))
    if event_filter.received_from is not None:
        conditions += build_received_since_conditions(session, event_filter.received_from)
    if event_filter.received_before is not None:
        conditions.append(col(WebhookEventRow.received_at) < event_filter.received_before)
    if event_filter.text is not None:
        conditions.append(_matches_text(session, event_filter.text))
    return conditions


def build_received_since_conditions(session: Session, moment: datetime) -> list[ColumnElement[bool]]:
    """By id: events are numbered in order of receipt, so a binary search finds the first, and needs no index."""
    first = _find_first_id_since(session, moment - _NUMBERING_TOLERANCE)
    return [col(WebhookEventRow.id) >= first, col(WebhookEventRow.received_at) >= moment]


def _find_first_id_since(session: Session, moment: datetime) -> int:
    """The id of the first event received since then; if there is none, an id greater than all."""
    first: int = session.connection().execute(_FIRST_ID_SINCE, {"moment": moment}).scalar_one()
    return first


def _matches_text(session: Session, value: str) -> ColumnElement[bool]:
    key = col(WebhookEventRow.resource_key)
    ids = (col(WebhookEventRow.webhook_id) == value, col(WebhookEventRow.event_id) == value, key == value)
    error = func.lower(col(WebhookEventRow.last_error)).contains(value.lower(), autoescape=True)
    unfinished = col(WebhookEventRow.status).not_in(FINISHED)
    return or_(*ids, key.endswith(f":{value}", autoescape=True), error, and_(unfinished, body_contains(session, value)))


def body_contains(session: Session, wanted: str) -> ColumnElement[bool]:
    """Whether a body holds this text as a whole JSON string, in capitals or not. Bodies are bytes in both databases."""
    value, body = literal(f'"{wanted}"'.encode()), col(WebhookEventRow.body)
    if is_postgresql(session):  # as text, in which bytes other than ASCII are escaped: they need not be UTF-8
        escaped_value, escaped_body = (func.lower(func.encode(each, "escape")) for each in (value, body))
        return func.position(escaped_value.op("IN")(escaped_body)) > 0
    lower_value, lower_body = (func.lower(cast(each, Text)) for each in (value, body))
    return func.instr(lower_body, lower_value) > 0
