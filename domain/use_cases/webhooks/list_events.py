"""Lists events with the orders that they are about."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import EventFilter, WebhookEvent
from novex_shopify.domain.ports.payload_reader import PayloadReader
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.resource_keys import parse_order_key
from novex_shopify.domain.use_cases.orders.newest_state import find_newest_state

MAX_COUNT = 10_000
"""More events are not counted, as that would take too long."""

OrderKey = tuple[ShopDomain, int]


@dataclass(frozen=True, slots=True)
class EventPage:
    """Some events, and how many match in all, up to `MAX_COUNT`. `order_names` are by event id."""

    events: Sequence[WebhookEvent]
    count: int
    order_names: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class ListEvents:
    """Reads a page of the inbox."""

    unit_of_work: UnitOfWork
    payloads: PayloadReader

    def __call__(self, event_filter: EventFilter, limit: int, before: int | None = None) -> EventPage:
        """List the newest events, newest first; before the event with the id `before`, if given."""
        with self.unit_of_work.read() as tx:
            events = tx.events.list_latest(limit, event_filter, before)
            count = tx.events.count(event_filter, MAX_COUNT)
            names = self._find_order_names(tx, events)
        keys = {event.id: _get_order_key(event) for event in events}
        return EventPage(events, count, {number: names[key] for number, key in keys.items() if key in names})

    def _find_order_names(self, tx: Transaction, events: Iterable[WebhookEvent]) -> Mapping[OrderKey | None, str]:
        ids: dict[ShopDomain, set[int]] = defaultdict(set)
        bodies: dict[OrderKey, list[WebhookEvent]] = defaultdict(list)
        for event in events:
            if key := _get_order_key(event):
                ids[event.shop_domain].add(key[1])
                bodies[key].append(event)
        names: dict[OrderKey | None, str] = {
            (shop, order.shopify_order_id): order.name
            for shop, order_ids in ids.items()
            for order in tx.erp.orders.get_many(shop, order_ids, with_fulfillments=False)
        }
        for key in bodies.keys() - names.keys():
            if state := find_newest_state(self.payloads, bodies[key]):
                names[key] = state.name
        return names


def _get_order_key(event: WebhookEvent) -> OrderKey | None:
    order_id = parse_order_key(event.resource_key)
    return (event.shop_domain, order_id) if order_id is not None else None
