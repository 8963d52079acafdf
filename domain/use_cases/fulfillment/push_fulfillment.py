"""Records what Shopify must know about a shipment."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from novex_shopify.domain.errors import InvalidShipment, NotFound, ShipmentDiffers
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.model.fulfillment import FulfillmentPush, PushStatus, Shipment, Tracking
from novex_shopify.domain.model.resource_link import ResourceLink
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.policies.audit_changes import describe_shipment, keep_differences
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.ports.work_notifier import WorkNotifier
from novex_shopify.domain.use_cases.assignment.locked_order import LockedOrder, lock_order
from novex_shopify.domain.use_cases.assignment.shipment_lots import ShipmentChange, move_lots, moves_lots, save_order
from novex_shopify.domain.use_cases.assignment.shipped_units import UnitDemand
from novex_shopify.domain.use_cases.holds.lock import lock_against_holds
from novex_shopify.domain.use_cases.indexing.describe_orders import describe_shipped_order
from novex_shopify.domain.use_cases.indexing.index_records import index_shipments
from novex_shopify.domain.use_cases.mark_due import MarkDue


@dataclass(frozen=True, slots=True)
class NewShipment:
    """A shipment to record. `demands`: the lots that it takes, if not those that its lines say."""

    shipment: Shipment
    demands: Sequence[UnitDemand] | None = None
    untraced_reason: str | None = None


@dataclass(frozen=True, slots=True)
class PushFulfillment:
    """Records shipments, corrections and cancellations for `SendFulfillments`. Nothing here waits for Shopify."""

    unit_of_work: UnitOfWork
    notifier: WorkNotifier
    clock: Clock

    def __call__(self, shipment: Shipment, *, untraced_reason: str | None = None) -> FulfillmentPush:
        """Record a shipment; the same shipment again returns the same push.

        Not sent are shipments of orders that are not from Shopify, and of test orders unless the store's settings allow
        them. In a store that keeps stock, the lots that are assigned to its lines leave with it, those that expire
        first in front. Raises `OrderOnHold`, `UnitsWithoutLot` if some are missing and no reason is given, and as
        `require_usable`.
        """
        with self.unit_of_work() as tx:
            push = record_push(tx, NewShipment(shipment, untraced_reason=untraced_reason), self.mark_due)
            tx.commit()
        self.notifier.notify(Work.FULFILLMENTS)
        return push

    def push_in_transaction(
        self, tx: Transaction, shipment: Shipment, *, untraced_reason: str | None = None
    ) -> FulfillmentPush:
        """Do the same in the caller's transaction: rolled back with it, and sent soon after its commit.

        It locks the order, then the balances of its lots (docs/decisions/0008-order-then-lots.md).
        """
        push = record_push(tx, NewShipment(shipment, untraced_reason=untraced_reason), self.mark_due)
        tx.call_after_commit(lambda: self.notifier.notify(Work.FULFILLMENTS))
        return push

    def update_tracking(self, shipment_id: str, tracking: Tracking) -> FulfillmentPush:
        """Replace the tracking. Raises `NotFound`, or `InvalidShipment` if it has no number for the customer."""
        if not tracking.number:
            raise InvalidShipment(shipment_id, "needs a tracking number")
        return self._change_shipment(
            shipment_id, AuditAction.SHIPMENT_CHANGED, lambda shipment: replace(shipment, tracking=tracking)
        )

    def cancel(self, shipment_id: str) -> FulfillmentPush:
        """Cancel a shipment: what was sent is cancelled in Shopify, the rest is never sent. Raises `NotFound`.

        Its lots are assigned to the order again, in the same transaction.
        """
        with self.unit_of_work() as tx:
            requested = self.cancel_in_transaction(tx, shipment_id)
            tx.commit()
        self.notifier.notify(Work.FULFILLMENTS)
        return requested

    def cancel_in_transaction(self, tx: Transaction, shipment_id: str) -> FulfillmentPush:
        """Do the same in the caller's transaction, which notifies a worker after its commit.

        It locks the order, then the shipment and its lots.
        """
        now = self.clock.now()
        locked, push = lock_shipment(tx, shipment_id, self.mark_due)
        requested = tx.pushes.request_again(push, replace(push.shipment, cancelled=True), now)
        if locked and requested.shipment.cancelled:
            move_lots(tx, locked, ShipmentChange(push.shipment, requested.shipment, now))
            save_order(tx, locked, requested, now)
        record_shipment_change(tx, AuditAction.SHIPMENT_CANCELLED, push, requested)
        describe_shipped_order(tx, requested, self.clock.now())
        return requested

    def retry(self, shipment_id: str) -> FulfillmentPush:
        """Make a parked or refused push due now, with all its attempts. Raises `NotFound`."""
        return self._change_shipment(shipment_id, AuditAction.SHIPMENT_RETRIED, lambda shipment: shipment)

    def _change_shipment(
        self, shipment_id: str, action: AuditAction, change: Callable[[Shipment], Shipment]
    ) -> FulfillmentPush:
        with self.unit_of_work() as tx:
            push = lock_push(tx, shipment_id, self.mark_due)
            requested = tx.pushes.request_again(push, change(push.shipment), self.clock.now())
            record_shipment_change(tx, action, push, requested)
            index_shipments(tx, [requested])
            describe_shipped_order(tx, requested, self.clock.now())
            tx.commit()
        self.notifier.notify(Work.FULFILLMENTS)
        return requested

    @property
    def mark_due(self) -> MarkDue:
        return MarkDue(self.notifier, self.clock)


def lock_shipment(tx: Transaction, shipment_id: str, mark_due: MarkDue) -> tuple[LockedOrder | None, FulfillmentPush]:
    """Lock the push of a shipment whose units are to change, and before it its order, if it may have lots.

    The order is settled, and described by the caller once the shipment is changed. Raises `NotFound`.
    """
    push, locked = tx.pushes.get(shipment_id), None
    if push and push.shop_domain:
        mark_due(tx, push.shop_domain, [push.shipment.order_id], described=[push.shipment.order_id])
        if moves_lots(tx, push.shop_domain, push.shipment, mark_due.clock.now()):
            locked = lock_order(tx, push.shipment.order_id)
    return locked, _get_locked_push(tx, shipment_id)


def lock_push(tx: Transaction, shipment_id: str, mark_due: MarkDue) -> FulfillmentPush:
    """Lock the push of a shipment that is to change, and have its order settled; the caller describes it.

    Raises `NotFound`.
    """
    push = tx.pushes.get(shipment_id)
    if push and push.shop_domain:
        mark_due(tx, push.shop_domain, [push.shipment.order_id], described=[push.shipment.order_id])
    return _get_locked_push(tx, shipment_id)


def _get_locked_push(tx: Transaction, shipment_id: str) -> FulfillmentPush:
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


def record_push(tx: Transaction, new: NewShipment, mark_due: MarkDue) -> FulfillmentPush:
    """Record a shipment with its lots, once. Nothing here waits for Shopify."""
    shipment, at = new.shipment, mark_due.clock.now()
    link = tx.order_links.find_by_erp_id(shipment.order_id)
    if link:
        mark_due(tx, link.shop_domain, [shipment.order_id], described=[shipment.order_id])
    takes_lots = new.demands is not None or (link and moves_lots(tx, link.shop_domain, shipment, at))
    locked = lock_order(tx, shipment.order_id) if takes_lots else None
    if locked:  # another order's shipment may have the same id; of the same order's, the order's lock lets in one
        tx.key_locks.acquire([f"shipment {shipment.id}"])
    known = tx.pushes.get(shipment.id)
    if known:
        if locked and known.shipment.order_id != shipment.order_id:
            raise ShipmentDiffers(shipment.id, f"order {known.shipment.order_id}", f"order {shipment.order_id}")
        return known
    if link and not locked and (order := tx.erp.orders.get(shipment.order_id)):
        lock_against_holds(tx, order)
    if locked:
        shipment = move_lots(tx, locked, ShipmentChange(None, shipment, at, new.demands, new.untraced_reason))
    tx.erp.shipments.record(shipment)
    push = tx.pushes.add(
        shipment,
        link.shop_domain if link else None,
        link.shopify_id if link else None,
        _initial_status(tx, shipment, link),
        at,
    )
    if locked:
        save_order(tx, locked, push, at)
    values = {**describe_shipment(shipment), **({"untraced": new.untraced_reason} if new.untraced_reason else {})}
    subject = AuditSubject(AuditedKind.SHIPMENT, shipment.id, push.shop_domain)
    tx.audit_log.record(AuditAction.SHIPMENT_RECORDED, subject, after=values)
    index_shipments(tx, [push])
    describe_shipped_order(tx, push, at)
    return push


def _initial_status(tx: Transaction, shipment: Shipment, link: ResourceLink | None) -> PushStatus:
    if link is None:
        return PushStatus.NOT_SHOPIFY
    # A test order is shipped in the ERP only: no customer may be notified of a shipment that does not exist.
    order = tx.erp.orders.get(shipment.order_id)
    if order and order.test and not tx.shops.get_settings(link.shop_domain).ship_test_orders:
        return PushStatus.TEST_ORDER
    return PushStatus.PENDING
