"""Shipments are told to Shopify, each exactly once."""

import logging
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import assert_never

from novex_shopify.domain.errors import (
    CannotAllocate,
    ShopifyUnavailable,
    ShopNotConnected,
    TransientError,
    describe,
    unexpected,
)
from novex_shopify.domain.model.fulfillment import (
    AllocatedLine,
    Fulfillment,
    FulfillmentOrderMove,
    FulfillmentPlan,
    FulfillmentPush,
    FulfillmentRequest,
    OrderFulfillments,
    PlannedFulfillment,
    PushAttempt,
    PushStatus,
    Shipment,
    ShipmentLine,
    Tracking,
)
from novex_shopify.domain.model.shop import ShopAccess
from novex_shopify.domain.model.shop_settings import ShopSettings
from novex_shopify.domain.model.work import OUTCOME_UNKNOWN_FOR, ActiveClaims, Work, WorkerId
from novex_shopify.domain.policies.allocation import allocate, find_matching_fulfillments, sum_quantities
from novex_shopify.domain.policies.carriers import to_shopify_tracking
from novex_shopify.domain.policies.retry import GiveUp, Park, Retry, RetryPolicy
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.shopify_admin import ShopifyAdmin
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.ports.work_notifier import WorkNotifier
from novex_shopify.domain.use_cases.claim_lost import ClaimLost
from novex_shopify.domain.use_cases.shops.record_connection_state import record_connection_failure
from novex_shopify.domain.use_cases.shops.refresh_access_token import RefreshAccessToken

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Attempt:
    """A push in hand, what is known of it, and what was done so far."""

    push: FulfillmentPush
    access: ShopAccess
    settings: ShopSettings
    plan: FulfillmentPlan | None
    others: frozenset[str]
    steps: list[str] = field(default_factory=list)

    @property
    def shipment(self) -> Shipment:
        return self.push.shipment

    @property
    def tracking(self) -> Tracking | None:
        return to_shopify_tracking(self.shipment.tracking, self.settings.carriers)


