"""Keeps the overviews of orders equal to the records, in the transaction that writes them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime

from novex_shopify.domain.model.fulfillment import FulfillmentPush
from novex_shopify.domain.model.fulfillment_order_state import FulfillmentOrderState
from novex_shopify.domain.model.order_overview import DeliveryState, OrderOverview
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.shop import Shop, ShopDomain
from novex_shopify.domain.model.shop_settings import ShopSettings
from novex_shopify.domain.model.warehouse_state import WarehouseState
from novex_shopify.domain.policies.fulfillment_orders import find_fulfill_by
from novex_shopify.domain.policies.order_overviews import build_overview, find_delivery
from novex_shopify.domain.policies.order_stock import compute_line_stocks, update_warehouse_state
from novex_shopify.domain.policies.tracker_reports import list_parcels
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.computed_orders import compute_orders, keeps_lots


def describe_booked_orders(
    tx: Transaction,
    store: tuple[Shop | None, ShopSettings],
    orders: Mapping[str, SalesOrder],
    known: Collection[int],
    now: datetime,
) -> None:
    """Write the overviews of a store's orders that were just booked, by the ERP's ids; by one statement, as a rule.

    `known` are those, by Shopify's id, that the ERP had before. Where stock is kept, settling knows what the warehouse
    has of them; elsewhere their shipments and fulfillment orders are read here.
    """
    keeps_stock, pushes, routed = keeps_lots(tx, store[1]), {}, {}
    if known and orders and not keeps_stock:
        shop = ShopDomain(next(iter(orders.values())).shop_domain)
        pushes = _group_by_order(tx.pushes.list_for_orders(shop, known))
        if tx.erp.stock:
            found = tx.erp.stock.fulfillment_orders.list_by_orders([(shop, each) for each in known])
            routed = {order_id: each for (_, order_id), each in found.items()}
    overviews = [
        _describe(
            order,
            erp_id,
            store,
            pushes.get(order.shopify_order_id, ()),
            routed.get(order.shopify_order_id, ()),
            keeps_stock=keeps_stock,
            now=now,
        )
        for erp_id, order in orders.items()
    ]
    tx.order_overviews.put(overviews, keep_states=keeps_stock)


def _describe(
    order: SalesOrder,
    erp_id: str | None,
    store: tuple[Shop | None, ShopSettings],
    pushes: Sequence[FulfillmentPush],
    routed: Sequence[FulfillmentOrderState],
    *,
    keeps_stock: bool,
    now: datetime,
) -> OrderOverview:
    shop, settings = store
    state = update_warehouse_state(
        WarehouseState(erp_id or ""),
        order,
        compute_line_stocks(order, pushes, ()),
        pushes=pushes,
        handling_days=settings.handling_days,
        zone=shop.profile.zone if shop else UTC,
        now=now,
        fulfill_by=find_fulfill_by(routed),
    )
    return build_overview(order, state, erp_id, keeps_stock=keeps_stock)


def describe_orders(tx: Transaction, erp_ids: Collection[str], now: datetime) -> None:
    """Write the overviews of the ERP's orders as they are now, by a few statements for each store."""
    orders = tx.erp.orders.get_by_ids(erp_ids) if erp_ids else {}
    if not orders:
        return
    computed = compute_orders(tx, list(orders.values()), now).values()
    tx.order_overviews.put(
        [build_overview(each.order, each.state, each.order.id, keeps_stock=each.keeps_stock) for each in computed]
    )


def describe_shipped_order(tx: Transaction, push: FulfillmentPush, now: datetime) -> None:
    """Write the overview of the order whose shipment was changed, if its store keeps no stock: elsewhere, settling
    does. It comes last, because the order is marked due before its shipment is locked.
    """
    if push.shop_domain and not keeps_lots(tx, tx.shops.get_settings(push.shop_domain)):
        describe_orders(tx, [push.shipment.order_id], now)


def describe_stuck_orders(tx: Transaction, orders: Iterable[SalesOrder], now: datetime) -> None:
    """Write the overviews of orders that the ERP may not have, from what it would show (`preview_sales_order`)."""
    previews = {(order.shop_domain, order.shopify_order_id): order for order in orders}
    stores = {shop: tx.shops.get_with_settings(ShopDomain(shop)) for shop, _ in previews}
    tx.order_overviews.put([describe_preview(order, stores[shop], now) for (shop, _), order in previews.items()])


def describe_preview(order: SalesOrder, store: tuple[Shop | None, ShopSettings], now: datetime) -> OrderOverview:
    """Describe an order of a store that the ERP does not have."""
    return _describe(order, None, store, (), (), keeps_stock=False, now=now)


def describe_deliveries(tx: Transaction, shop: ShopDomain, order_ids: Collection[int]) -> None:
    """Write where the parcels of a store's orders are, by Shopify's ids."""
    for order_id, pushes in _group_by_order(tx.pushes.list_for_orders(shop, order_ids)).items():
        tx.order_overviews.set_delivery(shop, order_id, read_delivery(tx, pushes))


def read_delivery(tx: Transaction, pushes: Sequence[FulfillmentPush]) -> DeliveryState | None:
    """Where the parcels of an order are, of which these are all shipments."""
    trackers = tx.trackers.get_for_shipments([each.shipment.id for each in pushes])
    return find_delivery(list_parcels(pushes, trackers))


def _group_by_order(pushes: Iterable[FulfillmentPush]) -> dict[int, list[FulfillmentPush]]:
    groups: dict[int, list[FulfillmentPush]] = defaultdict(list)
    for push in pushes:
        groups[push.order_id or 0].append(push)
    return groups
