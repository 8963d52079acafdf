"""Brings the units of an order's lots in line with what has left and what is wanted.

The order's state and the balances of all lots that may be needed are locked (`lock_lots_of_order`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from novex_shopify.domain.model.assignment import Assignment, AssignmentState
from novex_shopify.domain.model.lot_choice import LotStrategy
from novex_shopify.domain.policies.lot_choice import propose_for_lines
from novex_shopify.domain.policies.movement_causes import find_cancellation_cause, find_release_cause, number_cause
from novex_shopify.domain.policies.reconciliation import to_day
from novex_shopify.domain.policies.settlement import Lack, Surplus, group_by_departure
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.assignment.free_lots import FreeLots, read_lots
from novex_shopify.domain.use_cases.assignment.locked_order import LockedOrder, read_changed_lots
from novex_shopify.domain.use_cases.assignment.lot_rules import LotRules, read_lot_rules
from novex_shopify.domain.use_cases.assignment.proposed_lots import build_assignment
from novex_shopify.domain.use_cases.assignment.transfers import (
    RELEASE,
    SHIP,
    UNSHIP,
    AssignedPart,
    TransferDetails,
    assign_units,
    take_newest,
    transfer_units,
)
from novex_shopify.domain.use_cases.stock.records import get_stock


@dataclass(frozen=True, slots=True)
class LockedLots:
    """What is decided with: the lots as they were locked, and which of them goes first if none was named."""

    free: FreeLots
    strategy: LotStrategy
    now: datetime


def unship_units(tx: Transaction, locked: LockedOrder, surplus: Sequence[Surplus], now: datetime) -> LockedOrder:
    """Set aside again, of the same lots, what was cancelled; lots that were only assumed are free again."""
    stock, entries = get_stock(tx), get_stock(tx).ledger.list_entries_of_order(locked.state.order_id)
    for each in surplus:
        shipped = [
            row
            for row in _list_of_line(locked.assignments, AssignmentState.SHIPPED, each.line_item_id)
            if row.shipment_id == each.shipment_id
        ]
        cause = find_cancellation_cause(each.shipment_id)
        details = TransferDetails(now, cause.reason, number_cause(cause.name, entries))
        moved = transfer_units(stock, take_newest(shipped, each.quantity), UNSHIP, details)
        # Lots that were only assumed were never set aside for the order.
        assumed = [AssignedPart(row, row.quantity) for row in moved if row.inferred]
        released = number_cause(f"{cause.name}:released", entries)
        transfer_units(stock, assumed, RELEASE, replace(details, cause=released))
    return read_changed_lots(tx, locked)


def ship_lacking_units(tx: Transaction, locked: LockedOrder, lacks: Sequence[Lack], lots: LockedLots) -> LockedOrder:
    """Find lots for what has left: what is set aside for the line, and then what is free. The rest stays without."""
    stock, entries = get_stock(tx), get_stock(tx).ledger.list_entries_of_order(locked.state.order_id)
    rules = read_lot_rules(tx, locked, lots.strategy, lots.now)
    for group in group_by_departure(lacks):
        departure, free = group[0].departure, read_lots(stock, lots.free.lots.keys())
        cause = number_cause(departure.cause, entries)
        parts = [part for lack in group for part in _take_assigned(locked.assignments, lack, free)]
        missing = [replace(lack, quantity=lack.quantity - _sum_of_line(parts, lack.line_item_id)) for lack in group]
        left_on = to_day(departure.at or lots.now, locked.zone)
        inferred = _infer(locked, missing, free, replace(rules, ship_on=left_on), lots.now)
        assigned = assign_units(stock, inferred, f"{cause}:inferred")
        parts += [AssignedPart(each, each.quantity) for each in assigned]
        transfer_units(stock, parts, SHIP, TransferDetails(lots.now, None, cause, departure.shipment_id))
        locked = read_changed_lots(tx, locked)
    return locked


def release_units(tx: Transaction, locked: LockedOrder, unneeded: Mapping[int, int], now: datetime) -> LockedOrder:
    """Make units free again that are not wanted, by line item: what was assigned last goes first."""
    stock, entries = get_stock(tx), get_stock(tx).ledger.list_entries_of_order(locked.state.order_id)
    for line_item_id, quantity in sorted(unneeded.items()):
        assigned = _list_of_line(locked.assignments, AssignmentState.ASSIGNED, line_item_id)
        cause = find_release_cause(locked.order, line_item_id)
        details = TransferDetails(now, cause.reason, number_cause(cause.name, entries))
        transfer_units(stock, take_newest(assigned, quantity), RELEASE, details)
    return read_changed_lots(tx, locked)


def _take_assigned(assignments: Iterable[Assignment], lack: Lack, free: FreeLots) -> list[AssignedPart]:
    """What is set aside for the line, that which expires first first.

    What was assigned before the line was booked to another item is not what has left.
    """

    def rank(assignment: Assignment) -> tuple[date, int]:
        return free.lots[assignment.lot_id].expires_on or date.max, assignment.id

    assigned = _list_of_line(assignments, AssignmentState.ASSIGNED, lack.line_item_id)
    parts, quantity = [], lack.quantity
    for each in sorted((each for each in assigned if each.item_id == lack.item_id), key=rank):
        if taken := min(each.quantity, quantity):
            parts.append(AssignedPart(each, taken))
            quantity -= taken
    return parts


def _infer(
    locked: LockedOrder, missing: Sequence[Lack], free: FreeLots, rules: LotRules, now: datetime
) -> list[Assignment]:
    """The lots that the units may be of: those that would have been proposed when they left."""
    demands = {
        lack.line_item_id: (lack.item_id, rules.build_demand(lack.item_id, lack.quantity))
        for lack in missing
        if lack.quantity
    }
    return [
        replace(build_assignment(locked, line_item_id, chosen, now), inferred=True)
        for line_item_id, proposal in propose_for_lines(free.candidates, demands).items()
        for chosen in proposal.chosen
    ]


def _list_of_line(assignments: Iterable[Assignment], state: AssignmentState, line_item_id: int) -> list[Assignment]:
    return [each for each in assignments if each.state is state and each.line_item_id == line_item_id]


def _sum_of_line(parts: Iterable[AssignedPart], line_item_id: int) -> int:
    return sum(part.quantity for part in parts if part.assignment.line_item_id == line_item_id)
