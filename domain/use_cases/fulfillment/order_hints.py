"""What Shopify has changed about where and when orders are to be shipped."""

from collections.abc import Mapping, Sequence
from datetime import UTC

from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.policies.fulfillment_orders import list_hints
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.stock.records import get_stock


def read_hints(tx: Transaction, orders: Mapping[str, SalesOrder]) -> Mapping[str, Sequence[str]]:
    """Read the hints of orders by one query; by the ERP's id, those without one are left out."""
    ids = {(ShopDomain(order.shop_domain), order.shopify_order_id): order_id for order_id, order in orders.items()}
    found = get_stock(tx).fulfillment_orders.list_by_orders(ids)
    shops = {shop: tx.shops.get(shop) for shop in {shop for shop, _ in found}}
    hints = {
        ids[shop, number]: list_hints(states, known.profile.zone if (known := shops[shop]) else UTC)
        for (shop, number), states in found.items()
    }
    return {order_id: texts for order_id, texts in hints.items() if texts}
