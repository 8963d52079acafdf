"""What is remembered of webhooks, in memory."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice, takewhile

from novex_shopify.adapters.memory.state import State
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.silence import Silence
from novex_shopify.domain.policies.silence import hour_of


@dataclass(frozen=True, slots=True)
class MemoryDeliveries:
    """The port `Deliveries`. What was counted is a mark in `State.tallied`."""

    state: State

    def tally(self, received_before: datetime, limit: int) -> int:
        """Count what was not counted yet."""
        new = (self.state.events[number] for number in sorted(self.state.events) if number > self._mark())
        counted = list(islice(takewhile(lambda event: event.received_at < received_before, new), limit))
        for event in counted:
            self.state.last_deliveries[event.shop_domain, event.topic] = event.received_at
            self.state.delivery_hours[event.shop_domain, hour_of(event.received_at)] = True
        self.state.tallied["events"] = counted[-1].id if counted else self._mark()
        return len(counted)

    def last(self, shop: ShopDomain) -> Mapping[str, datetime]:
        """When each topic was last received."""
        return {topic: at for (whose, topic), at in self.state.last_deliveries.items() if whose == shop}

    def hours(self, shop: ShopDomain, since: datetime) -> Collection[datetime]:
        """The hours in which something was received."""
        return {hour for whose, hour in self.state.delivery_hours if whose == shop and hour >= since}

    def forget_hours(self, before: datetime) -> None:
        """Drop old hours."""
        for shop, hour in list(self.state.delivery_hours):
            if hour < before:
                del self.state.delivery_hours[shop, hour]

    def silence(self, shop: ShopDomain) -> Silence | None:
        """The store's silence."""
        return self.state.silences.get(shop)

    def silences(self) -> Sequence[Silence]:
        """All silences."""
        return sorted(self.state.silences.values(), key=lambda silence: silence.shop)

    def note_silence(self, silence: Silence) -> None:
        """Remember that a store is silent."""
        self.state.silences[silence.shop] = silence

    def end_silence(self, shop: ShopDomain) -> None:
        """The store was heard again."""
        self.state.silences.pop(shop, None)

    def _mark(self) -> int:
        return self.state.tallied.get("events", 0)
