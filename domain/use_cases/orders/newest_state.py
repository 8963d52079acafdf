"""The newest state of an order that its stored events describe."""

from collections.abc import Callable, Iterable, Mapping

from novex_shopify.domain.errors import UnreadablePayload
from novex_shopify.domain.model.order import Order
from novex_shopify.domain.model.webhook_event import WebhookEvent
from novex_shopify.domain.model.webhook_topic import HANDLED_TOPICS, Subject
from novex_shopify.domain.policies.staleness import to_sort_key
from novex_shopify.domain.ports.payload_reader import PayloadReader
from novex_shopify.domain.use_cases.orders.order_state import OrderState


def find_newest_state(payloads: PayloadReader, events: Iterable[WebhookEvent]) -> Order | None:
    """None if no event has a readable order: a body may be erased or damaged."""
    parsers: Mapping[Subject, Callable[[bytes], Order]] = {
        Subject.ORDER: payloads.parse_order,
        Subject.ORDER_READ: payloads.deserialize_order,
    }
    states = []
    for event in events:
        topic = HANDLED_TOPICS.get(event.topic)
        parse = parsers.get(topic.subject) if topic else None
        if parse:
            try:
                states.append(OrderState(event, parse(event.body)))
            except UnreadablePayload:  # an older event may be readable
                continue
    newest = max(states, key=lambda state: to_sort_key(state.version), default=None)
    return newest.order if newest else None
