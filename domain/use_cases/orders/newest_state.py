"""The newest state of an order that its stored events describe."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta

from novex_shopify.domain.errors import UnreadablePayload
from novex_shopify.domain.model.order import Order
from novex_shopify.domain.model.webhook_event import WebhookEvent
from novex_shopify.domain.model.webhook_topic import HANDLED_TOPICS, Subject
from novex_shopify.domain.policies.staleness import to_sort_key
from novex_shopify.domain.ports.payload_reader import PayloadReader
from novex_shopify.domain.use_cases.orders.order_state import OrderState

_TOLERANCE = timedelta(minutes=1)
_UNKNOWN_TIME = datetime.max.replace(tzinfo=UTC)


def find_newest_state(payloads: PayloadReader, events: Iterable[WebhookEvent]) -> Order | None:
    """None if no event has a readable order: a body may be erased or damaged."""
    parsers: Mapping[Subject, Callable[[bytes], Order]] = {
        Subject.ORDER: payloads.parse_order,
        Subject.ORDER_READ: payloads.deserialize_order,
    }
    newest: OrderState | None = None
    # Parsing is what takes time. A state is not newer than the moment at which Shopify triggered its webhook.
    for event in sorted(events, key=_get_triggered_at, reverse=True):
        if newest and _get_triggered_at(event) < newest.version.updated_at - _TOLERANCE:
            break
        topic = HANDLED_TOPICS.get(event.topic)
        parse = parsers.get(topic.subject) if topic else None
        if parse:
            try:
                state = OrderState(event, parse(event.body))
            except UnreadablePayload:  # an older event may be readable
                continue
            newest = max(filter(None, (newest, state)), key=lambda each: to_sort_key(each.version))
    return newest.order if newest else None


def _get_triggered_at(event: WebhookEvent) -> datetime:
    return event.triggered_at or _UNKNOWN_TIME
