"""How lots are traced in an ERP that keeps them: in pages, however much there is."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from novex_shopify.domain.model.assignment import Assignment, AssignmentState
from novex_shopify.domain.model.lot_trace import (
    AssignmentTotal,
    OrderHead,
    ShippingWindow,
    UntracedTotal,
    UntracedUnits,
)
from novex_shopify.domain.model.stock import LedgerEntry, MovementKind


class LotTraces(Protocol):
    """Reads the ledger, the assignments and the orders by lot. Released assignments are left out."""

    def sum_movements(self, lot_ids: Collection[int]) -> Mapping[int, Mapping[MovementKind, int]]:
        """Sum what each kind of movement added to each lot, all parts of its balances together."""
        ...

    def sum_assignments(self, lot_ids: Collection[int]) -> Sequence[AssignmentTotal]:
        """Sum the units that orders have or had of each lot, by lot, state and whether the lot is assumed."""
        ...

    def count_orders(
        self, lot_ids: Collection[int], *, states: Collection[AssignmentState], inferred: bool | None = None
    ) -> int:
        """Count what `list_order_ids` lists: each order once, whatever it has of the lots."""
        ...

    def count_recipients(self, lot_ids: Collection[int]) -> int:
        """Count the customers to whom units were shipped; an order without a customer counts as one."""
        ...

    def list_entries(self, lot_ids: Collection[int], kinds: Collection[MovementKind]) -> Sequence[LedgerEntry]:
        """List the entries of these kinds, by id: receipts and conversions, of which a lot has few."""
        ...

    def list_order_ids(
        self,
        lot_ids: Collection[int],
        limit: int,
        after: str | None = None,
        *,
        states: Collection[AssignmentState],
        inferred: bool | None = None,
    ) -> Sequence[str]:
        """List the orders that have units of these lots in one of these states, by id, each once."""
        ...

    def list_assignments(self, lot_ids: Collection[int], order_ids: Collection[str]) -> Sequence[Assignment]:
        """List what these orders have of these lots, by id."""
        ...

    def list_shipping(self, order_ids: Collection[str]) -> Sequence[LedgerEntry]:
        """List the entries by which units left for these orders, by id."""
        ...

    def list_untraced(
        self,
        item_id: str,
        since: datetime,
        ordered_until: datetime | None,
        limit: int,
        after: int | None = None,
    ) -> Sequence[UntracedUnits]:
        """List open exceptions about units of an item without a lot, by id; those after an id, if given.

        Of orders that were placed until `ordered_until`, and from which something may have left from `since` on: the
        exception was opened then, or a fulfillment has changed since, because an exception keeps its time when more
        units leave.
        """
        ...

    def sum_untraced(self, windows: Collection[ShippingWindow]) -> UntracedTotal:
        """Sum what `list_untraced` lists for windows of different items; each order counts once."""
        ...

    def get_heads(self, order_ids: Collection[str]) -> Mapping[str, OrderHead]:
        """Get the heads of these orders that exist, by id."""
        ...
