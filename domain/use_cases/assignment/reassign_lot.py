"""Exchanges the lot of an assignment."""

from collections.abc import Collection
from dataclasses import dataclass

from novex_shopify.domain.errors import MoreThanAssigned, NotFound, SameLot
from novex_shopify.domain.model.assignment import Assignment
from novex_shopify.domain.model.lot_choice import LotStrategy
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.erp_stock import ErpStock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.use_cases.assignment.free_lots import lock_free_lots, read_lots
from novex_shopify.domain.use_cases.assignment.locked_order import (
    add_assignments,
    lock_order,
    read_changed_lots,
    save_known_state,
)
from novex_shopify.domain.use_cases.assignment.lot_rules import read_lot_rules
from novex_shopify.domain.use_cases.assignment.lot_selection import FoundSelection, LotSelection, find_selection
from novex_shopify.domain.use_cases.assignment.order_lots import OrderLots, name_lots
from novex_shopify.domain.use_cases.assignment.person_requests import (
    build_cause,
    list_done,
    require_open,
    require_same_lot,
)
from novex_shopify.domain.use_cases.assignment.selected_lots import build_assignments
from novex_shopify.domain.use_cases.assignment.transfers import (
    RELEASE,
    AssignedPart,
    TransferDetails,
    assign_units,
    transfer_units,
)
from novex_shopify.domain.use_cases.assignment.unassign_lots import get_assigned
from novex_shopify.domain.use_cases.stock.records import get_stock, require_quantity, require_reason


@dataclass(frozen=True, slots=True)
class NewLot:
    """The lot that takes the place of another.

    It is taken from a location, or from any that sells; it is a lot of the line's item, whose id may be stated too.
    """

    code: str
    location: str | None = None
    item_id: str | None = None


@dataclass(frozen=True, slots=True)
class ReassignLot:
    """Releases units of one lot and assigns as many of another, or does nothing."""

    unit_of_work: UnitOfWork
    clock: Clock
    strategy: LotStrategy = LotStrategy.FIFO

    def __call__(
        self,
        assignment_id: int,
        lot: NewLot,
        reason: str,
        *,
        quantity: int | None = None,
        reference: str | None = None,
    ) -> OrderLots:
        """Exchange all units of an assignment, or a quantity; returns the order as it is then.

        `reference` names the request: the same one again changes nothing. Raises as `AssignLots` and `UnassignLots`.
        """
        with self.unit_of_work() as tx:
            changed = self.reassign_in_transaction(
                tx, assignment_id, lot, reason, quantity=quantity, reference=reference
            )
            tx.commit()
        return changed

    def reassign_in_transaction(
        self,
        tx: Transaction,
        assignment_id: int,
        lot: NewLot,
        reason: str,
        *,
        quantity: int | None = None,
        reference: str | None = None,
    ) -> OrderLots:
        """Do the same as part of the caller's transaction, which has locked no lots before."""
        reason, stock, now = require_reason(reason), get_stock(tx), self.clock.now()
        locked = lock_order(tx, find_order_id(tx, assignment_id))
        cause = build_cause("reassign", locked, reference)
        if done := list_done(stock, locked, cause):
            require_same_lot(stock, done, lot.code, lot.location, quantity)
            return name_lots(tx, locked)
        require_open(tx, locked, now)
        part = take_part(get_assigned(locked, assignment_id), quantity)
        line_item_id = part.assignment.line_item_id
        selection = LotSelection(line_item_id, lot.code, part.quantity, lot.location, reason, lot.item_id)
        lot_ids = _lock_both(stock, part, find_selection(stock, locked, selection))
        transfer_units(stock, [part], RELEASE, TransferDetails(now, reason, cause))
        released, free = read_changed_lots(tx, locked), read_lots(stock, lot_ids)
        rules = read_lot_rules(tx, locked, self.strategy, now)
        found = find_selection(stock, released, selection)
        assigned = assign_units(stock, build_assignments(released, rules, free, [found], now), cause)
        return name_lots(tx, save_known_state(tx, add_assignments(released, assigned), now))


def take_part(assignment: Assignment, quantity: int | None) -> AssignedPart:
    """All units, or a quantity. Raises `InvalidQuantity` or `MoreThanAssigned`."""
    if quantity is None:
        return AssignedPart(assignment, assignment.quantity)
    require_quantity(quantity)
    if quantity > assignment.quantity:
        raise MoreThanAssigned(assigned=assignment.quantity, asked=quantity)
    return AssignedPart(assignment, quantity)


def _lock_both(stock: ErpStock, part: AssignedPart, new: FoundSelection) -> Collection[int]:
    """Lock the old lot, the new one, and what may be proposed instead. Raises `SameLot`."""
    old = part.assignment
    if new.lot.id == old.lot_id and (new.location is None or new.location.id == old.location_id):
        raise SameLot(new.lot.code)
    return lock_free_lots(stock, {new.lot.item_id}, {new.lot.id, old.lot_id}).lots.keys()


def find_order_id(tx: Transaction, assignment_id: int) -> str:
    """The order of an assignment, which never changes. Raises `NotFound`."""
    found = get_stock(tx).assignments.get_many([assignment_id])
    if not found:
        raise NotFound(f"There is no assignment {assignment_id}.")
    return found[0].order_id
