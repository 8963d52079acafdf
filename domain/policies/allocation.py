"""Which fulfillment order lines a shipment fills.

Shopify fulfills by fulfillment order: an order can have several, each at one location, and one call of
`fulfillmentCreate` accepts lines of one location only (docs/shopify.md, Fulfillment).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from novex_shopify.domain.errors import CannotAllocate
from novex_shopify.domain.model.fulfillment import (
    AllocatedLine,
    Fulfillment,
    FulfillmentOrder,
    FulfillmentOrderMove,
    FulfillmentRequest,
    Shipment,
    ShipmentLine,
    Tracking,
)


@dataclass(frozen=True, slots=True)
class Allocation:
    """What to send. If there are moves, they come first; then the order is read and allocated again."""

    requests: tuple[FulfillmentRequest, ...]
    moves: tuple[FulfillmentOrderMove, ...] = ()


def allocate(
    shipment: Shipment,
    fulfillment_orders: Sequence[FulfillmentOrder],
    tracking: Tracking | None = None,
    *,
    allow_moves: bool = False,
) -> Allocation:
    """Build one request per location, by location; never more than remains, and all of the shipment or nothing.

    Raises `CannotAllocate` with a reason for each line that Shopify expects less of.
    """
    allocated: list[tuple[FulfillmentOrder, AllocatedLine]] = []
    moves: list[FulfillmentOrderMove] = []
    reasons = []
    for line_item_id, quantity in sum_quantities(shipment.lines).items():
        missing = quantity
        for order in _select_fulfillable_orders(shipment, fulfillment_orders):
            for line in _take_from(order, line_item_id, missing):
                allocated.append((order, line))
                missing -= line.quantity
        if missing and allow_moves:
            for move in _plan_moves(shipment, fulfillment_orders, line_item_id, missing):
                moves.append(move)
                missing -= move.quantity
        if missing:
            reasons.append(_explain_shortage(shipment, line_item_id, quantity, missing, fulfillment_orders))
    if reasons:
        raise CannotAllocate(reasons)
    return Allocation(tuple(_build_requests(shipment, allocated, tracking)), tuple(moves))


def find_matching_fulfillments(request: FulfillmentRequest, candidates: Iterable[Fulfillment]) -> Iterator[Fulfillment]:
    """Return the candidates that an earlier, unclear attempt at `request` may have created, by tracking number."""
    numbers = request.tracking.all_numbers if request.tracking else ()
    for fulfillment in candidates:
        if sorted(fulfillment.tracking_numbers) == sorted(numbers) and not fulfillment.cancelled:
            yield fulfillment


def sum_quantities(lines: Iterable[ShipmentLine | AllocatedLine]) -> Mapping[int, int]:
    """Add quantities by line item: a shipment can name one twice, and two fulfillment orders can each hold a part."""
    quantities: Counter[int] = Counter()
    for line in lines:
        quantities[line.line_item_id] += line.quantity
    return quantities


def _build_requests(
    shipment: Shipment, allocated: Iterable[tuple[FulfillmentOrder, AllocatedLine]], tracking: Tracking | None
) -> Iterator[FulfillmentRequest]:
    by_location: dict[str, list[AllocatedLine]] = defaultdict(list)
    for order, line in allocated:
        by_location[order.location_id].append(line)
    for _, lines in sorted(by_location.items()):
        yield FulfillmentRequest(tuple(lines), tracking or shipment.tracking, shipment.notify_customer)


def _select_fulfillable_orders(shipment: Shipment, orders: Iterable[FulfillmentOrder]) -> Iterator[FulfillmentOrder]:
    return (order for order in orders if order.can_be_fulfilled and _is_at_shipping_location(shipment, order))


def _is_at_shipping_location(shipment: Shipment, order: FulfillmentOrder) -> bool:
    return shipment.location_id is None or order.location_id.endswith(f"/{shipment.location_id}")


def _take_from(order: FulfillmentOrder, line_item_id: int, missing: int) -> Iterator[AllocatedLine]:
    for line in order.lines:
        quantity = min(missing, line.remaining_quantity) if line.line_item_id == line_item_id else 0
        if quantity:
            yield AllocatedLine(order.id, line.id, line.line_item_id, quantity)
            missing -= quantity


def _plan_moves(
    shipment: Shipment, orders: Iterable[FulfillmentOrder], line_item_id: int, missing: int
) -> Iterator[FulfillmentOrderMove]:
    for order in orders:
        if order.can_be_moved and not _is_at_shipping_location(shipment, order):
            for line in _take_from(order, line_item_id, missing):
                yield FulfillmentOrderMove(
                    order.id, line.fulfillment_order_line_id, line.quantity, shipment.location_id or 0
                )
                missing -= line.quantity


def _explain_shortage(
    shipment: Shipment, line_item_id: int, quantity: int, missing: int, orders: Iterable[FulfillmentOrder]
) -> str:
    waiting = [
        f"{order.remaining_quantity_of(line_item_id)} {_explain_order(shipment, order)}"
        for order in orders
        if order.remaining_quantity_of(line_item_id)
        and not (order.can_be_fulfilled and _is_at_shipping_location(shipment, order))
    ]
    rest = ", ".join(waiting) or "nothing more of it is left to ship: fulfilled already, removed, or not to be shipped"
    return f"line {line_item_id}: {quantity} shipped, {quantity - missing} expected from there; {rest}"


def _explain_order(shipment: Shipment, order: FulfillmentOrder) -> str:
    place = f"at {order.location_name}"
    if order.holds:
        return f"{place} on hold ({', '.join(order.holds)})"
    if order.is_third_party:
        return f"{place}, which another app fulfils"
    if not _is_at_shipping_location(shipment, order):
        return f"{place}, not where it was shipped from (the store's settings may allow to move it)"
    return f"{place} in state {order.status.lower()}"
