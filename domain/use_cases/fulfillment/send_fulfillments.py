"""Brings Shopify to the state that each shipment has in the ERP."""

import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import assert_never

from novex_shopify.domain.errors import (
    ShopifyUnavailable,
    ShopNotConnected,
    StaleRead,
    TransientError,
    describe,
    get_details,
    get_title,
    to_log_fields,
    unexpected,
)
from novex_shopify.domain.model.fulfillment import FulfillmentPlan, FulfillmentPush, PushAttempt, PushStatus
from novex_shopify.domain.model.work import ActiveClaims, Work, WorkerId
from novex_shopify.domain.policies.retry import GiveUp, Park, Retry, RetryPolicy
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.shopify_admin import ShopifyAdmin
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.ports.work_metrics import WorkMetrics
from novex_shopify.domain.ports.work_notifier import WorkNotifier
from novex_shopify.domain.timing import OUTCOME_UNKNOWN_FOR
from novex_shopify.domain.use_cases.claim_lost import ClaimLost
from novex_shopify.domain.use_cases.fulfillment.execute_plan import ExecutePlan, SendAttempt
from novex_shopify.domain.use_cases.fulfillment.recover_fulfillments import (
    fetch_and_adopt_existing,
    fetch_own_fulfillment,
)
from novex_shopify.domain.use_cases.indexing.describe_orders import describe_shipped_order
from novex_shopify.domain.use_cases.mark_due import MarkDue
from novex_shopify.domain.use_cases.shops.record_connection_state import record_connection_failure
from novex_shopify.domain.use_cases.shops.refresh_access_token import RefreshAccessToken

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SendFulfillments:
    """Sends what is due, cancels what was cancelled, and decides what becomes of a failure.

    `fulfillmentCreate` is not idempotent, so the plan is stored before anything is sent, and every attempt first looks
    for what an earlier one created (docs/shopify.md, Fulfillment). After a lost answer the next attempt waits for
    `outcome_unknown_for`, because Shopify may still be processing the request. A refusal is final only if a fresh read
    leads to the same request.
    """

    unit_of_work: UnitOfWork
    admin: ShopifyAdmin
    access: RefreshAccessToken
    retry: RetryPolicy
    notifier: WorkNotifier
    clock: Clock
    worker: WorkerId
    active_claims: ActiveClaims
    metrics: WorkMetrics
    outcome_unknown_for: timedelta = OUTCOME_UNKNOWN_FOR

    def run_next(self) -> bool:
        """Make one attempt at the next push that is due; False if none is."""
        push = self._claim_in_transaction()
        if push is None:
            return False
        self.notifier.notify(Work.FULFILLMENTS)  # so that another thread takes the next push meanwhile
        steps: list[str] = []
        with self.active_claims.hold(Work.FULFILLMENTS, (push.id,)):
            try:
                self._attempt(push, steps)
            except ClaimLost:
                _log.warning("fulfillment_push.claim_lost", extra={"shipment": push.shipment.id})
            except Exception as error:  # any error at all, so that it is stored and not lost with the thread
                self._settle_failure_in_transaction(push, steps, error)
        return True

    def _claim_in_transaction(self) -> FulfillmentPush | None:
        with self.unit_of_work() as tx:
            may_send = self.access.address.is_confirmed(tx)
            push = tx.pushes.claim(self.worker, self.clock.now()) if may_send else None
            tx.commit()
        return push

    def _attempt(self, push: FulfillmentPush, steps: list[str]) -> None:
        shopify = ExecutePlan(self.unit_of_work, self.admin, self._load_attempt(push), steps)
        try:
            plan = _bring_to_shopify(shopify, push.plan)
        except StaleRead:
            plan = _bring_to_shopify(shopify, shopify.load_plan())
        status = PushStatus.CANCELLED if push.shipment.cancelled else PushStatus.PUSHED
        self._settle_in_transaction(push, plan, status, steps)

    def _load_attempt(self, push: FulfillmentPush) -> SendAttempt:
        if push.shop_domain is None or push.order_id is None:
            raise ShopNotConnected("The store of this shipment's order")
        access = self.access(push.shop_domain)
        with self.unit_of_work.read() as tx:
            settings = tx.shops.get_settings(push.shop_domain)
            siblings = tx.pushes.list_for_order(push.shop_domain, push.order_id)
            documents = tx.erp.orders.get_many(push.shop_domain, [push.order_id], with_fulfillments=False)
        plans = [sibling.plan for sibling in siblings if sibling.id != push.id and sibling.plan]
        sibling_ids = frozenset(gid for plan in plans for gid in plan.fulfillment_ids)
        titles = {line.line_item_id: line.title for document in documents for line in document.lines}
        return SendAttempt(push, access, settings, sibling_ids, titles)

    def _settle_in_transaction(
        self, push: FulfillmentPush, plan: FulfillmentPlan | None, status: PushStatus, steps: list[str]
    ) -> None:
        with self.unit_of_work() as tx:
            if push.shop_domain:
                order_ids = [push.shipment.order_id]
                MarkDue(self.notifier, self.clock)(tx, push.shop_domain, order_ids, described=order_ids)
            tx.erp.shipments.confirm(push.shipment.id, plan.fulfillment_ids if plan else (), self.clock.now())
            if not tx.pushes.settle(push, status, self._build_history_entry(push, steps)):
                raise ClaimLost
            describe_shipped_order(tx, push, self.clock.now())
            tx.commit()
        self.metrics.count_push(status)

    def _settle_failure_in_transaction(self, push: FulfillmentPush, steps: list[str], error: Exception) -> None:
        fields = {"shipment": push.shipment.id, "attempt": push.attempts, **to_log_fields(error)}
        _log.warning("fulfillment_push.failed", extra=fields, exc_info=unexpected(error))
        with self.unit_of_work() as tx:
            if push.shop_domain:
                record_connection_failure(tx, push.shop_domain, error, self.clock.now())
            status = self._settle_failure(tx, push, error, self._build_history_entry(push, steps, error))
            describe_shipped_order(tx, push, self.clock.now())
            tx.commit()
        self.metrics.count_push(status)

    def _settle_failure(
        self, tx: Transaction, push: FulfillmentPush, error: Exception, entry: PushAttempt
    ) -> PushStatus:
        decision = self.retry.decide(error, self._count_attempts(push, error))
        match decision:
            case Retry(delay):
                now = self.clock.now()
                unknown_until = self._find_unknown_until(error, now)
                tx.pushes.settle(push, PushStatus.PENDING, entry, max(now + delay, unknown_until or now), unknown_until)
                return PushStatus.PENDING
            case Park():
                tx.pushes.settle(push, PushStatus.PARKED, entry)
                return PushStatus.PARKED
            case GiveUp():
                tx.pushes.settle(push, PushStatus.REFUSED, entry)
                return PushStatus.REFUSED
        assert_never(decision)

    def _find_unknown_until(self, error: Exception, now: datetime) -> datetime | None:
        """Without an answer, Shopify may have processed the request, or may still be processing it."""
        return now + self.outcome_unknown_for if isinstance(error, ShopifyUnavailable) else None

    def _count_attempts(self, push: FulfillmentPush, error: Exception) -> int:
        """An outage or a throttle ends, so these are retried for as long as it takes."""
        most = self.retry.max_attempts - 1
        return min(push.attempts, most) if isinstance(error, TransientError) else push.attempts

    def _build_history_entry(
        self, push: FulfillmentPush, steps: list[str], error: Exception | None = None
    ) -> PushAttempt:
        number, now = len(push.history) + 1, self.clock.now()
        if error is None:
            return PushAttempt(number, now, self.worker.name, tuple(steps))
        description = describe(error), get_title(error), get_details(error)
        return PushAttempt(number, now, self.worker.name, tuple(steps), *description)


