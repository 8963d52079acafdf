"""What an ERP with lots and stock knows about its orders: which lots they have, and what is wrong."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from novex_shopify.domain.model.assignment import Assignment
from novex_shopify.domain.model.fulfillment_order_state import FulfillmentOrderState
from novex_shopify.domain.model.order_exception import OpenExceptions, OrderException, OrderExceptionKind
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.warehouse_return import WarehouseReturn, WarehouseReturnState
from novex_shopify.domain.model.warehouse_state import WarehouseState, WarehouseStateFilter, WarehouseStatePosition


class Assignments(Protocol):
    """Which units of which lots belong to which order lines. A row is never deleted."""

    def save(self, assignments: Sequence[Assignment]) -> Sequence[Assignment]:
        """Create those whose id is 0, change the others; returns them with their ids, in the same order.

        The order's state is locked (`WarehouseStates.lock`), and the balances of the lots are (`StockLedger.lock`).
        """
        ...

    def get_many(self, assignment_ids: Collection[int]) -> Sequence[Assignment]:
        """Get the assignments with these ids that exist, by id."""
        ...

    def list_by_orders(self, order_ids: Collection[str]) -> Sequence[Assignment]:
        """List all of these orders, also released ones, by id."""
        ...

    def list_by_lots(self, lot_ids: Collection[int]) -> Sequence[Assignment]:
        """List those of these lots that are not released, by id."""
        ...


class WarehouseStates(Protocol):
    """The state of each order in the warehouse. A change of an order's lots locks its state first."""

    def lock(self, order_id: str) -> WarehouseState:
        """Lock the state until the end of the transaction; a new one if the order has none."""
        ...

    def lock_next_due(self, now: datetime) -> WarehouseState | None:
        """Lock the state that has been due longest and that no one else has locked; None if there is none."""
        ...

    def mark_due(self, order_ids: Collection[str], at: datetime) -> None:
        """Have these orders settled. It waits for those who have locked one, so that no news is missed."""
        ...

    def save(self, state: WarehouseState) -> None:
        """Store a locked state."""
        ...

    def get_many(self, order_ids: Collection[str]) -> Mapping[str, WarehouseState]:
        """Get the states of these orders that have one, by order id."""
        ...

    def list_page(
        self, wanted: WarehouseStateFilter, limit: int, after: WarehouseStatePosition | None = None
    ) -> Sequence[WarehouseState]:
        """List states by the promised day, then by id; those after a position, if given."""
        ...

    def list_open_orders(self, shop: ShopDomain, limit: int, after: str | None = None) -> Sequence[str]:
        """List a store's orders, by id, that Shopify has neither as cancelled nor as fulfilled; those after an id, if
        given. They need no state.
        """
        ...

    def count(self, wanted: WarehouseStateFilter, limit: int) -> int:
        """Count what is listed, up to `limit`."""
        ...

    def count_due(self, limit: int) -> int:
        """Count the states that are due or will be, up to `limit`."""
        ...

    def find_oldest_due(self) -> datetime | None:
        """Return since when the state is due that has been due longest."""
        ...

    def list_failed(self, limit: int) -> Sequence[WarehouseState]:
        """List states that could not be settled and wait for a person or for news, by order id."""
        ...


class OrderExceptions(Protocol):
    """What a person has to decide."""

    def open(self, exception: OrderException) -> None:
        """Open an exception; if the line has an open one of this kind, change its quantity."""
        ...

    def close(self, exception_ids: Collection[int], note: str, at: datetime) -> None:
        """Close the open ones of these, by the current actor."""
        ...

    def get(self, exception_id: int) -> OrderException | None: ...

    def list_by_orders(self, order_ids: Collection[str]) -> Sequence[OrderException]:
        """List all of these orders, also closed ones, by id."""
        ...

    def list_open(
        self,
        limit: int,
        kind: OrderExceptionKind | None = None,
        after: int | None = None,
        *,
        shop: ShopDomain | None = None,
    ) -> Sequence[OrderException]:
        """List open ones, oldest first: of a kind, of a shop, and those after an id, if given."""
        ...

    def list_short_orders(self, item_ids: Collection[str], limit: int, after: str | None = None) -> Sequence[str]:
        """List the orders, by id, that have an open `short` of one of these items; those after an id, if given."""
        ...

    def count_open(self) -> Sequence[OpenExceptions]:
        """Count the open ones by shop and kind, in this order."""
        ...


class WarehouseReturns(Protocol):
    """Units that come back from customers."""

    def add(self, returned: WarehouseReturn) -> WarehouseReturn:
        """Create a return, unless one has its cause; returns the one that exists now."""
        ...

    def save(self, returned: WarehouseReturn) -> None:
        """Store the state, the quantity and the lots of a return. The order's state or the lots are locked."""
        ...

    def get(self, return_id: int) -> WarehouseReturn | None: ...

    def list_by_orders(self, order_ids: Collection[str]) -> Sequence[WarehouseReturn]:
        """List the returns of these orders, by id."""
        ...

    def list_received(self, item_id: str) -> Sequence[WarehouseReturn]:
        """List the returns of an item that are received and not decided yet, by id."""
        ...

    def list_in_states(
        self, states: Collection[WarehouseReturnState], limit: int, before: int | None = None
    ) -> Sequence[WarehouseReturn]:
        """List the newest returns in one of these states, newest first; those before an id, if given."""
        ...

    def count_in_states(self, states: Collection[WarehouseReturnState], limit: int) -> int:
        """Count what is listed, up to `limit`."""
        ...


class FulfillmentOrders(Protocol):
    """Shopify's fulfillment orders, as they were read last, by Shopify's order: it may arrive later."""

    def save(self, shop: ShopDomain, states: Sequence[FulfillmentOrderState]) -> None:
        """Store different ones. An older state replaces none, by `updated_at`; what was moved stays marked as moved."""
        ...

    def list_by_orders(
        self, orders: Collection[tuple[ShopDomain, int]]
    ) -> Mapping[tuple[ShopDomain, int], Sequence[FulfillmentOrderState]]:
        """List those of orders, by store and Shopify's id, each by id; orders without one are left out."""
        ...
