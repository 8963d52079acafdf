"""Whether lots are assigned to an order without a person."""

from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.shop_settings import AutoAssign, ShopSettings
from novex_shopify.domain.model.warehouse_state import WarehouseState
from novex_shopify.domain.policies.order_stock import is_order_cancelled, is_paid


def is_assigned_automatically(order: SalesOrder, settings: ShopSettings, state: WarehouseState) -> bool:
    """Whether the store's settings have it so.

    Never an order from before stock was kept: what it took is not in the opening count. Never a test, and nothing that
    is cancelled. Nor one that is on hold, or whose lots a person took off: they would come back at the next settling.
    """
    if state.by_hand or state.on_hold:
        return False
    if settings.stock_since is None or order.created_at < settings.stock_since:
        return False
    if order.test or is_order_cancelled(order):
        return False
    match settings.auto_assign:
        case AutoAssign.ON_ORDER:
            return True
        case AutoAssign.ON_PAYMENT:
            return is_paid(order)
        case AutoAssign.BY_HAND:
            return False
