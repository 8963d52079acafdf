"""What the ERP ships is told to Shopify, once."""

import logging
from dataclasses import dataclass
from typing import assert_never

from novex_shopify.domain.errors import ShopNotConnected, describe, unforeseen
from novex_shopify.domain.model.fulfillment import (
    FulfillmentPlan,
    FulfillmentPush,
    OrderFulfillments,
    Parcel,
    PushStatus,
    Shipment,
)
from novex_shopify.domain.model.resource_link import ResourceLink
from novex_shopify.domain.model.shop import ShopAccess
from novex_shopify.domain.model.work import Work, WorkerId, WorkInHand
from novex_shopify.domain.policies.allocation import allocate, already_made
from novex_shopify.domain.policies.retry import GiveUp, Park, RetryPolicy, TryAgain
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.shopify_admin import ShopifyAdmin
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.ports.wakeups import Wakeups
from novex_shopify.domain.use_cases.refresh_access_token import RefreshAccessToken

_log = logging.getLogger(__name__)


class _ClaimLost(Exception):
    """Another worker took the push over; it goes on from what is stored."""


@dataclass(frozen=True, slots=True)
class PushFulfillment:
    """Keeps the intent with the shipment, and sends it from a worker.

    `fulfillmentCreate` is not idempotent. So the plan is stored before anything is sent, and every attempt first reads
    the order and takes over what an earlier one did after all (Shopify: fulfillmentCreate).
    """

    unit_of_work: UnitOfWork
    admin: ShopifyAdmin
    access: RefreshAccessToken
    retry: RetryPolicy
    wakeups: Wakeups
    clock: Clock
    worker: WorkerId
    in_hand: WorkInHand

    def __call__(self, shipment: Shipment) -> FulfillmentPush:
        """Record a shipment. The same shipment again gives the same push; orders that are not from Shopify, and
        test orders unless the store's settings say so, are not pushed.
        """
        with self.unit_of_work() as tx:
            tx.erp.shipments.record(shipment)
            link = tx.order_links.by_erp_id(shipment.order_id)
            push = tx.pushes.add(
                shipment,
                link.shop_domain if link else None,
                link.shopify_id if link else None,
                _first_status(tx, shipment, link),
                self.clock.now(),
            )
            tx.commit()
        self.wakeups.wake(Work.FULFILLMENTS)
        return push

    def run_next(self) -> bool:
        """Send one push that is due; False if none is."""
        with self.unit_of_work() as tx:
            push = tx.pushes.claim(self.worker, self.clock.now())
            tx.commit()
        if push is None:
            return False
        with self.in_hand.holding(Work.FULFILLMENTS, (push.id,)):
            try:
                self._send(push)
            except _ClaimLost:
                _log.warning("push.taken_over", extra={"shipment": push.shipment.id})
            except Exception as error:  # whatever it is, it is kept on the row and not lost with the thread
                self._after_failure(push, error)
        return True

    def _send(self, push: FulfillmentPush) -> None:
        if push.shop_domain is None or push.order_id is None:
            raise ShopNotConnected("The store of this shipment's order")
        access = self.access(push.shop_domain)
        state = self.admin.order_fulfillments(access, push.order_id)
        plan = push.plan or self._make_plan(push, state)
        for index, parcel in enumerate(plan.parcels):
            if parcel.fulfillment_id is None:
                plan = plan.with_fulfillment(index, self._ensure_sent(access, parcel, plan, state))
                self._keep(push, plan)
        with self.unit_of_work() as tx:
            tx.erp.shipments.confirm(push.shipment.id, plan.fulfillment_ids, self.clock.now())
            if not tx.pushes.settle(push, PushStatus.PUSHED):
                raise _ClaimLost
            tx.commit()

    def _make_plan(self, push: FulfillmentPush, state: OrderFulfillments) -> FulfillmentPlan:
        requests = allocate(push.shipment, state.fulfillment_orders)
        seen = frozenset(fulfillment.id for fulfillment in state.fulfillments)
        plan = FulfillmentPlan(tuple(Parcel(request) for request in requests), seen)
        self._keep(push, plan)
        return plan

    def _ensure_sent(self, access: ShopAccess, parcel: Parcel, plan: FulfillmentPlan, state: OrderFulfillments) -> str:
        known = plan.seen_before.union(plan.fulfillment_ids)
        candidates = (fulfillment for fulfillment in state.fulfillments if fulfillment.id not in known)
        made = already_made(parcel.request, candidates) or self.admin.create_fulfillment(access, parcel.request)
        return made.id

    def _keep(self, push: FulfillmentPush, plan: FulfillmentPlan) -> None:
        with self.unit_of_work() as tx:
            if not tx.pushes.plan(push, plan):
                raise _ClaimLost
            tx.commit()

    def _after_failure(self, push: FulfillmentPush, error: Exception) -> None:
        message = describe(error)
        decision = self.retry.decide(error, push.attempts)
        facts = {"shipment": push.shipment.id, "attempt": push.attempts, "error": message}
        _log.warning("push.failed", extra=facts, exc_info=unforeseen(error))
        with self.unit_of_work() as tx:
            match decision:
                case TryAgain(delay):
                    tx.pushes.settle(push, PushStatus.PENDING, message, self.clock.now() + delay)
                case Park():
                    tx.pushes.settle(push, PushStatus.PARKED, message)
                case GiveUp():
                    tx.pushes.settle(push, PushStatus.REFUSED, message)
                case _:
                    assert_never(decision)
            tx.commit()


def _first_status(tx: Transaction, shipment: Shipment, link: ResourceLink | None) -> PushStatus:
    """A test order is shipped in the ERP only: a parcel that nobody sends must not be announced to anybody."""
    if link is None:
        return PushStatus.NOT_SHOPIFY
    order = tx.erp.orders.get(shipment.order_id)
    if order and order.test and not tx.shops.settings(link.shop_domain).ship_test_orders:
        return PushStatus.TEST_ORDER
    return PushStatus.PENDING
