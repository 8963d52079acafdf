"""Assigns lots without a person."""

from collections.abc import Collection
from dataclasses import dataclass

from novex_shopify.domain.model.lot_choice import LotStrategy
from novex_shopify.domain.policies.auto_assignment import is_assigned_automatically
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.assignment.locked_order import LockedOrder
from novex_shopify.domain.use_cases.assignment.lot_rules import read_lot_rules
from novex_shopify.domain.use_cases.assignment.proposed_lots import assign_proposed


@dataclass(frozen=True, slots=True)
class AutoAssignLots:
    """Assigns the proposed lots to orders whose store has it done on order or on payment."""

    clock: Clock
    strategy: LotStrategy = LotStrategy.FIFO

    def assign_in_transaction(
        self, tx: Transaction, locked: LockedOrder, lot_ids: Collection[int] | None = None
    ) -> LockedOrder:
        """Assign what is free to a locked order, if its store's settings say so, and return the order as it is then.

        `lot_ids` are the lots that the caller has locked (`lock_lots_of_order`); None if it has locked none. What was
        assigned is stored with the order's state.
        """
        if not is_assigned_automatically(locked.order, locked.settings):
            return locked
        now = self.clock.now()
        rules = read_lot_rules(tx, locked, self.strategy, now)
        return assign_proposed(tx, locked, rules, now, lot_ids=lot_ids)
