"""What the lots of an order lack or have too much of, compared with what has left and what is wanted."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from novex_shopify.domain.model.assignment import Assignment, AssignmentState
from novex_shopify.domain.model.fulfillment import FulfillmentPush
from novex_shopify.domain.model.line_stock import LineStock
from novex_shopify.domain.policies.departures import Departure, is_elsewhere


@dataclass(frozen=True, slots=True)
class Surplus:
    """Units of a line that are recorded as shipped with a shipment, and did not leave with it."""

    shipment_id: str
    line_item_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Lack:
    """Units of a line, and of its item, that left with a departure, and of which no lot is recorded."""

    departure: Departure
    line_item_id: int
    item_id: str
    quantity: int


def find_surplus(
    departures: Sequence[Departure], pushes: Sequence[FulfillmentPush], assignments: Sequence[Assignment]
) -> Sequence[Surplus]:
    """Find the units of shipments and fulfillments that were cancelled. Returned units stay returned."""
    left = {each.shipment_id: each.quantities for each in departures}
    elsewhere = {push.shipment.id for push in pushes if is_elsewhere(push)}
    shipped, returned = _count(assignments, AssignmentState.SHIPPED), _count(assignments, AssignmentState.RETURNED)
    surplus = []
    for (shipment_id, line_item_id), quantity in sorted(shipped.items()):
        if shipment_id in elsewhere:
            continue
        most = left.get(shipment_id, {}).get(line_item_id, 0) - returned[shipment_id, line_item_id]
        if quantity > max(0, most):
            surplus.append(Surplus(shipment_id, line_item_id, quantity - max(0, most)))
    return surplus


def find_lacks(
    departures: Sequence[Departure],
    pushes: Sequence[FulfillmentPush],
    assignments: Sequence[Assignment],
    lines: Iterable[LineStock],
    stock_since: datetime | None,
) -> Sequence[Lack]:
    """Find what left without a lot since stock is kept: of the ERP's shipments first, then the oldest first.

    Lots of a shipment that Shopify got by other means are those of fulfillments that were made in Shopify. A
    fulfillment of more than is wanted, beside a shipment that Shopify does not have, is most likely the same units.
    """
    tracked = {line.line_item_id: line for line in lines if line.needs_lots}
    gone, spare, room = _count_gone(assignments), Counter[int](), Counter[int]()
    elsewhere = {push.shipment.id for push in pushes if is_elsewhere(push)}
    for line in tracked.values():
        room[line.line_item_id] = line.wanted
    for (shipment_id, line_item_id), quantity in gone.items():
        room[line_item_id] -= quantity
        spare[line_item_id] += quantity if shipment_id in elsewhere else 0
    lacks = []
    for departure in sorted(departures, key=lambda each: not each.by_erp):
        if not departure.is_after(stock_since):
            continue
        for line_item_id, quantity in sorted(departure.quantities.items()):
            lacking = max(0, quantity - gone[departure.shipment_id, line_item_id])
            if not departure.by_erp:
                used = min(spare[line_item_id], lacking)
                spare[line_item_id] -= used
                lacking = min(lacking - used, max(0, room[line_item_id]))
            room[line_item_id] -= lacking
            item_id = tracked[line_item_id].item_id if line_item_id in tracked else None
            if lacking and item_id:
                lacks.append(Lack(departure, line_item_id, item_id, lacking))
    return lacks


def _count_gone(assignments: Iterable[Assignment]) -> Counter[tuple[str, int]]:
    """Units by shipment and line item that left, also those that came back from the customer."""
    return _count(assignments, AssignmentState.SHIPPED) + _count(assignments, AssignmentState.RETURNED)


def leave_out_known(lacks: Sequence[Lack], known: Mapping[int, int]) -> Sequence[Lack]:
    """What is new, of the newest departures. For `known` units of a line no lot was found before.

    A lot that is free now need not have been there when they left, so only a person names it.
    """
    left = Counter(known)
    new = []
    for lack in lacks:
        quantity = max(0, lack.quantity - left[lack.line_item_id])
        left[lack.line_item_id] -= lack.quantity - quantity
        if quantity:
            new.append(replace(lack, quantity=quantity))
    return new


def sum_lacks(lacks: Iterable[Lack]) -> Mapping[int, int]:
    """Units by line item."""
    sums = Counter[int]()
    for lack in lacks:
        sums[lack.line_item_id] += lack.quantity
    return sums


def group_by_departure(lacks: Iterable[Lack]) -> Sequence[Sequence[Lack]]:
    """In the order of the departures."""
    groups: dict[str, list[Lack]] = defaultdict(list)
    for lack in lacks:
        groups[lack.departure.shipment_id].append(lack)
    return list(groups.values())


def find_unneeded(lines: Iterable[LineStock], assignments: Iterable[Assignment]) -> Mapping[int, int]:
    """Units by line item that are set aside and not wanted, also of lines that the warehouse no longer ships."""
    known = {line.line_item_id: line for line in lines}
    unneeded = {each.line_item_id: each.over_assigned for each in known.values() if each.over_assigned}
    for each in assignments:
        if each.state is AssignmentState.ASSIGNED and each.line_item_id not in known:
            unneeded[each.line_item_id] = unneeded.get(each.line_item_id, 0) + each.quantity
    return unneeded


def find_freed_items(before: Iterable[Assignment], after: Iterable[Assignment]) -> frozenset[str]:
    """The items, by id, of which an order has given units back."""
    return frozenset((_count_released(after) - _count_released(before)).keys())


def _count_released(assignments: Iterable[Assignment]) -> Counter[str]:
    """Units by item."""
    counts: Counter[str] = Counter()
    for each in assignments:
        if each.state is AssignmentState.RELEASED:
            counts[each.item_id] += each.quantity
    return counts


def _count(assignments: Iterable[Assignment], state: AssignmentState) -> Counter[tuple[str, int]]:
    """Units by shipment and line item."""
    counts: Counter[tuple[str, int]] = Counter()
    for each in assignments:
        if each.state is state and each.shipment_id is not None:
            counts[each.shipment_id, each.line_item_id] += each.quantity
    return counts
