"""What an order needs of the items of its lines."""

from collections.abc import Sequence

from novex_shopify.domain.model.fulfillment import FulfillmentPush
from novex_shopify.domain.model.order_demand import LineDemand
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.policies.order_stock import count_unfulfilled


def list_demand(order: SalesOrder, pushes: Sequence[FulfillmentPush]) -> Sequence[LineDemand]:
    """List what Shopify counts as ordered and not fulfilled, in base units. A test order moves no stock.

    `pushes` are the order's shipments: what Shopify has answered may be newer than its order.
    """
    unfulfilled = {} if order.test else count_unfulfilled(order, pushes)
    return [
        LineDemand(
            order.id or "",
            line.line_item_id,
            line.item_id,
            quantity * line.pieces,
            ShopDomain(order.shop_domain),
            line.variant_id,
        )
        for line in order.lines
        if line.item_id and (quantity := unfulfilled.get(line.line_item_id))
    ]
