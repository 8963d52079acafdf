"""Deliveries in memory."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice, takewhile

from novex_shopify.adapters.memory.state import State
from novex_shopify.domain.model.delivery_outage import DeliveryOutage
from novex_shopify.domain.model.refused_deliveries import RefusedDeliveries
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import Provider
from novex_shopify.domain.policies.delivery_outage import truncate_to_hour


@dataclass(frozen=True, slots=True)
class MemoryDeliveries:
    """The port `Deliveries`. `State.last_counted_ids` says up to which event deliveries are counted."""

    state: State

    def count_received(self, received_before: datetime, limit: int) -> int:
        uncounted = (
            event
            for number, event in sorted(self.state.events.items())
            if number > self._get_last_counted_id() and event.provider is Provider.SHOPIFY
        )
        counted = list(islice(takewhile(lambda event: event.received_at < received_before, uncounted), limit))
        for event in counted:
            self.state.last_deliveries[event.shop_domain, event.topic] = event.received_at
            self.state.delivery_hours[event.shop_domain, truncate_to_hour(event.received_at)] = True
        self.state.last_counted_ids["events"] = counted[-1].id if counted else self._get_last_counted_id()
        return len(counted)

    def find_last_received_at(self, shop: ShopDomain) -> Mapping[str, datetime]:
        return {topic: at for (shop_domain, topic), at in self.state.last_deliveries.items() if shop_domain == shop}

    def list_hours(self, shop: ShopDomain, since: datetime) -> Collection[datetime]:
        return {hour for shop_domain, hour in self.state.delivery_hours if shop_domain == shop and hour >= since}

    def delete_hours(self, before: datetime) -> None:
        for shop, hour in list(self.state.delivery_hours):
            if hour < before:
                del self.state.delivery_hours[shop, hour]

    def get_outage(self, shop: ShopDomain) -> DeliveryOutage | None:
        return self.state.delivery_outages.get(shop)

    def list_outages(self) -> Sequence[DeliveryOutage]:
        return sorted(self.state.delivery_outages.values(), key=lambda outage: outage.shop)

    def save_outage(self, outage: DeliveryOutage) -> None:
        self.state.delivery_outages[outage.shop] = outage

    def end_outage(self, shop: ShopDomain) -> None:
        self.state.delivery_outages.pop(shop, None)

    def save_refused(self, refused: Sequence[RefusedDeliveries]) -> None:
        self.state.refused_deliveries.update({each.shop: each for each in refused})

    def list_refused(self) -> Sequence[RefusedDeliveries]:
        return sorted(self.state.refused_deliveries.values(), key=lambda each: each.shop)

    def _get_last_counted_id(self) -> int:
        return self.state.last_counted_ids.get("events", 0)
