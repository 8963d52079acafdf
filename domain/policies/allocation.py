"""Which fulfillment order lines a shipment fills.

Shopify ships by fulfillment order, not by order: there may be several, each at one location, and one call of
`fulfillmentCreate` may only name lines of one location (Shopify: fulfillmentCreate).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from novex_shopify.domain.errors import CannotAllocate
from novex_shopify.domain.model.fulfillment import (
    AllocatedLine,
    Fulfillment,
    FulfillmentOrder,
    FulfillmentRequest,
    Shipment,
    ShipmentLine,
)


def allocate(shipment: Shipment, fulfillment_orders: Sequence[FulfillmentOrder]) -> tuple[FulfillmentRequest, ...]:
    """One request per location, in order of location; never more than what remains.

    Raises `CannotAllocate` with a reason per line when Shopify expects less than was shipped.
    """
    open_orders = [order for order in fulfillment_orders if order.can_be_fulfilled]
    by_location: dict[str, list[AllocatedLine]] = defaultdict(list)
    reasons = []
    for line_item_id, quantity in _quantities(shipment.lines).items():
        short = quantity
        for order in open_orders:
            for allocated in _take(order, line_item_id, short):
                by_location[order.location_id].append(allocated)
                short -= allocated.quantity
        if short:
            reasons.append(f"line {line_item_id}: {quantity} shipped, {quantity - short} still expected")
    if reasons:
        raise CannotAllocate(reasons)
    return tuple(
        FulfillmentRequest(tuple(lines), shipment.tracking, shipment.notify_customer)
        for _, lines in sorted(by_location.items())
    )


def already_made(request: FulfillmentRequest, candidates: Iterable[Fulfillment]) -> Fulfillment | None:
    """The candidate that an earlier, unclear attempt at `request` made after all: same tracking, same lines."""
    numbers = (request.tracking.number,) if request.tracking else ()
    quantities = _quantities(request.lines)
    for fulfillment in candidates:
        same = fulfillment.tracking_numbers == numbers and fulfillment.quantities == quantities
        if same and not fulfillment.cancelled:
            return fulfillment
    return None


def _quantities(lines: Iterable[ShipmentLine | AllocatedLine]) -> Counter[int]:
    """Pieces by line item: a shipment may name one twice, as two batches of it, and two orders may each hold some."""
    quantities: Counter[int] = Counter()
    for line in lines:
        quantities[line.line_item_id] += line.quantity
    return quantities


def _take(order: FulfillmentOrder, line_item_id: int, short: int) -> list[AllocatedLine]:
    taken = []
    for line in order.lines:
        quantity = min(short, line.remaining_quantity) if line.line_item_id == line_item_id else 0
        if quantity:
            taken.append(AllocatedLine(order.id, line.id, line.line_item_id, quantity))
            short -= quantity
    return taken
