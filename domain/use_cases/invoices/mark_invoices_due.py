"""Has invoices issued when orders are fulfilled. Numbering waits for others, so no webhook does it."""

from collections.abc import Mapping
from datetime import date, datetime

from novex_shopify.domain.model.issued_invoice import IssuePolicy
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.ports.unit_of_work import Transaction

FULFILLED = "fulfilled"


def mark_invoices_due(tx: Transaction, shop: ShopDomain, orders: Mapping[str, SalesOrder], now: datetime) -> None:
    """Mark those of these orders, by the ERP's id, that are fulfilled, if the store invoices such orders.

    An order that was invoiced is marked again with each later state, for the credit notes of its refunds.
    """
    fulfilled = {order_id: order for order_id, order in orders.items() if order.fulfillment_status == FULFILLED}
    if tx.erp.invoices is None or not fulfilled:
        return
    settings = tx.shops.get_settings(shop)
    if settings.invoices is IssuePolicy.WHEN_FULFILLED:
        since = date.fromisoformat(settings.invoices_since)
        due = [order_id for order_id, order in fulfilled.items() if order.created_at.date() >= since]
        tx.erp.invoices.mark_due(due, now)
