"""Assigns lots without a person."""

from dataclasses import dataclass

from novex_shopify.domain.model.lot_choice import LotStrategy
from novex_shopify.domain.policies.auto_assignment import is_assigned_automatically
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.assignment.free_lots import FreeLots, lock_free_lots
from novex_shopify.domain.use_cases.assignment.locked_order import LockedOrder
from novex_shopify.domain.use_cases.assignment.lot_rules import read_lot_rules
from novex_shopify.domain.use_cases.assignment.proposed_lots import assign_proposed, list_short_items
from novex_shopify.domain.use_cases.stock.records import get_stock


@dataclass(frozen=True, slots=True)
class AutoAssignLots:
    """Assigns the proposed lots to orders whose store has it done on order or on payment."""

    clock: Clock
    strategy: LotStrategy = LotStrategy.FIFO

    def assign_in_transaction(self, tx: Transaction, locked: LockedOrder, free: FreeLots | None = None) -> LockedOrder:
        """Assign what is free to a locked order, if its store's settings say so, and return the order as it is then.

        `free` is what the caller has locked (`lock_lots_of_order`); None if it has locked no lots. The caller stores
        the order's state.
        """
        if not is_assigned_automatically(locked.order, locked.settings, locked.state):
            return locked
        now = self.clock.now()
        rules = read_lot_rules(tx, locked, self.strategy, now)
        free = free or lock_free_lots(get_stock(tx), list_short_items(locked))
        return assign_proposed(tx, locked, rules, now, free)
