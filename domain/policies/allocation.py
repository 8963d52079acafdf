"""Which fulfillment order lines a shipment fills.

Shopify ships by fulfillment order, not by order: there may be several, each at one location, and one call of
`fulfillmentCreate` may only name lines of one location (Shopify: fulfillmentCreate).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from novex_shopify.domain.errors import CannotAllocate
from novex_shopify.domain.model.fulfillment import (
    AllocatedLine,
    Fulfillment,
    FulfillmentOrder,
    FulfillmentRequest,
    Move,
    Shipment,
    ShipmentLine,
    Tracking,
)


@dataclass(frozen=True, slots=True)
class Allocation:
    """What to send. Where there are moves, they come first, and then the order is read and allocated anew."""

    requests: tuple[FulfillmentRequest, ...]
    moves: tuple[Move, ...] = ()


def allocate(
    shipment: Shipment,
    fulfillment_orders: Sequence[FulfillmentOrder],
    tracking: Tracking | None = None,
    *,
    may_move: bool = False,
) -> Allocation:
    """One request per location, in order of location; never more than remains, and all of the shipment or nothing.

    Raises `CannotAllocate` with a reason for each line that Shopify does not expect so much of.
    """
    allocated: list[tuple[FulfillmentOrder, AllocatedLine]] = []
    moves: list[Move] = []
    reasons = []
    for line_item_id, quantity in quantities_of(shipment.lines).items():
        short = quantity
        for order in _usable(shipment, fulfillment_orders):
            for line in _take(order, line_item_id, short):
                allocated.append((order, line))
                short -= line.quantity
        if short and may_move:
            for move in _moves(shipment, fulfillment_orders, line_item_id, short):
                moves.append(move)
                short -= move.quantity
        if short:
            reasons.append(_explained(shipment, line_item_id, quantity, short, fulfillment_orders))
    if reasons:
        raise CannotAllocate(reasons)
    return Allocation(tuple(_requests(shipment, allocated, tracking)), tuple(moves))


def already_made(request: FulfillmentRequest, candidates: Iterable[Fulfillment]) -> Iterator[Fulfillment]:
    """The candidates that an earlier, unclear attempt at `request` may have made, as far as tracking tells."""
    numbers = request.tracking.numbers if request.tracking else ()
    for fulfillment in candidates:
        if sorted(fulfillment.tracking_numbers) == sorted(numbers) and not fulfillment.cancelled:
            yield fulfillment


def quantities_of(lines: Iterable[ShipmentLine | AllocatedLine]) -> Mapping[int, int]:
    """Pieces by line item: a shipment may name one twice, as two batches of it, and two orders may each hold some."""
    quantities: Counter[int] = Counter()
    for line in lines:
        quantities[line.line_item_id] += line.quantity
    return quantities


def _requests(
    shipment: Shipment, allocated: Iterable[tuple[FulfillmentOrder, AllocatedLine]], tracking: Tracking | None
) -> Iterator[FulfillmentRequest]:
    by_location: dict[str, list[AllocatedLine]] = defaultdict(list)
    for order, line in allocated:
        by_location[order.location_id].append(line)
    for _, lines in sorted(by_location.items()):
        yield FulfillmentRequest(tuple(lines), tracking or shipment.tracking, shipment.notify_customer)


def _usable(shipment: Shipment, orders: Iterable[FulfillmentOrder]) -> Iterator[FulfillmentOrder]:
    return (order for order in orders if order.can_be_fulfilled and _is_there(shipment, order))


def _is_there(shipment: Shipment, order: FulfillmentOrder) -> bool:
    return shipment.location_id is None or order.location_id.endswith(f"/{shipment.location_id}")


def _take(order: FulfillmentOrder, line_item_id: int, short: int) -> Iterator[AllocatedLine]:
    for line in order.lines:
        quantity = min(short, line.remaining_quantity) if line.line_item_id == line_item_id else 0
        if quantity:
            yield AllocatedLine(order.id, line.id, line.line_item_id, quantity)
            short -= quantity


def _moves(shipment: Shipment, orders: Iterable[FulfillmentOrder], line_item_id: int, short: int) -> Iterator[Move]:
    for order in orders:
        if order.can_be_moved and not _is_there(shipment, order):
            for line in _take(order, line_item_id, short):
                yield Move(order.id, line.fulfillment_order_line_id, line.quantity, shipment.location_id or 0)
                short -= line.quantity


def _explained(
    shipment: Shipment, line_item_id: int, quantity: int, short: int, orders: Iterable[FulfillmentOrder]
) -> str:
    waiting = [
        f"{order.remaining(line_item_id)} {_why_not(shipment, order)}"
        for order in orders
        if order.remaining(line_item_id) and not (order.can_be_fulfilled and _is_there(shipment, order))
    ]
    rest = ", ".join(waiting) or "nothing more of it is left to ship: fulfilled already, removed, or not to be shipped"
    return f"line {line_item_id}: {quantity} shipped, {quantity - short} expected from there; {rest}"


def _why_not(shipment: Shipment, order: FulfillmentOrder) -> str:
    place = f"at {order.location_name}"
    if order.holds:
        return f"{place} on hold ({', '.join(order.holds)})"
    if order.by_third_party:
        return f"{place}, which another app fulfils"
    if not _is_there(shipment, order):
        return f"{place}, not where it was shipped from (the store's settings may allow to move it)"
    return f"{place} in state {order.status.lower()}"
