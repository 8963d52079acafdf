"""Figures over what is stored."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from novex_shopify.domain.model.fulfillment import PushStatus
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.statistics import OpenEvents, ProcessingTime, ReceivedCount


class Statistics(Protocol):
    """Counts that are quick at any size of the inbox: they look at what is open, and at what is recent."""

    def count_open_events(self) -> Sequence[OpenEvents]:
        """What is pending, processing, parked or dead, by store and state."""
        ...

    def count_arrivals(self, since: datetime) -> Sequence[ReceivedCount]:
        """Events by store and minute of receipt, minutes in order; those without any are left out."""
        ...

    def list_delays(self, since: datetime, limit: int) -> Sequence[ProcessingTime]:
        """How long the newest events took that were received since then and are done; so many at most."""
        ...

    def count_orders(self, since: datetime) -> Mapping[ShopDomain, int]:
        """How many orders the stores told of as new since then."""
        ...

    def count_open_pushes(self) -> Mapping[tuple[ShopDomain, PushStatus], int]:
        """Pushes that are pending, sending, parked or refused, by store and state."""
        ...

    def count_unmapped(self) -> Mapping[ShopDomain, int]:
        """How many variants wait to be mapped, by store; without what is archived or deleted."""
        ...