@dataclass(frozen=True, slots=True)
class SendFulfillments:
    """Makes Shopify know what the pushes say it shall know.

    `fulfillmentCreate` is not idempotent. So the plan is stored before anything is sent, and every attempt first reads
    the order and takes over what an earlier one did after all (Shopify: fulfillmentCreate). After an answer that got
    lost it waits for `unclear_for`, since Shopify may still be at it.
    """

    unit_of_work: UnitOfWork
    admin: ShopifyAdmin
    access: RefreshAccessToken
    retry: RetryPolicy
    notifier: WorkNotifier
    clock: Clock
    worker: WorkerId
    active_claims: ActiveClaims
    outcome_unknown_for: timedelta = OUTCOME_UNKNOWN_FOR

    def run_next(self) -> bool:
        """Bring about one push that is due; False if none is."""
        with self.unit_of_work() as tx:
            push = tx.pushes.claim(self.worker, self.clock.now())
            tx.commit()
        if push is None:
            return False
        self.notifier.notify(Work.FULFILLMENTS)  # another thread may see to the next one meanwhile
        steps: list[str] = []
        with self.active_claims.hold(Work.FULFILLMENTS, (push.id,)):
            try:
                self._bring_about(self._begin(push, steps))
            except ClaimLost:
                _log.warning("fulfillment_push.claim_lost", extra={"shipment": push.shipment.id})
            except Exception as error:  # whatever it is, it is kept on the row and not lost with the thread
                self._after_failure(push, steps, error)
        return True

    def _begin(self, push: FulfillmentPush, steps: list[str]) -> _Attempt:
        if push.shop_domain is None or push.order_id is None:
            raise ShopNotConnected("The store of this shipment's order")
        access = self.access(push.shop_domain)
        with self.unit_of_work() as tx:
            settings = tx.shops.get_settings(push.shop_domain)
            siblings = tx.pushes.list_for_order(push.shop_domain, push.order_id)
        others = {
            each for other in siblings if other.id != push.id and other.plan for each in other.plan.fulfillment_ids
        }
        return _Attempt(push, access, settings, push.plan, frozenset(others), steps)

    def _bring_about(self, attempt: _Attempt) -> None:
        if attempt.shipment.cancelled:
            self._take_back_all(attempt)
            self._settle(attempt, PushStatus.CANCELLED)
            return
        state = self._read(attempt)
        self._take_over(attempt, state)
        for index in range(len(self._plan_the_rest(attempt, state).fulfillments)):
            self._ensure_sent(attempt, index)
            self._ensure_tracking(attempt, index)
        self._settle(attempt, PushStatus.PUSHED)

    def _read(self, attempt: _Attempt) -> OrderFulfillments:
        state = self.admin.fetch_order_fulfillments(attempt.access, attempt.push.order_id or 0)
        expected, known = len(state.fulfillment_orders), len(state.fulfillments)
        attempt.steps.append(f"read the order: {expected} fulfillment orders, {known} fulfillments")
        return state

    def _take_over(self, attempt: _Attempt, state: OrderFulfillments) -> None:
        """Note what earlier attempts did after all, and what a person did in their stead."""
        if attempt.plan is None:
            if by_hand := self._made_by_hand(attempt, state):
                self._keep(attempt, FulfillmentPlan((by_hand,), _ids(state)))
            return
        for index, parcel in enumerate(attempt.plan.fulfillments):
            if parcel.fulfillment_id is None and (made := self._find_ours(attempt, parcel, attempt.plan, state)):
                self._keep(attempt, attempt.plan.with_fulfillment(index, replace(parcel, fulfillment_id=made)))

    def _plan_the_rest(self, attempt: _Attempt, state: OrderFulfillments) -> FulfillmentPlan:
        """Plan what is not sent yet by what Shopify expects now, which may be elsewhere than when it was planned."""
        plan = attempt.plan or FulfillmentPlan((), _ids(state))
        sent = tuple(parcel for parcel in plan.fulfillments if parcel.fulfillment_id)
        rest = _rest(attempt.shipment, sent)
        requests = self._requests(attempt, replace(attempt.shipment, lines=rest), state) if rest else ()
        planned = replace(plan, fulfillments=(*sent, *map(PlannedFulfillment, requests)))
        return self._keep(attempt, planned)  # also if it is kept already: who lost the claim must not send

    def _requests(
        self, attempt: _Attempt, shipment: Shipment, state: OrderFulfillments
    ) -> tuple[FulfillmentRequest, ...]:
        may_move = attempt.settings.move_to_shipping_location
        allocation = allocate(shipment, state.fulfillment_orders, attempt.tracking, allow_moves=may_move)
        if allocation.moves:
            self._move(attempt, allocation.moves)
            state = self._read(attempt)
            allocation = allocate(shipment, state.fulfillment_orders, attempt.tracking)
        return allocation.requests

    def _move(self, attempt: _Attempt, moves: tuple[FulfillmentOrderMove, ...]) -> None:
        by_order: dict[str, list[FulfillmentOrderMove]] = defaultdict(list)
        for move in moves:
            by_order[move.fulfillment_order_id].append(move)
        for fulfillment_order_id, parts in by_order.items():
            self.admin.move_fulfillment_order(attempt.access, parts)
            attempt.steps.append(f"moved {fulfillment_order_id} to location {parts[0].location_id}")

    def _made_by_hand(self, attempt: _Attempt, state: OrderFulfillments) -> PlannedFulfillment | None:
        """A person may have typed this very parcel into Shopify already: same tracking, same goods."""
        shipment, tracking = attempt.shipment, attempt.tracking
        if tracking is None:
            return None
        lines = tuple(AllocatedLine("", "", line, pieces) for line, pieces in sum_quantities(shipment.lines).items())
        request = FulfillmentRequest(lines, tracking, shipment.notify_customer)
        made = self._find(attempt, request, state, known=attempt.others)
        return PlannedFulfillment(request, made) if made else None

    def _ensure_sent(self, attempt: _Attempt, index: int) -> None:
        plan, parcel = _planned(attempt, index)
        if parcel.fulfillment_id:
            return
        made = self.admin.create_fulfillment(attempt.access, parcel.request).id
        tracking = ", ".join(parcel.request.tracking.all_numbers) if parcel.request.tracking else "none"
        pieces = len(parcel.request.lines)
        attempt.steps.append(f"fulfillmentCreate with {pieces} lines, tracking {tracking}: {made}")
        self._keep(attempt, plan.with_fulfillment(index, replace(parcel, fulfillment_id=made)))

    def _ensure_tracking(self, attempt: _Attempt, index: int) -> None:
        plan, parcel = _planned(attempt, index)
        tracking = attempt.tracking
        if tracking is None or tracking == parcel.request.tracking or parcel.fulfillment_id is None:
            return
        notify = attempt.shipment.notify_customer
        self.admin.update_tracking(attempt.access, parcel.fulfillment_id, tracking, notify_customer=notify)
        attempt.steps.append(
            f"fulfillmentTrackingInfoUpdate to {', '.join(tracking.all_numbers)}: {parcel.fulfillment_id}"
        )
        told = replace(parcel, request=replace(parcel.request, tracking=tracking))
        self._keep(attempt, plan.with_fulfillment(index, told))

    def _take_back_all(self, attempt: _Attempt) -> None:
        """Cancel what was sent, also what an attempt whose answer got lost did after all. The rest is never sent."""
        if attempt.plan is None:
            return
        state = self._read(attempt)
        standing = {fulfillment.id for fulfillment in state.fulfillments if not fulfillment.cancelled}
        for index in range(len(attempt.plan.fulfillments)):
            plan, parcel = _planned(attempt, index)
            sent = parcel.fulfillment_id or self._find_ours(attempt, parcel, plan, state)
            if sent in standing:
                self.admin.cancel_fulfillment(attempt.access, sent)
                attempt.steps.append(f"fulfillmentCancel: {sent}")
            self._keep(attempt, plan.with_fulfillment(index, replace(parcel, fulfillment_id=sent, cancelled=True)))

    def _find_ours(
        self, attempt: _Attempt, parcel: PlannedFulfillment, plan: FulfillmentPlan, state: OrderFulfillments
    ) -> str | None:
        known = plan.known_fulfillment_ids.union(plan.fulfillment_ids, attempt.others)
        return self._find(attempt, parcel.request, state, known)

    def _find(
        self, attempt: _Attempt, request: FulfillmentRequest, state: OrderFulfillments, known: frozenset[str]
    ) -> str | None:
        """A fulfillment of the same tracking and lines that is not known to be another parcel's."""
        unknown = [fulfillment for fulfillment in state.fulfillments if fulfillment.id not in known]
        for candidate in find_matching_fulfillments(request, unknown):
            if self._has_lines(attempt, candidate, request):
                attempt.steps.append(f"found that it is there already: {candidate.id}")
                return candidate.id
        return None

    def _has_lines(self, attempt: _Attempt, candidate: Fulfillment, request: FulfillmentRequest) -> bool:
        lines = self.admin.fetch_fulfillment_quantities(attempt.access, candidate.id)
        return dict(lines) == dict(sum_quantities(request.lines))

    def _keep(self, attempt: _Attempt, plan: FulfillmentPlan) -> FulfillmentPlan:
        with self.unit_of_work() as tx:
            if not tx.pushes.save_plan(attempt.push, plan):
                raise ClaimLost
            tx.commit()
        attempt.plan = plan
        return plan

    def _settle(self, attempt: _Attempt, status: PushStatus) -> None:
        push, plan = attempt.push, attempt.plan
        with self.unit_of_work() as tx:
            tx.erp.shipments.confirm(push.shipment.id, plan.fulfillment_ids if plan else (), self.clock.now())
            if not tx.pushes.settle(push, status, self._done(push, attempt.steps)):
                raise ClaimLost
            tx.commit()

    def _done(self, push: FulfillmentPush, steps: list[str], error: str | None = None) -> PushAttempt:
        return PushAttempt(len(push.history) + 1, self.clock.now(), str(self.worker), tuple(steps), error)

    def _after_failure(self, push: FulfillmentPush, steps: list[str], error: Exception) -> None:
        message = describe(error)
        facts = {"shipment": push.shipment.id, "attempt": push.attempts, "error": message}
        _log.warning("fulfillment_push.failed", extra=facts, exc_info=unexpected(error))
        attempt = self._done(push, steps, message)
        decision = self.retry.decide(error, self._counted(push, error))
        with self.unit_of_work() as tx:
            if push.shop_domain:
                record_connection_failure(tx, push.shop_domain, error, self.clock.now())
            match decision:
                case Retry(delay):
                    now = self.clock.now()
                    unclear = now + self.outcome_unknown_for if _is_unclear(error) else None
                    tx.pushes.settle(push, PushStatus.PENDING, attempt, max(now + delay, unclear or now), unclear)
                case Park():
                    tx.pushes.settle(push, PushStatus.PARKED, attempt)
                case GiveUp():
                    tx.pushes.settle(push, PushStatus.REFUSED, attempt)
                case _:
                    assert_never(decision)
            tx.commit()

    def _counted(self, push: FulfillmentPush, error: Exception) -> int:
        """An outage or a throttle ends some time: the customer is told then, however many attempts that takes."""
        most = self.retry.max_attempts - 1
        return min(push.attempts, most) if isinstance(error, TransientError) else push.attempts


def _planned(attempt: _Attempt, index: int) -> tuple[FulfillmentPlan, PlannedFulfillment]:
    if attempt.plan is None:
        raise CannotAllocate(["nothing was planned"])
    return attempt.plan, attempt.plan.fulfillments[index]


def _ids(state: OrderFulfillments) -> frozenset[str]:
    return frozenset(fulfillment.id for fulfillment in state.fulfillments)


def _rest(shipment: Shipment, sent: Iterable[PlannedFulfillment]) -> tuple[ShipmentLine, ...]:
    """What of a shipment is in none of these parcels."""
    left = Counter(sum_quantities(shipment.lines))
    left.subtract(sum_quantities(line for parcel in sent for line in parcel.request.lines))
    return tuple(ShipmentLine(line, quantity) for line, quantity in left.items() if quantity > 0)


def _is_unclear(error: Exception) -> bool:
    """Whether Shopify may have done it, or may still be at it."""
    return isinstance(error, ShopifyUnavailable)
