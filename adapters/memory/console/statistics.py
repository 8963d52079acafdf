"""Statistics in memory."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from novex_shopify.adapters.memory.state import State
from novex_shopify.domain.model.fulfillment import OPEN_PUSH_STATUSES, PushStatus
from novex_shopify.domain.model.product import MappingStatus
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.statistics import OpenEvents, ProcessingTime, ReceivedCount
from novex_shopify.domain.model.webhook_event import FINISHED, EventStatus, WebhookEvent


@dataclass(frozen=True, slots=True)
class MemoryStatistics:
    """The port `Statistics`."""

    state: State

    def count_open_events(self) -> Sequence[OpenEvents]:
        received: dict[tuple[ShopDomain, EventStatus], list[datetime]] = defaultdict(list)
        for event in self.state.events.values():
            if event.status not in FINISHED:
                received[event.shop_domain, event.status].append(event.received_at)
        return [OpenEvents(shop, status, len(times), min(times)) for (shop, status), times in received.items()]

    def count_arrivals(self, since: datetime) -> Sequence[ReceivedCount]:
        minutes = Counter(
            (event.received_at.replace(second=0, microsecond=0), event.shop_domain)
            for event in self._list_events_since(since)
        )
        return [ReceivedCount(shop, minute, count) for (minute, shop), count in sorted(minutes.items())]

    def list_delays(self, since: datetime, limit: int) -> Sequence[ProcessingTime]:
        done = [event for event in self._list_events_since(since) if event.status is EventStatus.DONE]
        newest = sorted(done, key=lambda event: event.id, reverse=True)
        return [
            ProcessingTime(event.shop_domain, event.settled_at - event.received_at)
            for event in newest
            if event.settled_at
        ][:limit]

    def count_orders(self, since: datetime) -> Mapping[ShopDomain, int]:
        new = {
            (event.shop_domain, event.resource_key)
            for event in self._list_events_since(since)
            if event.topic == "orders/create"
        }
        return dict(Counter(shop for shop, _ in new))

    def count_open_pushes(self) -> Mapping[tuple[ShopDomain, PushStatus], int]:
        pushes = (push for push in self.state.pushes.values() if push.status in OPEN_PUSH_STATUSES)
        return dict(Counter((push.shop_domain or ShopDomain(""), push.status) for push in pushes))

    def count_unmapped(self) -> Mapping[ShopDomain, int]:
        waiting = (
            mapping.shop_domain
            for mapping in self.state.mappings.values()
            if mapping.status is MappingStatus.UNMAPPED and not (mapping.variant.archived or mapping.deleted_at)
        )
        return Counter(waiting)

    def _list_events_since(self, since: datetime) -> list[WebhookEvent]:
        return [event for event in self.state.events.values() if event.received_at >= since]
