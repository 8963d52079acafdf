"""Reconciliation: finds and repairs what webhooks missed."""

from novex_shopify.domain.use_cases.reconciliation.audit_orders import AuditOrders
from novex_shopify.domain.use_cases.reconciliation.reconcile_customers import ReconcileCustomers
from novex_shopify.domain.use_cases.reconciliation.reconcile_orders import ReconcileOrders
from novex_shopify.domain.use_cases.reconciliation.request_audit import RequestAudit
from novex_shopify.domain.use_cases.reconciliation.request_resync import RequestResync
from novex_shopify.domain.use_cases.reconciliation.resync_shops_hourly import ResyncShopsHourly

__all__ = [
    "AuditOrders",
    "ReconcileCustomers",
    "ReconcileOrders",
    "RequestAudit",
    "RequestResync",
    "ResyncShopsHourly",
]
