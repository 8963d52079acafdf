"""Which exceptions an order has, and which of them a person has not decided yet."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from novex_shopify.domain.model.actor import ActorKind
from novex_shopify.domain.model.assignment import Assignment, AssignmentState
from novex_shopify.domain.model.line_stock import LineStock
from novex_shopify.domain.model.order_exception import OrderException, OrderExceptionKind
from novex_shopify.domain.policies.departures import Departure

ExceptionKey = tuple[int, OrderExceptionKind]
"""A line item, 0 for the whole order, and what is wrong with it."""

WHOLE_ORDER = 0
_MACHINES = (ActorKind.WORKER, ActorKind.SHOPIFY, ActorKind.CARRIERS)


def find_line_exceptions(lines: Iterable[LineStock], assignments: Sequence[Assignment]) -> Mapping[ExceptionKey, int]:
    """Lots that may not be those of the line, in base units."""
    found, items = Counter[ExceptionKey](), {line.line_item_id: line.item_id for line in lines}
    for each in assignments:
        if each.state is AssignmentState.ASSIGNED and each.item_id != items.get(each.line_item_id, each.item_id):
            found[each.line_item_id, OrderExceptionKind.WRONG_ITEM] += each.quantity
        if is_assumed(each):
            found[each.line_item_id, OrderExceptionKind.INFERRED] += each.quantity
    return found


def is_assumed(assignment: Assignment) -> bool:
    """Whether it is of units that the customer has, of a lot that no one has named."""
    return assignment.state is AssignmentState.SHIPPED and assignment.inferred


def find_over_shipped(lines: Iterable[LineStock]) -> Mapping[ExceptionKey, int]:
    """What has left and is not wanted any more."""
    kind = OrderExceptionKind.OVER_SHIPPED
    return {(each.line_item_id, kind): each.over_shipped for each in lines if each.over_shipped}


def find_short(lines: Iterable[LineStock]) -> Mapping[ExceptionKey, int]:
    """What no lot could be assigned to automatically."""
    return {(line.line_item_id, OrderExceptionKind.SHORT): line.short for line in lines if line.short}


def find_packed(departures: Iterable[Departure]) -> Mapping[ExceptionKey, int]:
    """What of a cancelled order is in shipments that Shopify does not have. It may still be in the house."""
    packed = sum(sum(each.quantities.values()) for each in departures if each.by_erp and not each.confirmed)
    return {(WHOLE_ORDER, OrderExceptionKind.CANCELLED_AFTER_PACKING): packed} if packed else {}


def count_known_untraced(exceptions: Iterable[OrderException]) -> Mapping[int, int]:
    """Units by line item for which no lot was found before: what is open, or was closed by a person."""
    known: dict[int, int] = {}
    for each in exceptions:  # by id, so the newest of a line decides
        if each.kind is OrderExceptionKind.UNTRACED:
            known[each.line_item_id] = each.quantity if each.closed_at is None or is_decided(each) else 0
    return known


def is_decided(exception: OrderException) -> bool:
    """Whether a person closed it."""
    return exception.closed_by is not None and exception.closed_by.kind not in _MACHINES


def list_to_open(found: Mapping[ExceptionKey, int], exceptions: Sequence[OrderException]) -> Mapping[ExceptionKey, int]:
    """What is new or has another quantity, without what a person has decided.

    Units without a lot stay open until they have one: in a recall, each may be a person in danger.
    """
    newest = {(each.line_item_id, each.kind): each for each in exceptions}
    return {
        key: quantity for key, quantity in found.items() if quantity and _is_open_question(newest.get(key), quantity)
    }


def _is_open_question(newest: OrderException | None, quantity: int) -> bool:
    if newest is None:
        return True
    if newest.closed_at is None:
        return newest.quantity != quantity
    return newest.kind is OrderExceptionKind.UNTRACED or not is_decided(newest) or newest.quantity < quantity


def list_to_close(found: Mapping[ExceptionKey, int], exceptions: Iterable[OrderException]) -> Sequence[int]:
    """The ids of open ones whose cause is gone."""
    return [each.id for each in exceptions if each.closed_at is None and not found.get((each.line_item_id, each.kind))]
