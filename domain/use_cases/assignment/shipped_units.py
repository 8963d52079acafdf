"""Which assigned units leave with a shipment, or come back from it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from novex_shopify.domain.model.assignment import Assignment, AssignmentState
from novex_shopify.domain.model.fulfillment import Shipment, ShipmentLine
from novex_shopify.domain.model.lot import Lot
from novex_shopify.domain.policies.allocation import sum_quantities
from novex_shopify.domain.use_cases.assignment.transfers import AssignedPart

LineLot = tuple[int, int]
"""An order line and a lot."""


@dataclass(frozen=True, slots=True)
class UnitDemand:
    """Base units of an order line that leave: of one lot, or of those that expire first."""

    line_item_id: int
    units: int
    lot_id: int | None = None


def count_units(shipment: Shipment | None, pieces: Mapping[int, int]) -> Counter[int]:
    """Base units by line item; none of a cancelled shipment."""
    if shipment is None or shipment.cancelled:
        return Counter()
    sold = sum_quantities(shipment.lines)
    return Counter({line_id: quantity * pieces.get(line_id, 1) for line_id, quantity in sold.items()})


def build_demands(shipment: Shipment, pieces: Mapping[int, int]) -> Sequence[UnitDemand]:
    return [
        UnitDemand(line.line_item_id, line.quantity * pieces.get(line.line_item_id, 1), line.lot_id)
        for line in shipment.lines
    ]


def choose_parts(
    demands: Iterable[UnitDemand], assigned: Sequence[Assignment]
) -> tuple[Sequence[AssignedPart], Sequence[tuple[UnitDemand, int]]]:
    """Take what each demand needs from assignments that are in the order in which they leave.

    Demands that name a lot come first. Returns the parts, and the demands that are not filled with what they lack.
    """
    left = {each.id: each.quantity for each in assigned}
    unfilled = []
    for demand in sorted(demands, key=lambda each: each.lot_id is None):
        needed = demand.units
        for each in assigned:
            if each.line_item_id == demand.line_item_id and demand.lot_id in (None, each.lot_id):
                units = min(needed, left[each.id])
                left[each.id] -= units
                needed -= units
        if needed:
            unfilled.append((demand, needed))
    return _list_parts(assigned, left), unfilled


def choose_returning(
    shipped: Sequence[Assignment], before: Mapping[int, int], after: Mapping[int, int]
) -> tuple[Sequence[AssignedPart], Mapping[int, int]]:
    """Choose what comes back if a shipment has fewer units: first those without a lot, then what expires last.

    `shipped` are its assignments, those that expire first in front. Returns the parts, and by line item how many units
    without a lot come back.
    """
    traced: Counter[int] = Counter()
    for each in shipped:
        traced[each.line_item_id] += each.quantity
    untraced = {
        line_id: min(units - after.get(line_id, 0), max(0, units - traced[line_id]))
        for line_id, units in before.items()
        if units > after.get(line_id, 0)
    }
    demands = [
        UnitDemand(line_id, before[line_id] - after.get(line_id, 0) - units) for line_id, units in untraced.items()
    ]
    latest_first = [each for each in reversed(shipped) if each.state is AssignmentState.SHIPPED]
    return choose_parts(demands, latest_first)[0], untraced


def _list_parts(assignments: Iterable[Assignment], left: Mapping[int, int]) -> Sequence[AssignedPart]:
    taken = [(each, each.quantity - left[each.id]) for each in assignments]
    return [AssignedPart(each, units) for each, units in taken if units]


def sort_by_expiry(assignments: Iterable[Assignment], lots: Mapping[int, Lot]) -> Sequence[Assignment]:
    """Those that expire first come first, those without a date last."""

    def rank(assignment: Assignment) -> tuple[object, ...]:
        lot = lots[assignment.lot_id]
        return lot.expires_on or date.max, lot.received_at, lot.id, assignment.id

    return sorted(assignments, key=rank)


def count_by_lot(parts: Iterable[AssignedPart]) -> Counter[LineLot]:
    units: Counter[LineLot] = Counter()
    for part in parts:
        units[part.assignment.line_item_id, part.assignment.lot_id] += part.quantity
    return units


def name_lots(shipment: Shipment, units: Mapping[LineLot, int], pieces: Mapping[int, int]) -> tuple[ShipmentLine, ...]:
    """The lines of a shipment, each once for each lot. What a sold unit has of several lots stays without one."""
    quantities = sum_quantities(shipment.lines)
    with_lots = {line_id for line_id, _ in units}
    lines = [line for line in shipment.lines if line.line_item_id not in with_lots]
    for line_id, quantity in quantities.items():
        if line_id not in with_lots:
            continue
        named = [
            ShipmentLine(line_id, count // pieces.get(line_id, 1), lot_id)
            for (each, lot_id), count in sorted(units.items())
            if each == line_id and count >= pieces.get(line_id, 1)
        ]
        rest = quantity - sum(line.quantity for line in named)
        lines += [*named, *([ShipmentLine(line_id, rest)] if rest else [])]
    return tuple(lines)
