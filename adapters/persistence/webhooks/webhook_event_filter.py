"""Conditions on `shopify_webhook_events`."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Text, and_, cast, func, literal, or_
from sqlmodel import Session, col, select

from novex_shopify.adapters.persistence.batch_statements import is_postgresql
from novex_shopify.adapters.persistence.webhooks.webhook_event_row import WebhookEventRow, has_status
from novex_shopify.domain.model.webhook_event import FINISHED, EventFilter

_NUMBERING_TOLERANCE = timedelta(minutes=1)
"""Processes that store at the same time number events slightly out of the order of their clocks."""


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
    id_range = session.exec(select(func.min(WebhookEventRow.id), func.max(WebhookEventRow.id))).one()
    low, high = id_range[0] or 0, (id_range[1] or 0) + 1
    while low < high:
        middle = (low + high) // 2
        at_or_after = select(WebhookEventRow.id, WebhookEventRow.received_at).where(col(WebhookEventRow.id) >= middle)
        found = session.exec(at_or_after.order_by(col(WebhookEventRow.id)).limit(1)).first()
        if found is None or found[1] >= moment:
            high = middle
        else:
            low = (found[0] or middle) + 1
    return low


def _matches_text(session: Session, text: str) -> ColumnElement[bool]:
    key = col(WebhookEventRow.resource_key)
    ids = (col(WebhookEventRow.webhook_id) == text, col(WebhookEventRow.event_id) == text, key == text)
    error = func.lower(col(WebhookEventRow.last_error)).contains(text.lower(), autoescape=True)
    unfinished = col(WebhookEventRow.status).not_in(FINISHED)
    return or_(*ids, key.endswith(f":{text}", autoescape=True), error, and_(unfinished, body_contains(session, text)))


def body_contains(session: Session, text: str) -> ColumnElement[bool]:
    """Whether a body holds this text as a whole JSON string, in capitals or not. Bodies are bytes in both databases."""
    value, body = literal(f'"{text}"'.encode()), col(WebhookEventRow.body)
    if is_postgresql(session):  # as text, in which bytes other than ASCII are escaped: they need not be UTF-8
        escaped_value, escaped_body = (func.lower(func.encode(each, "escape")) for each in (value, body))
        return func.position(escaped_value.op("IN")(escaped_body)) > 0
    lower_value, lower_body = (func.lower(cast(each, Text)) for each in (value, body))
    return func.instr(lower_body, lower_value) > 0
