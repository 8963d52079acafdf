"""Which fulfillment order lines a shipment fills.

Shopify fulfills by fulfillment order: an order can have several, each at one location and with one delivery method, and
one call of `fulfillmentCreate` accepts lines of one location and one method only (docs/shopify.md, Fulfillment).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from novex_shopify.domain.errors import CannotAllocate
from novex_shopify.domain.model.delivery_method import DeliveryMethod
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

_HAND_OVERS = {
    DeliveryMethod.PICK_UP: "for pick-up at {location}: {cancel}, and mark them as ready for pickup in Shopify",
    DeliveryMethod.LOCAL: "for local delivery from {location}: {cancel}, and mark them as out for delivery in Shopify",
    DeliveryMethod.RETAIL: "sold over the counter at {location}: {cancel}, and mark them as fulfilled in Shopify",
    DeliveryMethod.UNKNOWN: "at {location} with a delivery method that is new in Shopify: {cancel}, and mark them as"
    " fulfilled in Shopify",
}
_SCHEDULED = "SCHEDULED"
_CANCEL = "a shipment with tracking never fills these, so cancel it, push a new one without them"


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
    titles: Mapping[int, str] = MappingProxyType({}),
) -> Allocation:
    """Build one request per location and delivery method; never more than remains, and all of the shipment or nothing.

    What is to be shipped is filled first. With a tracking, what the store hands over itself is never filled: picked up,
    delivered locally, sold over the counter. Without one it is, since the shipment may be the hand-over.
    Raises `CannotAllocate` with a reason for each line that Shopify expects less of. `titles` are those of the order's
    lines, for those that no fulfillment order has any more.
    """
    allocated: list[tuple[FulfillmentOrder, AllocatedLine]] = []
    moves: list[FulfillmentOrderMove] = []
    reasons = []
    for line_item_id, quantity in sum_quantities(shipment.lines).items():
        missing = quantity
        for order in _select_orders_to_fill(shipment, fulfillment_orders):
            for line in _take_from(order, line_item_id, missing):
                allocated.append((order, line))
                missing -= line.quantity
        if missing and allow_moves:
            for move in _plan_moves(shipment, fulfillment_orders, line_item_id, missing):
                moves.append(move)
                missing -= move.quantity
        if missing:
            name = _find_line_name(line_item_id, fulfillment_orders, titles)
            reasons.append(
                f"{name}: {_explain_shortage(shipment, line_item_id, quantity, missing, fulfillment_orders)}"
            )
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
    groups: dict[tuple[str, DeliveryMethod], list[AllocatedLine]] = defaultdict(list)
    for order, line in allocated:
        groups[order.location_id, order.delivery_method].append(line)
    for (_, method), lines in sorted(groups.items(), key=lambda group: (group[0][0], group[0][1].rank)):
        yield FulfillmentRequest(tuple(lines), tracking or shipment.tracking, shipment.notify_customer, method)


def _select_orders_to_fill(shipment: Shipment, orders: Iterable[FulfillmentOrder]) -> Iterator[FulfillmentOrder]:
    return (order for order in _sort_by_method(orders) if _can_fill(shipment, order))


def _sort_by_method(orders: Iterable[FulfillmentOrder]) -> Sequence[FulfillmentOrder]:
    return sorted(orders, key=lambda order: order.delivery_method.rank)


def _can_fill(shipment: Shipment, order: FulfillmentOrder) -> bool:
    return (
        order.can_be_fulfilled
        and _is_at_shipping_location(shipment, order)
        and not _is_by_other_method(shipment, order)
    )


def _is_at_shipping_location(shipment: Shipment, order: FulfillmentOrder) -> bool:
    return shipment.location_id is None or order.location_id.endswith(f"/{shipment.location_id}")


def _is_by_other_method(shipment: Shipment, order: FulfillmentOrder) -> bool:
    return shipment.tracking is not None and order.delivery_method.needs_no_carrier


def _take_from(order: FulfillmentOrder, line_item_id: int, missing: int) -> Iterator[AllocatedLine]:
    for line in order.lines:
        quantity = min(missing, line.remaining_quantity) if line.line_item_id == line_item_id else 0
        if quantity:
            yield AllocatedLine(order.id, line.id, line.line_item_id, quantity)
            missing -= quantity


def _plan_moves(
    shipment: Shipment, orders: Iterable[FulfillmentOrder], line_item_id: int, missing: int
) -> Iterator[FulfillmentOrderMove]:
    for order in _sort_by_method(orders):
        if _can_move(shipment, order):
            for line in _take_from(order, line_item_id, missing):
                yield FulfillmentOrderMove(
                    order.id, line.fulfillment_order_line_id, line.quantity, shipment.location_id or 0
                )
                missing -= line.quantity


def _can_move(shipment: Shipment, order: FulfillmentOrder) -> bool:
    # The customer chose where to pick something up, so that is never moved. What is on hold or scheduled stays so at
    # the other location, and could not be shipped from there either.
    is_elsewhere = not _is_at_shipping_location(shipment, order)
    is_waiting = order.holds or order.status == _SCHEDULED
    return order.can_be_moved and is_elsewhere and not is_waiting and not order.delivery_method.needs_no_carrier


def _explain_shortage(
    shipment: Shipment, line_item_id: int, quantity: int, missing: int, orders: Sequence[FulfillmentOrder]
) -> str:
    waiting = [
        f"{order.remaining_quantity_of(line_item_id)} {_explain_order(shipment, order)}"
        for order in orders
        if order.remaining_quantity_of(line_item_id) and not _can_fill(shipment, order)
    ]
    rest = ", ".join(waiting) or "nothing more of it is left to ship: fulfilled already, removed, or not to be shipped"
    return f"{quantity} shipped, {quantity - missing} expected from there; {rest}"


def _find_line_name(line_item_id: int, orders: Iterable[FulfillmentOrder], titles: Mapping[int, str]) -> str:
    lines = (line for order in orders for line in order.lines if line.line_item_id == line_item_id)
    name = next((line.name for line in lines if line.name), titles.get(line_item_id))
    return f"'{name}'" if name else f"line {line_item_id}"


def _explain_order(shipment: Shipment, order: FulfillmentOrder) -> str:
    place = f"at {order.location_name}"
    if _is_by_other_method(shipment, order):
        return _HAND_OVERS[order.delivery_method].format(location=order.location_name, cancel=_CANCEL)
    if order.holds:
        return f"{place} on hold ({', '.join(order.holds)})"
    if order.is_third_party:
        return f"{place}, which another app fulfils"
    if order.status != _SCHEDULED and not _is_at_shipping_location(shipment, order):
        return f"{place}, not where it was shipped from (the store's settings may allow to move it)"
    return f"{place} in state {order.status.lower()}"