def _bring_to_shopify(shopify: ExecutePlan, plan: FulfillmentPlan | None) -> FulfillmentPlan | None:
    return _cancel_all(shopify, plan) if shopify.attempt.shipment.cancelled else _send_all(shopify, plan)


def _send_all(shopify: ExecutePlan, plan: FulfillmentPlan | None) -> FulfillmentPlan:
    state = shopify.fetch_order()
    plan = fetch_and_adopt_existing(shopify, plan, state)
    if plan:
        # First: the rest may have to wait, and the customer of what was sent needs the right number.
        plan = shopify.send_trackings(plan)
    plan = shopify.send_moves_and_plan(plan, state)
    for index in range(len(plan.fulfillments)):
        plan = shopify.send_fulfillment(plan, index)
    shopify.check_tracking(plan)
    return plan


def _cancel_all(shopify: ExecutePlan, plan: FulfillmentPlan | None) -> FulfillmentPlan | None:
    """Cancel what was sent, also what only Shopify knows of. What was not sent never is."""
    if plan is None:
        return None
    state = shopify.fetch_order()
    open_ids = {fulfillment.id for fulfillment in state.fulfillments if not fulfillment.cancelled}
    for index, planned in enumerate(plan.fulfillments):
        sent = planned.fulfillment_id or fetch_own_fulfillment(shopify, plan, planned, state)
        if sent in open_ids:
            shopify.send_cancellation(sent)
        cancelled = replace(planned, fulfillment_id=sent, cancelled=True)
        plan = shopify.save_plan_in_transaction(plan.with_fulfillment(index, cancelled))
    return plan
