"""Which rows of `shopify_webhook_events` a filter means."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, literal, or_
from sqlmodel import Session, col, select

from novex_shopify.adapters.persistence.bulk import is_postgresql
from novex_shopify.adapters.persistence.webhook_event_row import WebhookEventRow
from novex_shopify.adapters.persistence.webhook_queue import is_in
from novex_shopify.domain.model.webhook_event import FINISHED, EventFilter

_OUT_OF_ORDER = timedelta(minutes=1)
"""Processes that store at the same time number events a little out of the order of their clocks."""


def matches(session: Session, which: EventFilter) -> list[ColumnElement[bool]]:
    """The conditions of a filter."""
    wanted = {
        WebhookEventRow.id: which.event_id,
        WebhookEventRow.shop_domain: which.shop,
        WebhookEventRow.topic: which.topic,
        WebhookEventRow.resource_key: which.resource_key,
    }
    conditions = [col(column) == value for column, value in wanted.items() if value is not None]
    if which.status is not None:
        conditions.append(is_in(which.status))
    if which.received_from is not None:
        conditions += received_since(session, which.received_from)
    if which.received_before is not None:
        conditions.append(col(WebhookEventRow.received_at) < which.received_before)
    if which.text is not None:
        conditions.append(_speaks_of(session, which.text))
    return conditions


def received_since(session: Session, moment: datetime) -> list[ColumnElement[bool]]:
    """Events are numbered as they come, so a moment is found by halving, and no index has to be kept for it."""
    first = _first_since(session, moment - _OUT_OF_ORDER)
    return [col(WebhookEventRow.id) >= first, col(WebhookEventRow.received_at) >= moment]


def _first_since(session: Session, moment: datetime) -> int:
    """Of the first event received since then; or more than any has."""
    ends = session.exec(select(func.min(WebhookEventRow.id), func.max(WebhookEventRow.id))).one()
    low, high = ends[0] or 0, (ends[1] or 0) + 1
    while low < high:
        middle = (low + high) // 2
        at_or_after = select(WebhookEventRow.id, WebhookEventRow.received_at).where(col(WebhookEventRow.id) >= middle)
        found = session.exec(at_or_after.order_by(col(WebhookEventRow.id)).limit(1)).first()
        if found is None or found[1] >= moment:
            high = middle
        else:
            low = (found[0] or middle) + 1
    return low


def _speaks_of(session: Session, text: str) -> ColumnElement[bool]:
    key = col(WebhookEventRow.resource_key)
    ids = (col(WebhookEventRow.webhook_id) == text, col(WebhookEventRow.event_id) == text, key == text)
    error = func.lower(col(WebhookEventRow.last_error)).contains(text.lower(), autoescape=True)
    unfinished = col(WebhookEventRow.status).not_in(FINISHED)
    return or_(*ids, key.endswith(f":{text}", autoescape=True), error, and_(unfinished, body_holds(session, text)))


def body_holds(session: Session, text: str) -> ColumnElement[bool]:
    """Whether a body has this as a whole value. Both databases look for bytes in bytes."""
    value, body = literal(f'"{text}"'.encode()), col(WebhookEventRow.body)
    place = func.position(value.op("IN")(body)) if is_postgresql(session) else func.instr(body, value)
    return place > 0
