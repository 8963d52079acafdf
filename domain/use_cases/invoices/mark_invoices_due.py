"""Has invoices issued when orders are fulfilled. Numbering waits for others, so no webhook does it."""

from collections.abc import Mapping
from datetime import date, datetime

from novex_shopify.domain.model.issued_invoice import IssuePolicy
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.shop_settings import ShopSettings
from novex_shopify.domain.ports.unit_of_work import Transaction

FULFILLED = "fulfilled"


def mark_invoices_due(tx: Transaction, orders: Mapping[str, SalesOrder], settings: ShopSettings, now: datetime) -> None:
    """Mark those of a store's orders, by the ERP's id, that are fulfilled, if the store invoices such orders.

    An order that was invoiced is marked again with each later state, for the credit notes of its refunds.
    """
    if tx.erp.invoices is None or settings.invoices is not IssuePolicy.WHEN_FULFILLED:
        return
    since = date.fromisoformat(settings.invoices_since)
    fulfilled = (order_id for order_id, order in orders.items() if order.fulfillment_status == FULFILLED)
    due = [order_id for order_id in fulfilled if orders[order_id].created_at.date() >= since]
    tx.erp.invoices.mark_due(due, now)
