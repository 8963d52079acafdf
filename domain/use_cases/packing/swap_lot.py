"""Packs another lot than the assigned one, with a person's reason."""

from dataclasses import dataclass

from novex_shopify.domain.errors import PackingRefused, StockRefused
from novex_shopify.domain.model.assignment import Assignment, AssignmentState
from novex_shopify.domain.model.packing import LotSwap, Packing
from novex_shopify.domain.policies.packing import ScannedUnits, acknowledge, count_packed, pack_units
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.use_cases.assignment.locked_order import LockedOrder, read_unlocked_order
from novex_shopify.domain.use_cases.assignment.reassign_lot import NewLot, ReassignLot
from novex_shopify.domain.use_cases.packing.packable_lines import read_packable_lines
from novex_shopify.domain.use_cases.packing.records import lock_packing, save_packing
from novex_shopify.domain.use_cases.stock.records import get_stock


@dataclass(frozen=True, slots=True)
class SwapLot:
    """Exchanges the assignment and packs the other lot, or does neither (docs/assignment.md, What a person may do)."""

    unit_of_work: UnitOfWork
    reassign: ReassignLot
    clock: Clock

    def __call__(self, order_id: str, version: int, reason: str) -> Packing:
        """Raises as `lock_packing` and `ReassignLot`, and `PackingRefused` if no swap was offered."""
        with self.unit_of_work() as tx:
            packing = lock_packing(tx, order_id, version)
            swap = packing.alarm.swap if packing.alarm else None
            if swap is None:
                raise PackingRefused("Scan the lot that is to be packed instead, and state the reason.")
            order = read_unlocked_order(tx, order_id)
            line = order.get_line(swap.line_item_id)
            assignment = _find_unpacked(tx, order, packing, swap)
            new = NewLot(swap.lot_code, item_id=line.item_id)
            self.reassign.reassign_in_transaction(tx, assignment.id, new, reason, quantity=swap.quantity)
            lines = read_packable_lines(tx, read_unlocked_order(tx, order_id), self.clock.now())
            scanned = ScannedUnits(line.title, (line.line_item_id,), swap.quantity, swap.lot_code)
            changed = save_packing(tx, pack_units(acknowledge(packing), lines, scanned), self.clock.now())
            tx.commit()
        return changed


def _find_unpacked(tx: Transaction, order: LockedOrder, packing: Packing, swap: LotSwap) -> Assignment:
    """An assignment of the line whose units are not in the parcel, and are enough."""
    packed = count_packed(packing)
    assigned = [
        each
        for each in order.assignments
        if each.state is AssignmentState.ASSIGNED and each.line_item_id == swap.line_item_id
    ]
    codes = {lot.id: lot.code for lot in get_stock(tx).lots.get_many({each.lot_id for each in assigned})}
    for each in assigned:
        of_lot = sum(other.quantity for other in assigned if other.lot_id == each.lot_id)
        left = of_lot - packed[each.line_item_id, codes[each.lot_id]]
        if min(left, each.quantity) >= swap.quantity:
            return each
    raise StockRefused(
        f"No assigned lot has {swap.quantity} units that aren't packed. Exchange the lots on the order's page."
    )
