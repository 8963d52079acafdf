"""What an overview says of an order."""

from collections.abc import Iterable
from itertools import chain

from novex_shopify.domain.model.order_overview import DeliveryState, OrderOverview
from novex_shopify.domain.model.sales_order import LineKind, SalesOrder
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.tracker import Tracker, TrackerStatus
from novex_shopify.domain.model.warehouse_state import OrderStatus, WarehouseState
from novex_shopify.domain.policies.order_stock import is_order_cancelled
from novex_shopify.domain.policies.report_rows import find_country
from novex_shopify.domain.policies.tracker_reports import find_all_delivered_at

_PROBLEMS = frozenset({TrackerStatus.RETURN_TO_SENDER, TrackerStatus.FAILURE})


def build_overview(
    order: SalesOrder, state: WarehouseState, erp_id: str | None, *, keeps_stock: bool = False
) -> OrderOverview:
    """`keeps_stock`: what leaves needs lots, so an order is ready only once it has them."""
    items = [line for line in order.lines if line.kind is LineKind.ITEM]
    is_ready = state.status is OrderStatus.OPEN and state.to_ship > 0 and not (keeps_stock and state.short)
    return OrderOverview(
        ShopDomain(order.shop_domain),
        order.shopify_order_id,
        erp_id,
        order.name,
        order.ordered_at,
        order.total,
        sum(line.quantity for line in items),
        order.financial_status,
        is_order_cancelled(order),
        state.status,
        state.fulfillment,
        is_ready and erp_id is not None,
        state.promised_on,
        country=find_country(order.shipping_address, order.billing_address),
        tags=tuple(filter(None, (tag.strip() for tag in (order.tags or "").split(",")))),
        skus=tuple(dict.fromkeys(line.sku for line in items if line.sku)),
        risk=order.risk,
    )


def find_delivery(parcels: Iterable[Iterable[Tracker]]) -> DeliveryState | None:
    """Where the parcels of an order are (`list_parcels`); None if none is tracked."""
    shipments = [list(each) for each in parcels]
    statuses = {tracker.status for tracker in chain.from_iterable(shipments)}
    if not statuses:
        return None
    if statuses & _PROBLEMS:
        return DeliveryState.PROBLEM
    return DeliveryState.DELIVERED if find_all_delivered_at(shipments) else DeliveryState.IN_TRANSIT
