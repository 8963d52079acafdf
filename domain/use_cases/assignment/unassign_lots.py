"""Makes assigned units free again."""

from collections.abc import Sequence
from dataclasses import dataclass

from novex_shopify.domain.errors import MoreThanAssigned, NotFound, OrderLocked, RequestDiffers
from novex_shopify.domain.model.assignment import Assignment, AssignmentState
from novex_shopify.domain.model.stock import LedgerEntry
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.use_cases.assignment.locked_order import LockedOrder, assign_by_hand, lock_order, save_state
from novex_shopify.domain.use_cases.assignment.order_lots import OrderLots, name_lots
from novex_shopify.domain.use_cases.assignment.person_requests import build_cause, list_done
from novex_shopify.domain.use_cases.assignment.transfers import RELEASE, TransferDetails, take_newest, transfer_units
from novex_shopify.domain.use_cases.stock.records import get_stock, require_quantity, require_reason
from novex_shopify.domain.use_cases.wake_short_orders import WakeForItems, wake_none


@dataclass(frozen=True, slots=True)
class AssignedUnits:
    """Which assigned units of an order: those of a line, of one assignment, or all.

    Of a `quantity`, those that were assigned last.
    """

    line_item_id: int | None = None
    assignment_id: int | None = None
    quantity: int | None = None


ALL_UNITS = AssignedUnits()


@dataclass(frozen=True, slots=True)
class UnassignLots:
    """Unassigns units that have not left: also of an order that is cancelled, or of which a part has left."""

    unit_of_work: UnitOfWork
    clock: Clock
    wake: WakeForItems = wake_none

    def __call__(
        self, order_id: str, reason: str, units: AssignedUnits = ALL_UNITS, *, reference: str | None = None
    ) -> OrderLots:
        """Return the order as it is then. `reference` names the request: the same one again changes nothing.

        From then on lots are assigned to the order by hand only, until some were. Raises `NotFound`, `InvalidReason`,
        `InvalidQuantity`, `MoreThanAssigned`, `OrderLocked` for an assignment whose units have left, or
        `RequestDiffers` if the reference named other units.
        """
        with self.unit_of_work() as tx:
            unassigned = self.unassign_in_transaction(tx, order_id, reason, units, reference=reference)
            tx.commit()
        self.wake({each.assignment.item_id for each in unassigned.assigned})
        return unassigned

    def unassign_in_transaction(
        self,
        tx: Transaction,
        order_id: str,
        reason: str,
        units: AssignedUnits = ALL_UNITS,
        *,
        reference: str | None = None,
    ) -> OrderLots:
        """Do the same as part of the caller's transaction, which has locked no lots before."""
        reason = require_reason(reason)
        stock, locked, now = get_stock(tx), lock_order(tx, order_id), self.clock.now()
        cause = build_cause("unassign", locked, reference)
        if reference and (done := list_done(stock, locked, cause)):
            _require_same(units, done, reference)
            return name_lots(tx, locked)
        found = _find_assigned(locked, units)
        assigned = sum(each.quantity for each in found)
        if units.quantity is not None:
            require_quantity(units.quantity)
            if units.quantity > assigned:
                raise MoreThanAssigned(assigned=assigned, asked=units.quantity)
        parts = take_newest(found, assigned if units.quantity is None else units.quantity)
        stock.ledger.lock({part.assignment.lot_id for part in parts})
        transfer_units(stock, parts, RELEASE, TransferDetails(now, reason, cause))
        return name_lots(tx, save_state(tx, assign_by_hand(locked, by_hand=True), now))


def get_assigned(locked: LockedOrder, assignment_id: int) -> Assignment:
    """An assignment whose units are still here. Raises `NotFound`, `OrderLocked` or `MoreThanAssigned`."""
    found = next((each for each in locked.assignments if each.id == assignment_id), None)
    if found is None:
        raise NotFound(f"Order {locked.order.name} has no assignment {assignment_id}.")
    if found.state in (AssignmentState.SHIPPED, AssignmentState.RETURNED):
        raise OrderLocked(locked.order.name, found.shipment_id)
    if found.state is AssignmentState.RELEASED:
        raise MoreThanAssigned(assigned=0, asked=found.quantity)
    return found


def _find_assigned(locked: LockedOrder, units: AssignedUnits) -> Sequence[Assignment]:
    if units.assignment_id is not None:
        return [get_assigned(locked, units.assignment_id)]
    if units.line_item_id is not None:
        _require_line(locked, units.line_item_id)
    return [
        each
        for each in locked.assignments
        if each.state is AssignmentState.ASSIGNED and units.line_item_id in (None, each.line_item_id)
    ]


def _require_same(units: AssignedUnits, done: Sequence[LedgerEntry], reference: str) -> None:
    """Raise `RequestDiffers` if the reference names a request for other units, as far as they are stated."""
    released = -sum(entry.movement.change.assigned for entry in done)
    lines = {entry.movement.line_item_id for entry in done}
    if units.quantity not in (None, released) or not {units.line_item_id} <= {None, *lines}:
        raise RequestDiffers(reference)


def _require_line(locked: LockedOrder, line_item_id: int) -> None:
    """Raise `NotFound` for a line that the order does not have, and never had lots for."""
    if all(each.line_item_id != line_item_id for each in locked.assignments):
        locked.get_line(line_item_id)
