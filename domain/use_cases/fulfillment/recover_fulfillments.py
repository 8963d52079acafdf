"""Finds the fulfillments that an earlier attempt created without knowing, or that a person created in Shopify."""

from collections.abc import Collection
from dataclasses import replace

from novex_shopify.domain.model.fulfillment import (
    FulfillmentPlan,
    FulfillmentRequest,
    OrderFulfillments,
    PlannedFulfillment,
)
from novex_shopify.domain.policies.fulfillment_plan import (
    build_manual_request,
    find_candidates,
    has_lines_of,
    is_from_other_orders,
    start_plan,
)
from novex_shopify.domain.use_cases.fulfillment.execute_plan import ExecutePlan


def fetch_and_adopt_existing(
    shopify: ExecutePlan, plan: FulfillmentPlan | None, state: OrderFulfillments
) -> FulfillmentPlan | None:
    """Store in the plan what exists in Shopify already; None if nothing was planned and nothing exists."""
    if plan is None:
        return _fetch_and_adopt_manual(shopify, state)
    for index, planned in enumerate(plan.fulfillments):
        if planned.fulfillment_id is None and (found := fetch_own_fulfillment(shopify, plan, planned, state)):
            adopted = replace(planned, fulfillment_id=found)
            plan = shopify.save_plan_in_transaction(plan.with_fulfillment(index, adopted))
    return plan


def fetch_own_fulfillment(
    shopify: ExecutePlan, plan: FulfillmentPlan, planned: PlannedFulfillment, state: OrderFulfillments
) -> str | None:
    """The fulfillment that this push created for `planned`: not known before, and not known to be for anything else."""
    siblings = shopify.attempt.sibling_fulfillment_ids
    excluded = plan.known_fulfillment_ids.union(plan.fulfillment_ids, siblings)
    return _fetch_match(shopify, planned.request, state, excluded)


def _fetch_and_adopt_manual(shopify: ExecutePlan, state: OrderFulfillments) -> FulfillmentPlan | None:
    request = build_manual_request(shopify.attempt.shipment, shopify.attempt.tracking)
    if request is None:
        return None
    found = _fetch_match(shopify, request, state, shopify.attempt.sibling_fulfillment_ids)
    if found is None:
        return None
    return shopify.save_plan_in_transaction(start_plan(state, PlannedFulfillment(request, found)))


def _fetch_match(
    shopify: ExecutePlan, request: FulfillmentRequest, state: OrderFulfillments, excluded_ids: Collection[str]
) -> str | None:
    for candidate in find_candidates(request, state, excluded_ids):
        if _is_result_of(shopify, request, candidate.id):
            shopify.steps.append("Found the fulfillment in Shopify; it was not created again")
            return candidate.id
    return None


def _is_result_of(shopify: ExecutePlan, request: FulfillmentRequest, fulfillment_id: str) -> bool:
    if not has_lines_of(request, shopify.fetch_quantities(fulfillment_id)):
        return False
    # A tracking number identifies the shipment. Without one, the same lines may have been picked up in a store, or have
    # left another location, in the same minute.
    return request.tracking is not None or not is_from_other_orders(
        request, shopify.fetch_fulfillment_order_ids(fulfillment_id)
    )
