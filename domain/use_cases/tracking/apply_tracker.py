"""Stores what a tracker reports, with the shipment that it is about."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from novex_shopify.domain.model.order_exception import PARCEL_EXCEPTIONS, OrderException
from novex_shopify.domain.model.tracker import Tracker
from novex_shopify.domain.policies.order_exceptions import ExceptionKey, list_to_close, list_to_open
from novex_shopify.domain.policies.order_overviews import find_delivery
from novex_shopify.domain.policies.stated_fields import ERASURE
from novex_shopify.domain.policies.tracker_reports import (
    find_all_delivered_at,
    find_parcel_exceptions,
    list_parcels,
    merge_reports,
)
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.erp_stock import ErpStock
from novex_shopify.domain.ports.order_stock import OrderExceptions
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.resource_keys import tracker_key

_CAUSE_IS_GONE = "The cause is gone."


@dataclass(frozen=True, slots=True)
class ApplyTracker:
    """Updates the tracker, when the order was delivered, and what is wrong with its parcels."""

    clock: Clock

    def __call__(self, tx: Transaction, shipment_id: str, report: Tracker) -> bool:
        """Apply a report on a parcel of the ERP's shipment; False if it says nothing new."""
        tx.key_locks.acquire([tracker_key(report.id)])
        known = tx.trackers.get(report.id)
        if known is None and (_is_label_erased(tx, report) or _is_order_erased(tx, shipment_id)):
            report = report.without_personal_data()
        merged = merge_reports(known, report)
        if merged == known:
            return False
        tx.trackers.save(shipment_id, merged)
        self.judge_order(tx, shipment_id)
        return True

    def judge_order(self, tx: Transaction, shipment_id: str) -> None:
        """Record what follows for the order from all of its parcels, of which this shipment is one.

        In an ERP that leaves orders in the warehouse to another system, only lists of orders show it.
        """
        push, stock = tx.pushes.get(shipment_id), tx.erp.stock
        if push is None or push.shop_domain is None or push.order_id is None:
            return
        pushes = tx.pushes.list_for_order(push.shop_domain, push.order_id)
        parcels = list_parcels(pushes, tx.trackers.get_for_shipments([each.shipment.id for each in pushes]))
        if stock is not None:
            _record_delivery(stock, push.shipment.order_id, find_all_delivered_at(parcels))
            trackers = [tracker for each in parcels for tracker in each]
            quiet_for = timedelta(days=tx.shops.get_settings(push.shop_domain).no_movement_days)
            found = find_parcel_exceptions(trackers, self.clock.now(), quiet_for)
            _record_exceptions(stock.order_exceptions, push.shipment.order_id, found, self.clock.now())
        tx.order_overviews.set_delivery(push.shop_domain, push.order_id, find_delivery(parcels))


def _is_label_erased(tx: Transaction, report: Tracker) -> bool:
    """Whether the customer was erased before the first report of the parcel."""
    purchase = tx.label_purchases.find_by_shipment(report.shipment_id) if report.shipment_id else None
    return purchase is not None and purchase.postage is not None and purchase.postage.label_url is None


def _is_order_erased(tx: Transaction, shipment_id: str) -> bool:
    """Whether the order's customer was erased, or the whole store: a label from elsewhere says nothing of it."""
    push = tx.pushes.get(shipment_id)
    if push is None or push.shop_domain is None or push.order_id is None:
        return False
    link = tx.order_links.get_many(push.shop_domain, [push.order_id]).get(push.order_id)
    if link and ERASURE in link.field_versions:
        return True
    whole_shop = tx.privacy.find_shop_erasure(push.shop_domain)
    return whole_shop is not None and push.created_at is not None and push.created_at <= whole_shop


def find_shipment(tx: Transaction, tracker: Tracker) -> str | None:
    """Find the ERP's shipment of a parcel: by an earlier report, or by the label that was bought for it."""
    known = tx.trackers.find_shipment(tracker.id)
    if known or tracker.shipment_id is None:
        return known
    purchase = tx.label_purchases.find_by_shipment(tracker.shipment_id)
    return purchase.parcel.id if purchase else None


def _record_delivery(stock: ErpStock, order_id: str, delivered_at: datetime | None) -> None:
    """Only of an order that has a state: others are of stores whose orders move no stock."""
    if order_id not in stock.warehouse_states.get_many([order_id]):
        return
    state = stock.warehouse_states.lock(order_id)
    if delivered_at != state.delivered_at:
        stock.warehouse_states.save(replace(state, delivered_at=delivered_at))


def _record_exceptions(
    exceptions: OrderExceptions, order_id: str, found: Mapping[ExceptionKey, int], now: datetime
) -> None:
    known = [each for each in exceptions.list_by_orders([order_id]) if each.kind in PARCEL_EXCEPTIONS]
    for (line_item_id, kind), quantity in list_to_open(found, known).items():
        exceptions.open(OrderException(0, order_id, line_item_id, kind, quantity, now))
    if gone := list_to_close(found, known):
        exceptions.close(gone, _CAUSE_IS_GONE, now)
