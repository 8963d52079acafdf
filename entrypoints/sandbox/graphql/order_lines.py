"""Lines of an order: goods and shipping."""

from novex_shopify.entrypoints.sandbox.graphql.access import Info, Node, require
from novex_shopify.entrypoints.sandbox.graphql.products import SCOPE, find_variant, product_node
from novex_shopify.entrypoints.sandbox.graphql.values import bag, tax
from novex_shopify.entrypoints.sandbox.ids import gid
from novex_shopify.entrypoints.sandbox.money import cents
from novex_shopify.entrypoints.sandbox.orders import Order, OrderLine
from novex_shopify.entrypoints.sandbox.shop import Shop


def line_node(shop: Shop, order: Order, line: OrderLine) -> Node:
    """Write an order line as the LineItem type has it; a code's discount counts as allocated, not as the line's."""
    currency, shipped = order.currency, shop.shipped(order)[line.id]
    to_ship = order.to_ship(line, shipped)

    def product(info: Info) -> Node | None:
        require(info, SCOPE)
        found = shop.products.get(line.product_id or 0)
        return product_node(shop, found) if found else None

    def variant(info: Info) -> Node | None:
        require(info, SCOPE)
        return find_variant(shop, line.variant_id)

    return {
        "id": gid("LineItem", line.id),
        "name": line.name,
        "title": line.title,
        "variantTitle": line.variant_title,
        "sku": line.sku,
        "vendor": line.vendor,
        "quantity": line.quantity,
        "currentQuantity": order.current_quantity(line),
        "unfulfilledQuantity": to_ship,
        "nonFulfillableQuantity": line.quantity - shipped - to_ship,
        "requiresShipping": not line.gift_card,
        "taxable": not line.gift_card,
        "isGiftCard": line.gift_card,
        "originalUnitPriceSet": bag(line.price, currency),
        "discountedUnitPriceSet": bag(line.price, currency),
        "discountedUnitPriceAfterAllDiscountsSet": bag(cents(line.discounted_price / line.quantity), currency),
        "originalTotalSet": bag(line.full_price, currency),
        "discountedTotalSet": bag(line.full_price, currency),
        "totalDiscountSet": bag(line.price * 0, currency),
        "taxLines": lambda _info, **_: [tax(line.tax_rate, line.tax, currency)] if line.tax_rate else [],
        "discountAllocations": _allocations(order, line),
        "product": product,
        "variant": variant,
    }


def _allocations(order: Order, line: OrderLine) -> list[Node]:
    if not order.discount or line.gift_card:
        return []
    application = {"__typename": "DiscountCodeApplication", "code": order.discount.code, "index": 0}
    return [{"allocatedAmountSet": bag(line.discount, order.currency), "discountApplication": application}]


def shipping_node(order: Order) -> Node:
    """Write the order's freight as the ShippingLine type has it."""
    shipping = order.shipping
    price = bag(shipping.price, order.currency)
    return {
        "id": gid("ShippingLine", shipping.id),
        "title": shipping.title,
        "code": shipping.title,
        "source": "shopify",
        "originalPriceSet": price,
        "discountedPriceSet": price,
        "currentDiscountedPriceSet": bag(order.current_shipping, order.currency),
        "taxLines": [tax(shipping.tax_rate, shipping.tax, order.currency)] if shipping.tax_rate else [],
        "discountAllocations": [],
        "isRemoved": False,
    }
