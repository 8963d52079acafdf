"""Shipments on their way to Shopify."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from novex_shopify.domain.model.fulfillment import FulfillmentPlan, FulfillmentPush, PushAttempt, PushStatus, Shipment
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.work import WorkerId


class FulfillmentPushes(Protocol):
    """The intents to tell Shopify of shipments, one per ERP shipment."""

    def add(
        self, shipment: Shipment, shop: ShopDomain | None, order_id: int | None, status: PushStatus, now: datetime
    ) -> FulfillmentPush:
        """Write the intent; if there is one for this shipment already, give that one and change nothing."""
        ...

    def claim(self, worker: WorkerId, now: datetime) -> FulfillmentPush | None:
        """Take the oldest due push, counting the attempt. Pushes of one order are taken in order, one at a
        time; a worker has few of one store in hand, so that a slow one leaves it free for others.
        """
        ...

    def save_plan(self, push: FulfillmentPush, plan: FulfillmentPlan) -> bool:
        """Keep what will be sent, or is known to be sent; False, and nothing kept, if the claim is another's by now."""
        ...

    def settle(
        self,
        push: FulfillmentPush,
        status: PushStatus,
        attempt: PushAttempt,
        next_attempt_at: datetime | None = None,
        outcome_unknown_until: datetime | None = None,
    ) -> bool:
        """Write how the attempt ended; False, and nothing written, if the claim is another worker's by now.

        If the shipment was changed meanwhile, the push is due again instead. Before `unclear_until` it is not due in
        any way: neither changed, nor asked for again, nor released.
        """
        ...

    def request_again(self, push: FulfillmentPush, shipment: Shipment, now: datetime) -> FulfillmentPush:
        """Have Shopify told of the shipment as it is by now, with all attempts ahead; returns the push.

        Pushes that end without Shopify, and cancelled ones, stay as they are.
        """
        ...

    def abandon(self, push: FulfillmentPush, reason: str) -> bool:
        """Refuse a push that waits; False if it does not wait."""
        ...

    def list_for_order(self, shop: ShopDomain, order_id: int) -> Sequence[FulfillmentPush]:
        """The pushes of a Shopify order, oldest first."""
        ...

    def count_by_status(self) -> Mapping[PushStatus, int]:
        """How many pushes stand where."""
        ...

    def find_oldest_waiting(self) -> datetime | None:
        """When the oldest push was asked for that Shopify does not know of yet and that nobody gave up."""
        ...

    def release(self, shop: ShopDomain, now: datetime) -> int:
        """Make due, with all attempts ahead of it, what is parked; returns how many."""
        ...

    def get_locked(self, shipment_id: str) -> FulfillmentPush | None:
        """The same as `get`, and no other transaction can change it until the end of this one."""
        ...

    def get(self, shipment_id: str) -> FulfillmentPush | None:
        """The push of an ERP shipment."""
        ...

    def search(self, text: str, limit: int) -> Sequence[FulfillmentPush]:
        """The newest pushes of this ERP shipment, or with this tracking number, newest first."""
        ...

    def list_latest(
        self,
        limit: int,
        statuses: Collection[PushStatus] = (),
        shop: ShopDomain | None = None,
        before: int | None = None,
    ) -> Sequence[FulfillmentPush]:
        """The newest pushes, newest first: in one of these states, of a store, before the push with the id `before`."""
        ...
