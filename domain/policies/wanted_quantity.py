"""How much of a line item the customer is to get."""

from novex_shopify.domain.model.order import LineItem, Order
from novex_shopify.domain.policies.reconciliation import collect_active_ids


def count_wanted(order: Order, line: LineItem) -> int:
    """Return how many units Shopify has fulfilled or still wants to have shipped.

    Fulfilling moves units from one number to the other and leaves the sum as it is, so the sum stays right when a
    fulfillment becomes known before or after the order's state. A state without Shopify's number of unfulfilled units
    means: what refunds and edits left of the line; nothing of a cancelled order, a tip or a gift card.
    """
    fulfilled = _count_fulfilled(order, line)
    if line.unfulfilled_quantity is not None:
        return fulfilled + line.unfulfilled_quantity
    if order.cancelled_at or line.tip or line.gift_card:
        return fulfilled
    current = line.quantity if line.current_quantity is None else line.current_quantity
    return max(current, fulfilled)


def _count_fulfilled(order: Order, line: LineItem) -> int:
    active = collect_active_ids(order.fulfillments)
    parts = [part for each in order.fulfillments if each.id in active for part in each.lines]
    return sum(quantity for line_id, quantity in parts if line_id == line.id)
