"""What keeps an event or a shipment from ending well, for the person who repairs it."""

from collections import Counter
from collections.abc import Mapping

from novex_shopify.domain.model.fulfillment import A_PERSON, STUCK_PUSH_STATUSES, FulfillmentPush
from novex_shopify.domain.model.order import OrderFulfillment
from novex_shopify.domain.model.problem import Problem
from novex_shopify.domain.model.sales_order import SalesOrder, SalesOrderLine
from novex_shopify.domain.model.webhook_event import FINISHED, WebhookEvent

_ENDED_FULFILLMENTS = frozenset({"cancelled", "error", "failure"})
_FEW_DETAILS = 2


def describe_event_problem(event: WebhookEvent) -> Problem | None:
    """None if nothing is wrong with the event."""
    if not event.last_error or event.status in FINISHED:
        return None
    failure = next((each for each in reversed(event.failures) if each.error == event.last_error), None)
    return Problem((failure and failure.title) or "Couldn't be processed", event.last_error)


def describe_shipment_problem(push: FulfillmentPush, order: SalesOrder | None) -> Problem | None:
    """None if nothing is wrong with the shipment. `order` is the ERP's, as it is now."""
    if not push.last_error:
        return None
    attempt = next((each for each in reversed(push.history) if each.error == push.last_error), None)
    title, details = (attempt and attempt.title) or "Couldn't be synced", attempt.details if attempt else ()
    is_stuck = push.status in STUCK_PUSH_STATUSES and not (attempt and attempt.worker == A_PERSON)
    if order and is_stuck and (found := _explain_by_order(push, order)):
        return Problem(found.title, found.cause, found.fix, details or (push.last_error,))
    if details and len(details) <= _FEW_DETAILS:
        return Problem(title, " ".join(details))
    return Problem(title, "" if details else push.last_error, details=details)


def _explain_by_order(push: FulfillmentPush, order: SalesOrder) -> Problem | None:
    """What the order says about why Shopify does not take the shipment."""
    lines = {line.line_item_id: line for line in order.lines if line.line_item_id}
    shipped = Counter({line.line_item_id: 0 for line in push.shipment.lines})
    for shipment_line in push.shipment.lines:
        shipped[shipment_line.line_item_id] += shipment_line.quantity
    if not shipped.keys() <= lines.keys():
        return None
    if order.cancelled_at or not any(lines[line_id].current_quantity for line_id in shipped):
        reason = _explain_emptiness(order)
        return Problem("Nothing is left to ship", f"{reason}; nothing is left to ship.", "Cancel this shipment.")
    left = {line_id: lines[line_id].current_quantity - _count_fulfilled(order, line_id) for line_id in shipped}
    if not any(quantity > 0 for quantity in left.values()):
        cause = "Everything in this shipment is fulfilled in Shopify already."
        return Problem("Already fulfilled", cause, "Mark it as shipped elsewhere, or cancel it.")
    if excess := _describe_excess(shipped, left, lines):
        cause = f"Shopify expects fewer items: {excess}."
        return Problem("More shipped than ordered", cause, "Edit the quantities, or cancel this shipment.")
    return None


def _explain_emptiness(order: SalesOrder) -> str:
    if order.cancelled_at:
        return "Order was cancelled"
    return "Order was refunded" if order.financial_status == "refunded" else "These items were removed from the order"


def _count_fulfilled(order: SalesOrder, line_item_id: int) -> int:
    counted = (each for each in order.fulfillments if _is_valid(each))
    return sum(quantity for each in counted for line_id, quantity in each.lines if line_id == line_item_id)


def _is_valid(fulfillment: OrderFulfillment) -> bool:
    return fulfillment.status not in _ENDED_FULFILLMENTS


def _describe_excess(shipped: Mapping[int, int], left: Mapping[int, int], lines: Mapping[int, SalesOrderLine]) -> str:
    excess = (line_id for line_id, quantity in shipped.items() if quantity > left[line_id])
    return ", ".join(
        f"{lines[line_id].title} ({max(0, left[line_id])} instead of {shipped[line_id]})" for line_id in excess
    )
