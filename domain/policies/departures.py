"""What has left for an order: by the ERP's shipments, and by fulfillments that were made in Shopify."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
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
    """List all that has left, the oldest first."""
    pieces = {line.line_item_id: line.pieces for line in order.lines}
    active, known = collect_active_ids(order.fulfillments), {each.id for each in order.fulfillments}
    own = {number for push in pushes for number in _list_numbers(push)}
    departures = [
        *(_from_push(push, pieces, active, known) for push in pushes if is_shipped(push)),
        *(_from_fulfillment(each, pieces) for each in order.fulfillments if each.id in active and each.id not in own),
    ]
    dated = [each for each in departures if any(each.quantities.values())]
    return sorted(dated, key=lambda each: (each.at is not None, each.at, each.shipment_id))


def is_shipped(push: FulfillmentPush) -> bool:
    """Whether the shipment has left. Of one that Shopify got by other means, Shopify's fulfillment says so."""
    return push.status not in NOT_SHIPPED_STATUSES and not push.shipment.cancelled


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


def _from_push(
    push: FulfillmentPush, pieces: Mapping[int, int], active: Collection[int], known: Collection[int]
) -> Departure:
    quantities: Counter[int] = Counter()
    planned = push.plan.fulfillments if push.plan else ()
    if not planned:
        for line in push.shipment.lines:
            quantities[line.line_item_id] += line.quantity * pieces.get(line.line_item_id, 1)
    for each in planned:
        if _is_live(each, active, known):
            for allocated in each.request.lines:
                quantities[allocated.line_item_id] += allocated.quantity * pieces.get(allocated.line_item_id, 1)
    shipment_id = push.shipment.id
    confirmed = bool(planned) and all(each.fulfillment_number in known for each in planned)
    return Departure(shipment_id, f"shipment:{shipment_id}", push.created_at, quantities, True, confirmed)


def _is_live(planned: PlannedFulfillment, active: Collection[int], known: Collection[int]) -> bool:
    number = planned.fulfillment_number
    return not planned.cancelled and (number in active or number not in known)


def _from_fulfillment(fulfillment: OrderFulfillment, pieces: Mapping[int, int]) -> Departure:
    quantities: Counter[int] = Counter()
    for line_item_id, quantity in fulfillment.lines:
        quantities[line_item_id] += quantity * pieces.get(line_item_id, 1)
    shipment_id = build_shopify_shipment_id(fulfillment.id)
    at = fulfillment.created_at or fulfillment.updated_at
    return Departure(shipment_id, f"fulfillment:{fulfillment.id}", at, quantities, False, True)
