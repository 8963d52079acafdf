"""Decides what to send of a shipment, and which fulfillment an earlier attempt may have created."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from novex_shopify.domain.model.fulfillment import (
    AllocatedLine,
    Fulfillment,
    FulfillmentOrderMove,
    FulfillmentPlan,
    FulfillmentRequest,
    OrderFulfillments,
    PlannedFulfillment,
    Shipment,
    ShipmentLine,
    Tracking,
)
from novex_shopify.domain.policies.allocation import find_matching_fulfillments, sum_quantities


def start_plan(state: OrderFulfillments, *fulfillments: PlannedFulfillment) -> FulfillmentPlan:
    return FulfillmentPlan(fulfillments, frozenset(fulfillment.id for fulfillment in state.fulfillments))


def find_remaining_shipment(shipment: Shipment, plan: FulfillmentPlan) -> Shipment | None:
    """What of the shipment is in no fulfillment yet; None if all of it is."""
    remaining = Counter(sum_quantities(shipment.lines))
    remaining.subtract(sum_quantities(line for sent in _list_sent(plan) for line in sent.request.lines))
    lines = tuple(ShipmentLine(line_item_id, quantity) for line_item_id, quantity in remaining.items() if quantity > 0)
    return replace(shipment, lines=lines) if lines else None


def replace_unsent(plan: FulfillmentPlan, requests: Iterable[FulfillmentRequest]) -> FulfillmentPlan:
    """The plan with `requests` in place of what is not sent."""
    return replace(plan, fulfillments=(*_list_sent(plan), *map(PlannedFulfillment, requests)))


def group_moves(moves: Iterable[FulfillmentOrderMove]) -> Sequence[Sequence[FulfillmentOrderMove]]:
    """The moves of one fulfillment order together, since Shopify takes them in one call."""
    by_order: dict[str, list[FulfillmentOrderMove]] = defaultdict(list)
    for move in moves:
        by_order[move.fulfillment_order_id].append(move)
    return list(by_order.values())


def build_manual_request(shipment: Shipment, tracking: Tracking | None) -> FulfillmentRequest | None:
    """The request that a person would have made for the whole shipment; None if no tracking number identifies it."""
    if tracking is None or tracking.number is None:
        return None
    quantities = sum_quantities(shipment.lines)
    lines = tuple(AllocatedLine("", "", line_item_id, quantity) for line_item_id, quantity in quantities.items())
    return FulfillmentRequest(lines, tracking, shipment.notify_customer)


def find_candidates(
    request: FulfillmentRequest, state: OrderFulfillments, excluded_ids: Collection[str]
) -> Iterator[Fulfillment]:
    """The fulfillments that `request` may have created, as far as tracking and id tell."""
    return find_matching_fulfillments(
        request, [fulfillment for fulfillment in state.fulfillments if fulfillment.id not in excluded_ids]
    )


def has_lines_of(request: FulfillmentRequest, quantities: Mapping[int, int]) -> bool:
    return dict(quantities) == dict(sum_quantities(request.lines))


def is_from_other_orders(request: FulfillmentRequest, fulfillment_order_ids: Collection[str]) -> bool:
    """Whether a fulfillment was made of other fulfillment orders than `request` names; unknown ones say nothing."""
    return bool(fulfillment_order_ids) and request.fulfillment_order_ids.isdisjoint(fulfillment_order_ids)


def _list_sent(plan: FulfillmentPlan) -> tuple[PlannedFulfillment, ...]:
    return tuple(planned for planned in plan.fulfillments if planned.fulfillment_id)
