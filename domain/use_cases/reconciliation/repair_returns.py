"""Finds returns of which a webhook was lost, however old their order is."""

from datetime import datetime

from novex_shopify.domain.model.optional_scopes import READ_RETURNS
from novex_shopify.domain.model.reconciliation import OrderRange
from novex_shopify.domain.model.shop import Shop
from novex_shopify.domain.policies.order_access_window import find_accessible_since
from novex_shopify.domain.timing import REPAIRED_RETURNS_AGE
from novex_shopify.domain.use_cases.reconciliation.reconcile_orders import ReconcileOrders

_PENDING_STATUSES = ("return_requested", "in_progress", "inspection_complete", "return_failed")
"""Values of `Order.returnStatus` while a return may still change."""


def repair_returns(reconcile_orders: ReconcileOrders, shop: Shop, now: datetime) -> None:
    """Queue the orders with pending returns that differ, and those whose returns are pending only in the ERP."""
    if not shop.scopes.includes(READ_RETURNS):
        return
    since = find_accessible_since(shop, now, now - REPAIRED_RETURNS_AGE)
    pending: set[int | None] = set()
    for status in _PENDING_STATUSES:
        orders = OrderRange(since, now, by_creation=True, return_status=status)
        for page in reconcile_orders.fetch_pages(shop.domain, orders):
            pending.update({*(each.id for each in page.records), *(each.id for each in page.unreadable)})
            with reconcile_orders.unit_of_work.read() as tx:
                _, differing = reconcile_orders.compare(tx, shop.domain, page.records)
            reconcile_orders.queue_orders(shop.domain, [order.id for order in differing])
    with reconcile_orders.unit_of_work.read() as tx:
        in_erp = tx.erp.orders.list_with_pending_returns(shop.domain, since)
    reconcile_orders.queue_orders(shop.domain, sorted(set(in_erp) - pending))
