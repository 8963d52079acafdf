"""What has left for an order: by the ERP's shipments, and by fulfillments that were made in Shopify."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime

from novex_shopify.domain.model.assignment import build_shopify_shipment_id
from novex_shopify.domain.model.fulfillment import (
    FulfillmentPush,
    PlannedFulfillment,
    PushStatus,
    parse_fulfillment_number,
)
from novex_shopify.domain.model.order import OrderFulfillment
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.policies.allocation import sum_quantities
from novex_shopify.domain.policies.fulfillment_plan import find_remaining_shipment
from novex_shopify.domain.policies.reconciliation import collect_active_ids

NOT_SHIPPED_STATUSES = frozenset({PushStatus.CANCELLED, PushStatus.ELSEWHERE})


@dataclass(frozen=True, slots=True)
class Departure:
    """Units that left together. What was cancelled is not among them.

    - `shipment_id`: as on the assignments that left with it.
    - `cause`: the fact in the ledger, without the line.
    - `at`: when it left; None if Shopify does not say.
    - `quantities`: base units by line item.
    - `by_erp`: whether the ERP recorded it, and not Shopify.
    - `confirmed`: whether Shopify has it.
    """

    shipment_id: str
    cause: str
    at: datetime | None
    quantities: Mapping[int, int]
    by_erp: bool
    confirmed: bool

    def is_after(self, moment: datetime | None) -> bool:
        """Whether it moves stock. What left at an unknown time may have left before the opening count."""
        return moment is not None and self.at is not None and self.at >= moment


def list_departures(order: SalesOrder, pushes: Sequence[FulfillmentPush]) -> Sequence[Departure]:
    """List all that has left, the oldest first.

    The ERP decides what has left of its shipments, Shopify what it has as fulfilled (`compute_line_stocks`). The two
    differ for a cancellation that Shopify refused: its units are in the warehouse, and Shopify takes no other
    fulfillment of them. A fulfillment of a shipment that was marked as shipped elsewhere counts as made in Shopify.
    """
    pieces = {line.line_item_id: line.pieces for line in order.lines}
    active, known = collect_active_ids(order.fulfillments), {each.id for each in order.fulfillments}
    own = {number for push in pushes if not is_elsewhere(push) for number in _list_numbers(push)}
    departures = [
        *(_from_push(push, pieces, active, known) for push in pushes if is_shipped(push)),
        *(_from_fulfillment(each, pieces) for each in order.fulfillments if each.id in active and each.id not in own),
    ]
    dated = [each for each in departures if any(each.quantities.values())]
    return sorted(dated, key=lambda each: (each.at is not None, each.at, each.shipment_id))


def is_shipped(push: FulfillmentPush) -> bool:
    """Whether the shipment has left. Of one that Shopify got by other means, Shopify's fulfillment says so."""
    return push.status not in NOT_SHIPPED_STATUSES and not push.shipment.cancelled


def count_unsent(push: FulfillmentPush) -> Mapping[int, int]:
    """Sold units by line item that are in no fulfillment yet. Requests that were not sent may change."""
    unsent = find_remaining_shipment(push.shipment, push.plan) if push.plan else push.shipment
    return sum_quantities(unsent.lines) if unsent else {}


def is_elsewhere(push: FulfillmentPush) -> bool:
    return push.status is PushStatus.ELSEWHERE


def awaits_shopify(order: SalesOrder, pushes: Sequence[FulfillmentPush]) -> bool:
    """Whether a fulfillment may be that of a shipment whose response from Shopify is not stored yet.

    Its webhook can be faster than the response. Taken for one that was made in Shopify, it would count twice.
    """
    own = {number for push in pushes for number in _list_numbers(push)}
    in_flight = [push for push in pushes if _is_in_flight(push)]
    return any(each.id not in own and _may_be_of(each, push) for each in order.fulfillments for push in in_flight)


def _is_in_flight(push: FulfillmentPush) -> bool:
    may_be_sent = push.status is PushStatus.SENDING or (push.status is PushStatus.PENDING and push.plan is not None)
    planned = push.plan.fulfillments if push.plan else ()
    return may_be_sent and (not planned or any(each.fulfillment_id is None for each in planned))


def _may_be_of(fulfillment: OrderFulfillment, push: FulfillmentPush) -> bool:
    known = push.plan.known_fulfillment_ids if push.plan else ()
    return not any(parse_fulfillment_number(gid) == fulfillment.id for gid in known)


def _list_numbers(push: FulfillmentPush) -> Iterator[int]:
    for planned in push.plan.fulfillments if push.plan else ():
        if number := planned.fulfillment_number:
            yield number


def _from_push(push: FulfillmentPush, pieces: Mapping[int, int], active: Collection[int], known: Set[int]) -> Departure:
    unsent, sent = count_unsent(push), set(_list_numbers(push))
    sold = Counter(unsent)
    for planned in push.plan.fulfillments if push.plan else ():
        if _is_live(planned, active, known):
            sold.update(sum_quantities(planned.request.lines))
    quantities = {line_item_id: quantity * pieces.get(line_item_id, 1) for line_item_id, quantity in sold.items()}
    shipment_id, confirmed = push.shipment.id, not unsent and sent <= known
    return Departure(shipment_id, f"shipment:{shipment_id}", push.created_at, quantities, True, confirmed)


def _is_live(planned: PlannedFulfillment, active: Collection[int], known: Collection[int]) -> bool:
    number = planned.fulfillment_number
    return number is not None and not planned.cancelled and (number in active or number not in known)


def _from_fulfillment(fulfillment: OrderFulfillment, pieces: Mapping[int, int]) -> Departure:
    quantities: Counter[int] = Counter()
    for line_item_id, quantity in fulfillment.lines:
        quantities[line_item_id] += quantity * pieces.get(line_item_id, 1)
    shipment_id = build_shopify_shipment_id(fulfillment.id)
    at = fulfillment.created_at or fulfillment.updated_at
    return Departure(shipment_id, f"fulfillment:{fulfillment.id}", at, quantities, False, True)
