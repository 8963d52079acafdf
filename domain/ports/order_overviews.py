"""What lists of orders are filtered and counted by."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from novex_shopify.domain.model.order_overview import DeliveryState, OrderKey, OrderOverview, OrderOverviewFilter
from novex_shopify.domain.model.order_position import OrderPosition
from novex_shopify.domain.model.shop import ShopDomain


class OrderOverviews(Protocol):
    """One overview for each order, written in the transaction that changes what it says."""

    def put(self, overviews: Sequence[OrderOverview], *, keep_states: bool = False) -> None:
        """Store overviews of different orders, each in place of the one before, by one statement.

        One from a payload never replaces one of the ERP's document. The delivery, and a risk or country that the new
        one lacks, stay as they are; with `keep_states` so does what the warehouse knows.
        """
        ...

    def set_delivery(self, shop: ShopDomain, order_id: int, delivery: DeliveryState | None) -> None:
        """Store where the parcels of an order are; nothing if there is no overview of it."""
        ...

    def set_risks(self, shop: ShopDomain, risks: Mapping[int, str]) -> None:
        """Store the fraud risks of orders, by Shopify's id."""
        ...

    def remove_unbooked(self, shop: ShopDomain, order_ids: Collection[int]) -> None:
        """Remove those of these orders that the ERP does not have."""
        ...

    def list_page(
        self,
        wanted: OrderOverviewFilter,
        limit: int,
        after: OrderPosition | None = None,
        *,
        oldest_first: bool = False,
    ) -> Sequence[OrderOverview]:
        """List orders by the time they were placed; those after a position, if given."""
        ...

    def count(self, wanted: OrderOverviewFilter, limit: int) -> int:
        """Count what is listed, up to `limit`."""
        ...

    def find_keys(self, erp_ids: Collection[str]) -> Mapping[str, OrderKey]:
        """Return the keys of the ERP's orders, by its ids; ids without an overview are left out."""
        ...

    def find_unknown(self, keys: Collection[OrderKey]) -> set[OrderKey]:
        """Return the orders among these that have no overview."""
        ...
