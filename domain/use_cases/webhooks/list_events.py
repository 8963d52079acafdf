"""Lists events with the orders that they are about."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from novex_shopify.domain.model.problem import Problem
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import EventFilter, WebhookEvent
from novex_shopify.domain.policies.problems import describe_event_problem
from novex_shopify.domain.ports.payload_reader import PayloadReader
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.resource_keys import parse_order_key
from novex_shopify.domain.use_cases.orders.newest_state import find_newest_state

OrderKey = tuple[ShopDomain, int]


@dataclass(frozen=True, slots=True)
class ListedEvent:
    """An event, and the name of its order, if it is about one that is known."""

    event: WebhookEvent
    order_name: str | None

    @property
    def problem(self) -> Problem | None:
        return describe_event_problem(self.event)


@dataclass(frozen=True, slots=True)
class ListEvents:
    """Reads a page of the inbox."""

    unit_of_work: UnitOfWork
    payloads: PayloadReader

    def __call__(
        self, event_filter: EventFilter, limit: int, position: int | None = None, *, oldest_first: bool = False
    ) -> Sequence[ListedEvent]:
        """List events, newest first or oldest first; after the one with the id `position`, if given."""
        with self.unit_of_work.read() as tx:
            list_events = tx.events.list_oldest if oldest_first else tx.events.list_latest
            events = list_events(limit, event_filter, position)
            names = self._find_order_names(tx, events)
        return [ListedEvent(event, names.get(_get_order_key(event))) for event in events]

    def count(self, event_filter: EventFilter, limit: int) -> int:
        """Count events, up to `limit`: more would take too long."""
        with self.unit_of_work.read() as tx:
            return tx.events.count(event_filter, limit)

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
