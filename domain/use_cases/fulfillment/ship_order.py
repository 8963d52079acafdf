"""Ships an order from the lots that are assigned to it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from novex_shopify.domain.errors import (
    InvalidShipment,
    MoreThanToShip,
    NotFound,
    NothingToShip,
    NotWholeSoldUnits,
    ShipmentDiffers,
)
from novex_shopify.domain.model.assignment import Assignment, AssignmentState
from novex_shopify.domain.model.fulfillment import FulfillmentPush, Shipment, ShipmentLine, Tracking
from novex_shopify.domain.model.packed_shipment import PackedShipment
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.policies.allocation import sum_quantities
from novex_shopify.domain.policies.order_stock import is_order_cancelled
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.ports.work_notifier import WorkNotifier
from novex_shopify.domain.use_cases.assignment.locked_order import LockedOrder, lock_order
from novex_shopify.domain.use_cases.assignment.shipped_units import UnitDemand
from novex_shopify.domain.use_cases.fulfillment.push_fulfillment import NewShipment, record_push
from novex_shopify.domain.use_cases.mark_due import MarkDue
from novex_shopify.domain.use_cases.stock.records import get_stock


class _Checked(Exception):
    """Ends a trial, so that nothing of it stays."""


@dataclass(frozen=True, slots=True)
class ShipOrder:
    """Checks the lots again, takes them from the stock, and records the shipment for Shopify: all of it or nothing."""

    unit_of_work: UnitOfWork
    notifier: WorkNotifier
    clock: Clock

    def __call__(self, packed: PackedShipment) -> FulfillmentPush:
        """Ship; the same shipment again returns the same push.

        Raises `NotFound`, `NoStockKept`, `OrderOnHold`, `NothingToShip`, `MoreThanToShip`,
        `NotWholeSoldUnits`, `UnitsWithoutLot`, `InvalidShipment`, `ShipmentDiffers` if the id is recorded with another
        content, and as `require_usable`.
        """
        with self.unit_of_work() as tx:
            push = self._ship(tx, packed)
            tx.commit()
        self.notifier.notify(Work.FULFILLMENTS)
        return push

    def ship_in_transaction(self, tx: Transaction, packed: PackedShipment) -> FulfillmentPush:
        """Do the same in the caller's transaction: rolled back with it, and sent soon after its commit."""
        push = self._ship(tx, packed)
        tx.call_after_commit(lambda: self.notifier.notify(Work.FULFILLMENTS))
        return push

    def check_in_transaction(self, tx: Transaction, shipments: Iterable[PackedShipment]) -> None:
        """Raise what shipping all of these, one after the other, would raise now, and change nothing."""
        with suppress(_Checked), tx.savepoint():
            for each in shipments:
                self._ship(tx, each)
            raise _Checked

    def _ship(self, tx: Transaction, packed: PackedShipment) -> FulfillmentPush:
        locked, now = lock_order(tx, packed.order_id), self.clock.now()
        known = tx.pushes.get(packed.id)
        demands = None if packed.lines is None else _find_demands(tx, locked, packed)
        if known:
            _compare_with_known(locked, known, packed, demands)
            return known
        demands = _demand_everything(locked, now) if demands is None else demands
        _check_against_order(locked, demands)
        new = NewShipment(_build_shipment(locked, packed, demands), demands, packed.untraced_reason)
        return record_push(tx, new, MarkDue(self.notifier, self.clock))


def _find_demands(tx: Transaction, locked: LockedOrder, packed: PackedShipment) -> Sequence[UnitDemand]:
    lines = {line.line_item_id: line for line in locked.order.lines if line.line_item_id}
    demands = []
    for each in packed.lines or ():
        line = lines.get(each.line_item_id)
        if line is None:
            raise InvalidShipment(packed.id, f"names line {each.line_item_id}, which order {locked.order.name} lacks")
        if each.quantity < 1:
            raise InvalidShipment(packed.id, "must have lines, each with a quantity of at least 1")
        lot = get_stock(tx).lots.find(line.item_id or "", each.lot_code) if each.lot_code else None
        if each.lot_code and lot is None:
            raise NotFound(f"'{line.title}' has no lot {each.lot_code}.")
        units = each.quantity if lot else each.quantity * line.pieces
        demands.append(UnitDemand(each.line_item_id, units, lot.id if lot else None))
    return demands


