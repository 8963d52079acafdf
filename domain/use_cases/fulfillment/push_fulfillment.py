"""Records what Shopify must know about a shipment."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.fulfillment import FulfillmentPush, PushStatus, Shipment, Tracking
from novex_shopify.domain.model.resource_link import ResourceLink
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.ports.work_notifier import WorkNotifier
from novex_shopify.domain.timing import AFTER_COMMIT_DELAY


@dataclass(frozen=True, slots=True)
class PushFulfillment:
    """Records shipments, corrections and cancellations for `SendFulfillments`. Nothing here waits for Shopify."""

    unit_of_work: UnitOfWork
    notifier: WorkNotifier
    clock: Clock

    def __call__(self, shipment: Shipment) -> FulfillmentPush:
        """Record a shipment; the same shipment again returns the same push.

        Not sent are shipments of orders that are not from Shopify, and of test orders unless the store's settings allow
        them.
        """
        with self.unit_of_work() as tx:
            push = _record_push(tx, shipment, self.clock)
            tx.commit()
        self.notifier.notify(Work.FULFILLMENTS)
        return push

    def push_in_transaction(self, tx: Transaction, shipment: Shipment) -> FulfillmentPush:
        """Do the same in the caller's transaction: rolled back with it, and sent soon after its commit."""
        push = _record_push(tx, shipment, self.clock)
        self.notifier.notify(Work.FULFILLMENTS, after=AFTER_COMMIT_DELAY)
        return push

    def update_tracking(self, shipment_id: str, tracking: Tracking) -> FulfillmentPush:
        """Replace the tracking. Raises `NotFound`."""
        return self._change_shipment(shipment_id, lambda shipment: replace(shipment, tracking=tracking))

    def cancel(self, shipment_id: str) -> FulfillmentPush:
        """Cancel a shipment: what was sent is cancelled in Shopify, the rest is never sent. Raises `NotFound`."""
        return self._change_shipment(shipment_id, lambda shipment: replace(shipment, cancelled=True))

    def retry(self, shipment_id: str) -> FulfillmentPush:
        """Make a parked or refused push due now, with all its attempts. Raises `NotFound`."""
        return self._change_shipment(shipment_id, lambda shipment: shipment)

    def _change_shipment(self, shipment_id: str, change: Callable[[Shipment], Shipment]) -> FulfillmentPush:
        with self.unit_of_work() as tx:
            push = get_locked_push(tx, shipment_id)
            requested = tx.pushes.request_again(push, change(push.shipment), self.clock.now())
            tx.commit()
        self.notifier.notify(Work.FULFILLMENTS)
        return requested


def get_locked_push(tx: Transaction, shipment_id: str) -> FulfillmentPush:
    push = tx.pushes.get_locked(shipment_id)
    if push is None:
        raise NotFound(f"There is no push for shipment {shipment_id}.")
    return push


def _record_push(tx: Transaction, shipment: Shipment, clock: Clock) -> FulfillmentPush:
    tx.erp.shipments.record(shipment)
    link = tx.order_links.find_by_erp_id(shipment.order_id)
    return tx.pushes.add(
        shipment,
        link.shop_domain if link else None,
        link.shopify_id if link else None,
        _initial_status(tx, shipment, link),
        clock.now(),
    )


def _initial_status(tx: Transaction, shipment: Shipment, link: ResourceLink | None) -> PushStatus:
    if link is None:
        return PushStatus.NOT_SHOPIFY
    # A test order is shipped in the ERP only: no customer may be notified of a shipment that does not exist.
    order = tx.erp.orders.get(shipment.order_id)
    if order and order.test and not tx.shops.get_settings(link.shop_domain).ship_test_orders:
        return PushStatus.TEST_ORDER
    return PushStatus.PENDING
