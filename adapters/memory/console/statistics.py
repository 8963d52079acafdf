"""Statistics in memory."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from novex_shopify.adapters.memory.state import State
from novex_shopify.domain.model.fulfillment import OPEN_PUSH_STATUSES, STUCK_PUSH_STATUSES, PushStatus
from novex_shopify.domain.model.product import MappingStatus
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.statistics import (
    OpenEvents,
    ProcessingTime,
    ReceivedCount,
    StuckEvents,
    StuckPush,
)
from novex_shopify.domain.model.webhook_event import FINISHED, STUCK_EVENT_STATUSES, EventStatus, WebhookEvent
from novex_shopify.domain.resource_keys import ORDER_PREFIX

_EPOCH = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True)
class MemoryStatistics:
    """The port `Statistics`."""

    state: State

    def count_open_events(self) -> Sequence[OpenEvents]:
        found: dict[tuple[ShopDomain, EventStatus], list[WebhookEvent]] = defaultdict(list)
        for event in self.state.events.values():
            if event.status not in FINISHED:
                found[event.shop_domain, event.status].append(event)
        return [
            OpenEvents(
                shop,
                status,
                len(events),
                min(each.received_at for each in events),
                len({each.resource_key for each in events if each.resource_key.startswith(ORDER_PREFIX)}),
            )
            for (shop, status), events in found.items()
        ]

    def list_stuck_events(self, waiting_for: str | None = None) -> Sequence[StuckEvents]:
        groups: dict[tuple[ShopDomain, EventStatus, str, frozenset[str], str], list[WebhookEvent]] = defaultdict(list)
        for event in self.state.events.values():
            if event.status in STUCK_EVENT_STATUSES and (waiting_for is None or waiting_for in event.waiting_for):
                error = "" if event.waiting_for else event.last_error or ""
                cause = (event.resource_key, frozenset(event.waiting_for), error)
                groups[event.shop_domain, event.status, *cause].append(event)
        return [
            StuckEvents(
                *cause,
                len(events),
                min(event.received_at for event in events),
                max(event.settled_at or event.received_at for event in events),
            )
            for cause, events in groups.items()
        ]

    def list_stuck_pushes(self) -> Sequence[StuckPush]:
        stuck = [push for push in self.state.pushes.values() if push.status in STUCK_PUSH_STATUSES]
        return [
            StuckPush(
                push.shop_domain, push.status, push.shipment.id, push.order_id, push.last_error or "", push.created_at
            )
            for push in sorted(stuck, key=lambda push: push.id)
            if push.shop_domain and push.created_at
        ]

    def count_arrivals(self, since: datetime, interval: timedelta) -> Sequence[ReceivedCount]:
        received: dict[tuple[datetime, ShopDomain], list[bool]] = defaultdict(list)
        for event in self._list_events_since(since):
            start = event.received_at - (event.received_at - _EPOCH) % interval
            received[start, event.shop_domain].append(event.status is EventStatus.DEAD)
        return [
            ReceivedCount(shop, start, len(failed), sum(failed)) for (start, shop), failed in sorted(received.items())
        ]

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
        return self._count_variants(lambda status: status is MappingStatus.UNMAPPED)

    def count_decided(self) -> Mapping[ShopDomain, int]:
        return self._count_variants(lambda status: status is not MappingStatus.UNMAPPED)

    def _count_variants(self, has_status: Callable[[MappingStatus], bool]) -> Mapping[ShopDomain, int]:
        return Counter(
            mapping.shop_domain
            for mapping in self.state.mappings.values()
            if has_status(mapping.status) and not (mapping.variant.archived or mapping.deleted_at)
        )

    def _list_events_since(self, since: datetime) -> list[WebhookEvent]:
        return [event for event in self.state.events.values() if event.received_at >= since]
