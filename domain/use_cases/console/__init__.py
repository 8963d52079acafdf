"""Use cases of the console alone."""

from novex_shopify.domain.use_cases.console.count_arrivals import CountArrivals
from novex_shopify.domain.use_cases.console.get_checklist import GetChecklist
from novex_shopify.domain.use_cases.console.get_overview import GetOverview
from novex_shopify.domain.use_cases.console.retry_orders import RetryOrders

__all__ = ["CountArrivals", "GetChecklist", "GetOverview", "RetryOrders"]