def _demand_everything(locked: LockedOrder, now: datetime) -> Sequence[UnitDemand]:
    items = {line.line_item_id: line.item_id for line in locked.order.lines}
    assigned: Counter[tuple[int, int]] = Counter()
    for each in locked.assignments:
        if each.state is AssignmentState.ASSIGNED and each.item_id == items.get(each.line_item_id):
            assigned[each.line_item_id, each.lot_id] += each.quantity
    keeps_stock = locked.settings.moves_stock(now)
    without_lots = [
        UnitDemand(line.line_item_id, line.to_ship)
        for line in locked.lines
        if line.to_ship and not (line.needs_lots and (keeps_stock or line.assigned))
    ]
    return [*(UnitDemand(line_id, units, lot_id) for (line_id, lot_id), units in assigned.items()), *without_lots]


def _check_against_order(locked: LockedOrder, demands: Sequence[UnitDemand]) -> None:
    if is_order_cancelled(locked.order):
        raise NothingToShip(locked.order.name, "it is cancelled")
    if not demands:
        raise NothingToShip(locked.order.name, "no lots are assigned to what is to be shipped; assign them first")
    lines = {line.line_item_id: line for line in locked.order.lines}
    to_ship = {line.line_item_id: line.to_ship for line in locked.lines}
    for line_id, units in _sum_units(demands).items():
        line = lines[line_id]
        if units % line.pieces:
            raise NotWholeSoldUnits(f"'{line.title}'", units, line.pieces)
        if line_id in to_ship and units > to_ship[line_id]:
            raise MoreThanToShip(f"'{line.title}'", units, to_ship[line_id])


def _build_shipment(locked: LockedOrder, packed: PackedShipment, demands: Sequence[UnitDemand]) -> Shipment:
    pieces = _get_pieces(locked)
    lines = tuple(ShipmentLine(line_id, units // pieces[line_id]) for line_id, units in _sum_units(demands).items())
    return Shipment(packed.id, packed.order_id, lines, packed.tracking, packed.notify_customer, packed.location_id)


def _compare_with_known(
    locked: LockedOrder, known: FulfillmentPush, packed: PackedShipment, demands: Sequence[UnitDemand] | None
) -> None:
    """Raises `ShipmentDiffers` if the shipment is of another order, or not as it is asked for.

    Quantities, lots and tracking are compared as far as they are stated.
    """
    if known.shipment.order_id != packed.order_id:
        raise ShipmentDiffers(packed.id, f"order {known.shipment.order_id}", f"order {packed.order_id}")
    if packed.tracking not in (None, known.shipment.tracking):
        recorded_tracking, asked_tracking = map(_describe_tracking, (known.shipment.tracking, packed.tracking))
        raise ShipmentDiffers(packed.id, recorded_tracking, asked_tracking)
    if demands is None:
        return
    pieces = _get_pieces(locked)
    recorded = {
        line_id: quantity * pieces.get(line_id, 1) for line_id, quantity in sum_quantities(known.shipment.lines).items()
    }
    asked = _sum_units(demands)
    if recorded != asked:
        raise ShipmentDiffers(packed.id, _describe(recorded), _describe(asked))
    left = _count_by_lot(each for each in locked.assignments if each.shipment_id == packed.id)
    named = _count_named(demands)
    if not known.shipment.cancelled and any(left[key] < units for key, units in named.items()):
        raise ShipmentDiffers(packed.id, "other lots", "these lots")


def _describe_tracking(tracking: Tracking | None) -> str:
    if tracking is None:
        return "no tracking number"
    details = filter(None, (", ".join(tracking.all_numbers), tracking.carrier, tracking.url))
    return f"tracking {' '.join(details)}"


def _sum_units(demands: Iterable[UnitDemand]) -> Mapping[int, int]:
    units: Counter[int] = Counter()
    for each in demands:
        units[each.line_item_id] += each.units
    return units


def _count_named(demands: Iterable[UnitDemand]) -> Mapping[tuple[int, int], int]:
    units: Counter[tuple[int, int]] = Counter()
    for each in demands:
        if each.lot_id:
            units[each.line_item_id, each.lot_id] += each.units
    return units


def _count_by_lot(assignments: Iterable[Assignment]) -> Mapping[tuple[int, int], int]:
    units: Counter[tuple[int, int]] = Counter()
    for each in assignments:
        units[each.line_item_id, each.lot_id] += each.quantity
    return units


def _get_pieces(locked: LockedOrder) -> Mapping[int, int]:
    return {line.line_item_id: line.pieces for line in locked.order.lines}


def _describe(units: Mapping[int, int]) -> str:
    return ", ".join(f"{count} units of line {line_id}" for line_id, count in sorted(units.items()))
