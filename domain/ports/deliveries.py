"""When the stores were heard of."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from novex_shopify.domain.model.delivery_outage import DeliveryOutage
from novex_shopify.domain.model.shop import ShopDomain


class Deliveries(Protocol):
    """What is remembered of stored webhooks, beyond their own time: by store, topic and hour."""

    def count_received(self, received_before: datetime, limit: int) -> int:
        """Count stored webhooks that were not counted yet, in order of receipt, `limit` at most; returns how many."""
        ...

    def find_last_received_at(self, shop: ShopDomain) -> Mapping[str, datetime]:
        """When each topic (as in the header) was last received, as far as counted."""
        ...

    def list_hours(self, shop: ShopDomain, since: datetime) -> Collection[datetime]:
        """The hours, by their beginning, in which something was received."""
        ...

    def delete_hours(self, before: datetime) -> None:
        """Drop hours that nobody needs any more."""
        ...

    def get_outage(self, shop: ShopDomain) -> DeliveryOutage | None:
        """The store's silence, if one was noticed."""
        ...

    def list_outages(self) -> Sequence[DeliveryOutage]:
        """All that were noticed and have not ended, by store."""
        ...

    def save_outage(self, outage: DeliveryOutage) -> None:
        """Remember that a store is silent, in place of what was known of it."""
        ...

    def end_outage(self, shop: ShopDomain) -> None:
        """The store was heard again."""
        ...
