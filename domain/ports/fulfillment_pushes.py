"""Shipments to be sent to Shopify."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from novex_shopify.domain.model.fulfillment import FulfillmentPlan, FulfillmentPush, PushAttempt, PushStatus, Shipment
from novex_shopify.domain.model.push_filter import ALL_PUSHES, PushFilter
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.work import WorkerId


class FulfillmentPushes(Protocol):
    """The pushes, one per ERP shipment."""

    def add(
        self, shipment: Shipment, shop: ShopDomain | None, order_id: int | None, status: PushStatus, now: datetime
    ) -> FulfillmentPush:
        """Create a push; if the shipment has one, return that one unchanged."""
        ...

    def claim(self, worker: WorkerId, now: datetime) -> FulfillmentPush | None:
        """Claim the oldest due push and count the attempt.

        Pushes of one order are claimed in order, one at a time. A worker has only a few pushes of one shop at once
        (`MAX_CONCURRENT_PUSHES_PER_SHOP`), so that a slow shop cannot block the others.
        """
        ...

    def save_plan(self, push: FulfillmentPush, plan: FulfillmentPlan) -> bool:
        """Store what will be sent and what is known to be sent; returns False, and stores nothing, if the claim was
        lost.
        """
        ...

    def settle(
        self,
        push: FulfillmentPush,
        status: PushStatus,
        attempt: PushAttempt,
        next_attempt_at: datetime | None = None,
        outcome_unknown_until: datetime | None = None,
    ) -> bool:
        """Store how the attempt ended; returns False, and stores nothing, if the claim was lost.

        If the shipment changed during the attempt, the push is due again instead. Before `outcome_unknown_until` it is
        not due for any reason: not by a change, a retry or a release.
        """
        ...

    def request_again(
        self, push: FulfillmentPush, shipment: Shipment, now: datetime, note: PushAttempt | None = None
    ) -> FulfillmentPush:
        """Make a push due with the shipment's current state and all attempts; returns the push.

        Pushes that end without Shopify, and cancelled ones, stay unchanged. `note` is added to the history, unless the
        push is being sent.
        """
        ...

    def end(self, push: FulfillmentPush, status: PushStatus, note: PushAttempt) -> bool:
        """End a waiting push without Shopify; returns False if it is not waiting. `note` is added to the history."""
        ...

    def list_for_order(self, shop: ShopDomain, order_id: int) -> Sequence[FulfillmentPush]:
        """List the pushes of a Shopify order, oldest first."""
        ...

    def list_for_orders(self, shop: ShopDomain, order_ids: Collection[int]) -> Sequence[FulfillmentPush]:
        """List the pushes of a shop's Shopify orders, oldest first."""
        ...

    def count_by_status(self) -> Mapping[PushStatus, int]:
        """Count pushes by status."""
        ...

    def find_oldest_waiting(self) -> datetime | None:
        """Return when the oldest push was created that Shopify does not know yet and that was not abandoned."""
        ...

    def release(self, shop: ShopDomain, now: datetime) -> int:
        """Make parked pushes due with all attempts; returns how many."""
        ...

    def get_locked(self, shipment_id: str) -> FulfillmentPush | None:
        """Get a push and lock it until the end of the transaction."""
        ...

    def get(self, shipment_id: str) -> FulfillmentPush | None:
        """Get the push of an ERP shipment; None if there is none."""
        ...

    def get_many(self, shipment_ids: Collection[str]) -> Sequence[FulfillmentPush]:
        """Get the pushes of those ERP shipments that have one, by id."""
        ...

    def search(self, text: str, limit: int) -> Sequence[FulfillmentPush]:
        """Find the newest pushes with this ERP shipment id or tracking number, newest first."""
        ...

    def list_latest(
        self, limit: int, which: PushFilter = ALL_PUSHES, before: int | None = None
    ) -> Sequence[FulfillmentPush]:
        """List the newest pushes, newest first: those before the push with the id `before`, if given."""
        ...

    def list_oldest(
        self, limit: int, which: PushFilter = ALL_PUSHES, after: int | None = None
    ) -> Sequence[FulfillmentPush]:
        """List the oldest pushes, oldest first: those after the push with the id `after`, if given."""
        ...

    def count(self, limit: int, which: PushFilter = ALL_PUSHES) -> int:
        """Count what is listed, up to `limit`."""
        ...
