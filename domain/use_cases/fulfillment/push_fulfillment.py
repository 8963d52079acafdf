"""Records what Shopify must know about a shipment."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.model.fulfillment import FulfillmentPush, PushStatus, Shipment, Tracking
from novex_shopify.domain.model.resource_link import ResourceLink
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.policies.audit_changes import describe_shipment, keep_differences
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.ports.work_notifier import WorkNotifier
from novex_shopify.domain.timing import AFTER_COMMIT_DELAY
from novex_shopify.domain.use_cases.mark_due import MarkDue


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
            push = self._record_push(tx, shipment)
            tx.commit()
        self.notifier.notify(Work.FULFILLMENTS)
        return push

    def push_in_transaction(self, tx: Transaction, shipment: Shipment) -> FulfillmentPush:
        """Do the same in the caller's transaction: rolled back with it, and sent soon after its commit."""
        push = self._record_push(tx, shipment)
        self.notifier.notify(Work.FULFILLMENTS, after=AFTER_COMMIT_DELAY)
        return push

    def update_tracking(self, shipment_id: str, tracking: Tracking) -> FulfillmentPush:
        """Replace the tracking. Raises `NotFound`."""
        return self._change_shipment(
            shipment_id, AuditAction.SHIPMENT_CHANGED, lambda shipment: replace(shipment, tracking=tracking)
        )

    def cancel(self, shipment_id: str) -> FulfillmentPush:
        """Cancel a shipment: what was sent is cancelled in Shopify, the rest is never sent. Raises `NotFound`."""
        return self._change_shipment(
            shipment_id, AuditAction.SHIPMENT_CANCELLED, lambda shipment: replace(shipment, cancelled=True)
        )

    def retry(self, shipment_id: str) -> FulfillmentPush:
        """Make a parked or refused push due now, with all its attempts. Raises `NotFound`."""
        return self._change_shipment(shipment_id, AuditAction.SHIPMENT_RETRIED, lambda shipment: shipment)

    def _change_shipment(
        self, shipment_id: str, action: AuditAction, change: Callable[[Shipment], Shipment]
    ) -> FulfillmentPush:
        with self.unit_of_work() as tx:
            push = lock_push(tx, shipment_id, MarkDue(self.notifier, self.clock))
            requested = tx.pushes.request_again(push, change(push.shipment), self.clock.now())
            record_shipment_change(tx, action, push, requested)
            tx.commit()
        self.notifier.notify(Work.FULFILLMENTS)
        return requested

    def _record_push(self, tx: Transaction, shipment: Shipment) -> FulfillmentPush:
        known = tx.pushes.get(shipment.id)
        link = tx.order_links.find_by_erp_id(shipment.order_id)
        if link:
            MarkDue(self.notifier, self.clock)(tx, link.shop_domain, [shipment.order_id])
        tx.erp.shipments.record(shipment)
        push = tx.pushes.add(
            shipment,
            link.shop_domain if link else None,
            link.shopify_id if link else None,
            _initial_status(tx, shipment, link),
            self.clock.now(),
        )
        if known is None:
            subject = AuditSubject(AuditedKind.SHIPMENT, shipment.id, push.shop_domain)
            tx.audit_log.record(AuditAction.SHIPMENT_RECORDED, subject, after=describe_shipment(shipment))
        return push


def lock_push(tx: Transaction, shipment_id: str, mark_due: MarkDue) -> FulfillmentPush:
    """Lock the push of a shipment that is to change, and have its order settled. Raises `NotFound`."""
    push = tx.pushes.get(shipment_id)
    if push and push.shop_domain:
        mark_due(tx, push.shop_domain, [push.shipment.order_id])
    locked = tx.pushes.get_locked(shipment_id)
    if locked is None:
        raise NotFound(f"There is no shipment {shipment_id}.")
    return locked


def record_shipment_change(
    tx: Transaction, action: AuditAction, before: FulfillmentPush, after: FulfillmentPush
) -> None:
    """Say who changed a shipment, or the state of its sync."""
    values = keep_differences(
        {"status": before.status.value, **describe_shipment(before.shipment)},
        {"status": after.status.value, **describe_shipment(after.shipment)},
    )
    tx.audit_log.record(action, AuditSubject(AuditedKind.SHIPMENT, after.shipment.id, after.shop_domain), *values)


def _initial_status(tx: Transaction, shipment: Shipment, link: ResourceLink | None) -> PushStatus:
    if link is None:
        return PushStatus.NOT_SHOPIFY
    # A test order is shipped in the ERP only: no customer may be notified of a shipment that does not exist.
    order = tx.erp.orders.get(shipment.order_id)
    if order and order.test and not tx.shops.get_settings(link.shop_domain).ship_test_orders:
        return PushStatus.TEST_ORDER
    return PushStatus.PENDING
