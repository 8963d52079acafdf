"""Carries out the plan of one push. `fetch_` and `send_` call Shopify; `_in_transaction` commits."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from novex_shopify.domain.errors import ShopifyRefused, StaleRead, TrackingNotApplicable
from novex_shopify.domain.model.fulfillment import (
    FulfillmentOrderMove,
    FulfillmentPlan,
    FulfillmentPush,
    FulfillmentRequest,
    OrderFulfillments,
    Shipment,
    Tracking,
)
from novex_shopify.domain.model.shop import ShopAccess
from novex_shopify.domain.model.shop_settings import ShopSettings
from novex_shopify.domain.policies.allocation import allocate
from novex_shopify.domain.policies.carriers import to_shopify_tracking
from novex_shopify.domain.policies.fulfillment_plan import (
    find_remaining_shipment,
    group_moves,
    replace_unsent,
    start_plan,
)
from novex_shopify.domain.ports.shopify_admin import ShopifyAdmin
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.claim_lost import ClaimLost

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class SendAttempt:
    """What an attempt starts with. `sibling_fulfillment_ids` belong to other shipments of the same order.

    `titles` are those of the order's lines, by line item id.
    """

    push: FulfillmentPush
    access: ShopAccess
    settings: ShopSettings
    sibling_fulfillment_ids: frozenset[str]
    titles: Mapping[int, str]

    @property
    def shipment(self) -> Shipment:
        return self.push.shipment

    @property
    def tracking(self) -> Tracking | None:
        return to_shopify_tracking(self.shipment.tracking, self.settings.carriers)


@dataclass(frozen=True, slots=True)
class ExecutePlan:
    """The only part that talks to Shopify. Each step returns the plan as it is stored.

    `steps` lists in words what was asked and what came back. It is a list so that it survives the error that ends an
    attempt.

    A first refusal raises `StaleRead`, since the order may have changed after it was read. What a fresh read asks for
    again is not sent: it raises the refusal (`refusals`, by request).
    """

    unit_of_work: UnitOfWork
    admin: ShopifyAdmin
    attempt: SendAttempt
    steps: list[str]
    refusals: dict[Hashable, ShopifyRefused] = field(default_factory=dict)

    def fetch_order(self) -> OrderFulfillments:
        state = self.admin.fetch_order_fulfillments(self.attempt.access, self.attempt.push.order_id or 0)
        known = sum(not fulfillment.cancelled for fulfillment in state.fulfillments)
        fulfillments = "1 fulfillment" if known == 1 else f"{known or 'no'} fulfillments"
        self.steps.append(f"Read the order from Shopify ({fulfillments} so far)")
        return state

    def fetch_quantities(self, fulfillment_id: str) -> Mapping[int, int]:
        return self.admin.fetch_fulfillment_quantities(self.attempt.access, fulfillment_id)

    def fetch_fulfillment_order_ids(self, fulfillment_id: str) -> frozenset[str]:
        return self.admin.fetch_fulfillment_order_ids(self.attempt.access, fulfillment_id)

    def save_plan_in_transaction(self, plan: FulfillmentPlan) -> FulfillmentPlan:
        """Raises `ClaimLost` if another worker has the push by now."""
        with self.unit_of_work() as tx:
            if not tx.pushes.save_plan(self.attempt.push, plan):
                raise ClaimLost
            tx.commit()
        return plan

    def load_plan(self) -> FulfillmentPlan | None:
        """The plan as it was stored last."""
        with self.unit_of_work.read() as tx:
            push = tx.pushes.get(self.attempt.shipment.id)
        return push.plan if push else None

    def send_moves_and_plan(self, plan: FulfillmentPlan | None, state: OrderFulfillments) -> FulfillmentPlan:
        """Plan what is not sent by what Shopify expects now, which may have changed since an earlier attempt."""
        plan = plan or start_plan(state)
        remaining = find_remaining_shipment(self.attempt.shipment, plan)
        requests = self._send_moves_and_allocate(remaining, state) if remaining else ()
        # Saved even if nothing changed: a worker that lost its claim must not send.
        return self.save_plan_in_transaction(replace_unsent(plan, requests))

    def send_fulfillment(self, plan: FulfillmentPlan, index: int) -> FulfillmentPlan:
        """Create the fulfillment, unless it is known to exist."""
        planned = plan.fulfillments[index]
        if planned.fulfillment_id:
            return plan
        request = planned.request
        created = self._send(request, lambda: self.admin.create_fulfillment(self.attempt.access, request).id)
        count, tracking = sum(line.quantity for line in request.lines), _describe_tracking(request.tracking)
        self.steps.append(f"Created a fulfillment in Shopify ({count} item{'' if count == 1 else 's'}, {tracking})")
        return self.save_plan_in_transaction(plan.with_fulfillment(index, replace(planned, fulfillment_id=created)))

    def send_trackings(self, plan: FulfillmentPlan) -> FulfillmentPlan:
        """Correct the tracking of what was sent, unless Shopify has it or the store hands the items over itself."""
        for index in range(len(plan.fulfillments)):
            plan = self._send_tracking(plan, index)
        return plan

    def check_tracking(self, plan: FulfillmentPlan) -> None:
        """Raises `TrackingNotApplicable` if the tracking came after a hand-over by the store was sent."""
        hand_overs = (planned for planned in plan.fulfillments if planned.request.delivery_method.needs_no_carrier)
        if self.attempt.tracking and any(hand_overs):
            raise TrackingNotApplicable(self.attempt.shipment.id)

    def send_cancellation(self, fulfillment_id: str) -> None:
        self._send(fulfillment_id, lambda: self.admin.cancel_fulfillment(self.attempt.access, fulfillment_id))
        self.steps.append("Cancelled the fulfillment in Shopify")

    def _send_tracking(self, plan: FulfillmentPlan, index: int) -> FulfillmentPlan:
        planned, tracking = plan.fulfillments[index], self.attempt.tracking
        if tracking is None or tracking == planned.request.tracking or planned.fulfillment_id is None:
            return plan
        if planned.request.delivery_method.needs_no_carrier:
            return plan
        self._send_tracking_update(planned.fulfillment_id, tracking)
        self.steps.append(f"Updated the fulfillment in Shopify ({_describe_tracking(tracking)})")
        updated = replace(planned, request=replace(planned.request, tracking=tracking))
        return self.save_plan_in_transaction(plan.with_fulfillment(index, updated))

    def _send_moves_and_allocate(self, shipment: Shipment, state: OrderFulfillments) -> tuple[FulfillmentRequest, ...]:
        tracking, may_move = self.attempt.tracking, self.attempt.settings.move_to_shipping_location
        titles = self.attempt.titles
        allocation = allocate(shipment, state.fulfillment_orders, tracking, allow_moves=may_move, titles=titles)
        if allocation.moves:
            for moves in group_moves(allocation.moves):
                self._send_move(moves)
            allocation = allocate(shipment, self.fetch_order().fulfillment_orders, tracking, titles=titles)
        return allocation.requests

    def _send_move(self, moves: Sequence[FulfillmentOrderMove]) -> None:
        self._send(tuple(moves), lambda: self.admin.move_fulfillment_order(self.attempt.access, moves))
        self.steps.append("Moved items to the location that they were shipped from")

    def _send_tracking_update(self, fulfillment_id: str, tracking: Tracking) -> None:
        notify, access = self.attempt.shipment.notify_customer, self.attempt.access
        self._send(
            (fulfillment_id, tracking),
            lambda: self.admin.update_tracking(access, fulfillment_id, tracking, notify_customer=notify),
        )

    def _send(self, request: Hashable, send: Callable[[], Result]) -> Result:
        if request in self.refusals:
            raise self.refusals[request]
        try:
            return send()
        except ShopifyRefused as refusal:
            self.refusals[request] = refusal
            self.steps.append(str(refusal))
            raise StaleRead(refusal) from refusal


def _describe_tracking(tracking: Tracking | None) -> str:
    if tracking is None:
        return "without tracking"
    return f"tracking {', '.join(tracking.all_numbers)}" if tracking.number else f"carrier {tracking.carrier}"
