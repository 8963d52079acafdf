"""Gives an order the lots that are proposed, as far as there are any."""

from collections.abc import Mapping
from datetime import datetime

from novex_shopify.domain.model.actor import get_current_actor
from novex_shopify.domain.model.assignment import Assignment
from novex_shopify.domain.model.lot_choice import ChosenLot, LotDemand
from novex_shopify.domain.policies.lot_choice import propose_for_lines
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.assignment.free_lots import FreeLots
from novex_shopify.domain.use_cases.assignment.locked_order import LockedOrder, add_assignments
from novex_shopify.domain.use_cases.assignment.lot_rules import LotRules
from novex_shopify.domain.use_cases.assignment.transfers import assign_units
from novex_shopify.domain.use_cases.stock.records import get_stock


def build_demands(locked: LockedOrder, rules: LotRules) -> Mapping[int, tuple[str, LotDemand]]:
    """What the lines of an order still need, by line item, each of an item."""
    return {
        line.line_item_id: (line.item_id, rules.build_demand(line.item_id, line.short))
        for line in locked.lines
        if line.item_id and line.short
    }


def list_short_items(locked: LockedOrder) -> frozenset[str]:
    """The items, by id, of which an order still needs units."""
    return frozenset(line.item_id for line in locked.lines if line.item_id and line.short)


def assign_proposed(
    tx: Transaction,
    locked: LockedOrder,
    rules: LotRules,
    now: datetime,
    free: FreeLots,
    *,
    cause: str | None = None,
) -> LockedOrder:
    """Assign the proposed lots to all lines, and return the order as it is then. What no lot can fill stays short.

    `free` is locked: the lots of all items that the order is short of. The caller stores the order's state.
    """
    proposals = propose_for_lines(free.candidates, build_demands(locked, rules))
    assignments = [
        build_assignment(locked, line_item_id, chosen, now)
        for line_item_id, proposal in proposals.items()
        for chosen in proposal.chosen
    ]
    return add_assignments(locked, assign_units(get_stock(tx), assignments, cause))


def build_assignment(locked: LockedOrder, line_item_id: int, chosen: ChosenLot, now: datetime) -> Assignment:
    """The assignment of a chosen lot, by the current actor."""
    return Assignment(
        0,
        locked.state.order_id,
        line_item_id,
        chosen.lot.item_id,
        chosen.lot.id,
        chosen.location_id,
        chosen.quantity,
        get_current_actor(),
        now,
        reason=chosen.reason,
    )
