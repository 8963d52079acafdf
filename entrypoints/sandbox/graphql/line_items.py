"""Builds nodes of line items and shipping lines."""

from novex_shopify.entrypoints.sandbox.graphql.context import Info, Node, require_any_scope
from novex_shopify.entrypoints.sandbox.graphql.order_details import (
    build_attribute_nodes,
    build_line_item_group_node,
    build_selling_plan_node,
)
from novex_shopify.entrypoints.sandbox.graphql.products import PRODUCT_SCOPE, build_product_node, find_variant_node
from novex_shopify.entrypoints.sandbox.graphql.values import build_money_bag_node, build_tax_line_node
from novex_shopify.entrypoints.sandbox.ids import build_gid
from novex_shopify.entrypoints.sandbox.model.orders import Order, OrderLine
from novex_shopify.entrypoints.sandbox.model.shop import Shop
from novex_shopify.entrypoints.sandbox.money import round_to_cents


def build_line_item_node(shop: Shop, order: Order, line: OrderLine) -> Node:
    """Build a LineItem; a code's discount is an allocation, not a discount of the line."""
    currency, shipped = order.currency, shop.count_shipped(order)[line.id]
    unfulfilled = order.compute_unfulfilled_quantity(line, shipped)

    def resolve_product(info: Info) -> Node | None:
        require_any_scope(info, PRODUCT_SCOPE)
        found = shop.products.get(line.product_id or 0)
        return build_product_node(shop, found) if found else None

    def resolve_variant(info: Info) -> Node | None:
        require_any_scope(info, PRODUCT_SCOPE)
        return find_variant_node(shop, line.variant_id)

    return {
        "id": build_gid("LineItem", line.id),
        "name": line.name,
        "title": line.title,
        "variantTitle": line.variant_title,
        "sku": line.sku,
        "vendor": line.vendor,
        "quantity": line.quantity,
        "currentQuantity": order.compute_current_quantity(line),
        "unfulfilledQuantity": unfulfilled,
        "nonFulfillableQuantity": line.quantity - shipped - unfulfilled,
        "requiresShipping": not line.gift_card,
        "fulfillmentService": {"handle": line.fulfillment_service},
        "taxable": not line.gift_card,
        "weight": {"value": line.grams / 1000, "unit": "KILOGRAMS"},
        "customAttributes": build_attribute_nodes(line.properties),
        "lineItemGroup": build_line_item_group_node(line),
        "sellingPlan": build_selling_plan_node(line),
        "isGiftCard": line.gift_card,
        "originalUnitPriceSet": build_money_bag_node(line.price, currency),
        "discountedUnitPriceSet": build_money_bag_node(line.price, currency),
        "discountedUnitPriceAfterAllDiscountsSet": build_money_bag_node(
            round_to_cents(line.discounted_total / line.quantity), currency
        ),
        "originalTotalSet": build_money_bag_node(line.original_total, currency),
        "discountedTotalSet": build_money_bag_node(line.original_total, currency),
        "totalDiscountSet": build_money_bag_node(line.price * 0, currency),
        "taxLines": lambda _info, **_: (
            [build_tax_line_node(line.tax_rate, line.tax, currency)] if line.tax_rate else []
        ),
        "discountAllocations": _build_discount_allocations(order, line),
        "product": resolve_product,
        "variant": resolve_variant,
    }


def _build_discount_allocations(order: Order, line: OrderLine) -> list[Node]:
    if not order.discount or line.gift_card:
        return []
    application = {"__typename": "DiscountCodeApplication", "code": order.discount.code, "index": 0}
    return [
        {"allocatedAmountSet": build_money_bag_node(line.discount, order.currency), "discountApplication": application}
    ]


def build_shipping_line_node(order: Order) -> Node:
    shipping = order.shipping
    price = build_money_bag_node(shipping.price, order.currency)
    return {
        "id": build_gid("ShippingLine", shipping.id),
        "title": shipping.title,
        "code": shipping.title,
        "source": "shopify",
        "carrierIdentifier": None,
        "deliveryCategory": None,
        "originalPriceSet": price,
        "discountedPriceSet": price,
        "currentDiscountedPriceSet": build_money_bag_node(order.current_shipping, order.currency),
        "taxLines": [build_tax_line_node(shipping.tax_rate, shipping.tax, order.currency)] if shipping.tax_rate else [],
        "discountAllocations": [],
        "isRemoved": False,
    }
