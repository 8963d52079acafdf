"""Use cases about holds of orders."""

from novex_shopify.domain.use_cases.holds.change_hold_rules import ChangeHoldRules, PreviewHoldRules
from novex_shopify.domain.use_cases.holds.list_held_orders import ListHeldOrders
from novex_shopify.domain.use_cases.holds.release_order import ReleaseManyOrders, ReleaseOrder

__all__ = [
    "ChangeHoldRules",
    "ListHeldOrders",
    "PreviewHoldRules",
    "ReleaseManyOrders",
    "ReleaseOrder",
]
