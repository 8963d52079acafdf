"""Stores what a tracker reports, with the shipment that it is about."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from novex_shopify.domain.model.fulfillment import FulfillmentPush, PushStatus
from novex_shopify.domain.model.tracker import Tracker
from novex_shopify.domain.policies.tracker_reports import find_all_delivered_at, merge_reports
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.resource_keys import tracker_key


@dataclass(frozen=True, slots=True)
class ApplyTracker:
    """Updates the tracker, and when the order was delivered: once all of its parcels were."""

    def __call__(self, tx: Transaction, shipment_id: str, report: Tracker) -> bool:
        """Apply a report on a parcel of the ERP's shipment; False if it says nothing new."""
        tx.key_locks.acquire([tracker_key(report.id)])
        known = tx.trackers.get(report.id)
        merged = merge_reports(known, report)
        if merged == known:
            return False
        tx.trackers.save(shipment_id, merged)
        push = tx.pushes.get(shipment_id)
        if push is not None:
            _record_delivery(tx, push)
        return True


def find_shipment(tx: Transaction, tracker: Tracker) -> str | None:
    """Find the ERP's shipment of a parcel: by an earlier report, or by the label that was bought for it."""
    known = tx.trackers.find_shipment(tracker.id)
    if known or tracker.shipment_id is None:
        return known
    purchase = tx.label_purchases.find_by_shipment(tracker.shipment_id)
    return purchase.parcel.id if purchase else None


def list_parcels(tx: Transaction, pushes: Sequence[FulfillmentPush]) -> Sequence[Sequence[Tracker]]:
    """List the trackers of each shipment that is not cancelled.

    A shipment whose label was replaced has those of the numbers that it has now.
    """
    trackers = tx.trackers.get_for_shipments([push.shipment.id for push in pushes])
    parcels = []
    for push in pushes:
        shipment = push.shipment
        if shipment.cancelled or push.status is PushStatus.CANCELLED:
            continue
        numbers = shipment.tracking.all_numbers if shipment.tracking else ()
        known = trackers.get(shipment.id, ())
        parcels.append([each for each in known if not numbers or each.tracking_number in numbers])
    return parcels


def _record_delivery(tx: Transaction, push: FulfillmentPush) -> None:
    """Only of an order that has a state: others are of stores whose stock is kept elsewhere."""
    order_id, stock = push.shipment.order_id, tx.erp.stock
    if stock is None or push.shop_domain is None or push.order_id is None:
        return
    if order_id not in stock.warehouse_states.get_many([order_id]):
        return
    state = stock.warehouse_states.lock(order_id)
    pushes = tx.pushes.list_for_order(push.shop_domain, push.order_id)
    delivered_at = find_all_delivered_at(list_parcels(tx, pushes))
    if delivered_at != state.delivered_at:
        stock.warehouse_states.save(replace(state, delivered_at=delivered_at))
