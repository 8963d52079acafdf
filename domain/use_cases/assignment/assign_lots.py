"""Assigns lots to an order."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from novex_shopify.domain.errors import NovexError, RequestDiffers, describe
from novex_shopify.domain.model.lot_choice import LotStrategy
from novex_shopify.domain.model.stock import LedgerEntry
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.use_cases.assignment.free_lots import lock_free_lots
from novex_shopify.domain.use_cases.assignment.locked_order import (
    LockedOrder,
    add_assignments,
    assign_by_hand,
    lock_order,
    save_known_state,
)
from novex_shopify.domain.use_cases.assignment.lot_rules import LotRules, read_lot_rules
from novex_shopify.domain.use_cases.assignment.lot_selection import FoundSelection, LotSelection, find_selection
from novex_shopify.domain.use_cases.assignment.order_lots import OrderLots, name_lots
from novex_shopify.domain.use_cases.assignment.person_requests import build_cause, list_done, require_open
from novex_shopify.domain.use_cases.assignment.proposed_lots import assign_proposed, list_short_items
from novex_shopify.domain.use_cases.assignment.selected_lots import build_assignments
from novex_shopify.domain.use_cases.assignment.transfers import assign_units
from novex_shopify.domain.use_cases.stock.records import get_stock


@dataclass(frozen=True, slots=True)
class AssignLots:
    """Assigns lots as they are proposed, or as a person chooses them: all of a request, or nothing."""

    unit_of_work: UnitOfWork
    clock: Clock
    strategy: LotStrategy = LotStrategy.FIFO

    def __call__(
        self, order_id: str, selections: Sequence[LotSelection] | None = None, *, reference: str | None = None
    ) -> OrderLots:
        """Assign the selected lots, or the proposed ones as far as there are any; returns the order as it is then.

        `reference` names the request: the same one again changes nothing. Raises `NotFound`, or a `StockRefused` that
        says what speaks against it.
        """
        with self.unit_of_work() as tx:
            assigned = self.assign_in_transaction(tx, order_id, selections, reference=reference)
            tx.commit()
        return assigned

    def assign_in_transaction(
        self,
        tx: Transaction,
        order_id: str,
        selections: Sequence[LotSelection] | None = None,
        *,
        reference: str | None = None,
    ) -> OrderLots:
        """Do the same as part of the caller's transaction, which has locked no lots before."""
        stock, locked = get_stock(tx), lock_order(tx, order_id)
        cause = build_cause("assign", locked, reference)
        found = None if selections is None else [find_selection(stock, locked, each) for each in selections]
        if reference and (done := list_done(stock, locked, cause)):
            _require_same(found, done, reference)
            return name_lots(tx, locked)
        require_open(tx, locked, self.clock.now())
        rules = read_lot_rules(tx, locked, self.strategy, self.clock.now())
        if found is None:
            return self._assign_proposed(tx, locked, rules, cause)
        return self._assign_selected(tx, locked, rules, found, cause)

    def _assign_proposed(self, tx: Transaction, locked: LockedOrder, rules: LotRules, cause: str | None) -> OrderLots:
        free, now = lock_free_lots(get_stock(tx), list_short_items(locked)), self.clock.now()
        assigned = assign_proposed(tx, locked, rules, now, free, cause=cause)
        return name_lots(tx, save_known_state(tx, assign_by_hand(assigned, by_hand=False), now), free)

    def _assign_selected(
        self,
        tx: Transaction,
        locked: LockedOrder,
        rules: LotRules,
        selections: Sequence[FoundSelection],
        cause: str | None,
    ) -> OrderLots:
        stock, now = get_stock(tx), self.clock.now()
        # All lots of the items are locked, because a selection is compared with what is proposed.
        free = lock_free_lots(stock, {each.lot.item_id for each in selections}, {each.lot.id for each in selections})
        assigned = assign_units(stock, build_assignments(locked, rules, free, selections, now), cause)
        changed = assign_by_hand(add_assignments(locked, assigned), by_hand=False)
        return name_lots(tx, save_known_state(tx, changed, now), free)


@dataclass(frozen=True, slots=True)
class AssignedOrder:
    """An order of a request for several: its lots, or why it has none."""

    order_id: str
    lots: OrderLots | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class AssignManyOrders:
    """Assigns the proposed lots to several orders, each in a transaction of its own, in the given order."""

    assign: AssignLots

    def __call__(self, order_ids: Sequence[str], *, reference: str | None = None) -> Sequence[AssignedOrder]:
        """An order that is refused does not keep the others from their lots. `reference` is as in `AssignLots`."""
        return [self._assign_one(order_id, reference) for order_id in dict.fromkeys(order_ids)]

    def _assign_one(self, order_id: str, reference: str | None) -> AssignedOrder:
        try:
            return AssignedOrder(order_id, self.assign(order_id, reference=reference))
        except NovexError as error:
            return AssignedOrder(order_id, problem=describe(error))


def _require_same(selections: Sequence[FoundSelection] | None, done: Sequence[LedgerEntry], reference: str) -> None:
    """Raise `RequestDiffers` if the reference names a request for other lots."""
    if selections is None:
        return
    asked: Counter[tuple[int, int]] = Counter()
    for each in selections:
        asked[each.line.line_item_id, each.lot.id] += each.quantity
    booked: Counter[tuple[int, int]] = Counter()
    for entry in done:
        booked[entry.movement.line_item_id or 0, entry.movement.lot_id] += entry.movement.change.assigned
    if asked != booked:
        raise RequestDiffers(reference)
