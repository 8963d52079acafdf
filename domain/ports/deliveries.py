"""Statistics of received webhooks, and delivery outages."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from novex_shopify.domain.model.delivery_outage import DeliveryOutage
from novex_shopify.domain.model.refused_deliveries import RefusedDeliveries
from novex_shopify.domain.model.shop import ShopDomain


class Deliveries(Protocol):
    """Counts of stored webhooks by shop, topic and hour. They outlive the webhooks."""

    def count_received(self, received_before: datetime, limit: int) -> int:
        """Count stored webhooks that were not counted yet, in order of receipt, at most `limit`; returns how many."""
        ...

    def find_last_received_at(self, shop: ShopDomain) -> Mapping[str, datetime]:
        """Return when each topic (as in the header) was last received, as far as counted."""
        ...

    def list_hours(self, shop: ShopDomain, since: datetime) -> Collection[datetime]:
        """List the hours, by their start, in which a webhook was received."""
        ...

    def delete_hours(self, before: datetime) -> None:
        """Delete the counts of hours before this time."""
        ...

    def get_outage(self, shop: ShopDomain) -> DeliveryOutage | None:
        """Get the shop's current outage, if there is one."""
        ...

    def list_outages(self) -> Sequence[DeliveryOutage]:
        """List all current outages, by shop."""
        ...

    def save_outage(self, outage: DeliveryOutage) -> None:
        """Store an outage, replacing an earlier one of the shop."""
        ...

    def end_outage(self, shop: ShopDomain) -> None:
        """Delete the shop's outage."""
        ...

    def save_refused(self, refused: Sequence[RefusedDeliveries]) -> None:
        """Store each shop's last refused deliveries, replacing earlier ones of the shop."""
        ...

    def list_refused(self) -> Sequence[RefusedDeliveries]:
        """List the last refused deliveries, by shop. Others may have been accepted since."""
        ...
