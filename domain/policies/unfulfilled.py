"""How much of a line item is still to be shipped."""

from novex_shopify.domain.model.order import LineItem, Order
from novex_shopify.domain.policies.reconciliation import collect_active_ids


def count_unfulfilled(order: Order, line: LineItem) -> int:
    """Return Shopify's number of units that are still to be shipped.

    A state without it means: what refunds and edits left of the line, without the units in the state's fulfillments
    that count; nothing of a cancelled order, a tip or a gift card.
    """
    if line.unfulfilled_quantity is not None:
        return line.unfulfilled_quantity
    if order.cancelled_at or line.tip or line.gift_card:
        return 0
    current = line.quantity if line.current_quantity is None else line.current_quantity
    return max(0, current - _count_fulfilled(order, line))


def _count_fulfilled(order: Order, line: LineItem) -> int:
    active = collect_active_ids(order.fulfillments)
    parts = [part for each in order.fulfillments if each.id in active for part in each.lines]
    return sum(quantity for line_id, quantity in parts if line_id == line.id)
