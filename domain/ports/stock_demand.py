"""What an ERP with lots knows of an item for the stores that sell it."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Protocol

from novex_shopify.domain.model.order_demand import FreeUnits, LineDemand, LineUnits


class StockNews(Protocol):
    """The items whose numbers have changed: by a movement, by a lot's status, or by the demand of orders.

    Who changes them adds the news in the same transaction. Entries are only added and deleted, so it waits for no one.
    """

    def add(self, item_ids: Collection[str]) -> None:
        """Say that something about these items has changed."""
        ...

    def has_any(self) -> bool:
        """Return whether there is news that was not taken yet."""
        ...

    def find_waiting(self, item_ids: Collection[str]) -> frozenset[str]:
        """Return those of these items that have news which was not taken yet."""
        ...

    def take(self, limit: int) -> frozenset[str]:
        """Remove up to `limit` entries, the oldest first; returns their items. Others who take get other entries."""
        ...


class OrderDemands(Protocol):
    """What open orders need, by order line. Orders that need nothing have no rows."""

    def save(self, order_id: str, lines: Collection[LineDemand]) -> None:
        """Replace the lines of an order, and add the news of the items of those that have changed."""
        ...

    def list_by_items(self, item_ids: Collection[str]) -> Sequence[LineDemand]:
        """List the lines with these items, by order and line."""
        ...


class StockUnits(Protocol):
    """Units by item, as they are now."""

    def list_free(self, item_ids: Collection[str], good_until: date) -> Sequence[FreeUnits]:
        """List what is free of these items at each storage location that sells and is counted.

        Usable are units of released lots that have no date or are good until this day at least.
        """
        ...

    def list_of_lines(self, item_ids: Collection[str]) -> Sequence[LineUnits]:
        """List the units of these items that are set aside for order lines, or are on their way to customers.

        On their way are those of shipments of the ERP that Shopify has not confirmed. Lines without demand have none.
        """
        ...

    def list_items_crossing(self, first: date, last: date) -> frozenset[str]:
        """Return the items of which a lot with free units is good until one of these days, and no longer."""
        ...
