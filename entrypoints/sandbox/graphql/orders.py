"""Orders."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from novex_shopify.entrypoints.sandbox.clock import utc_time
from novex_shopify.entrypoints.sandbox.graphql.access import Info, Node, require
from novex_shopify.entrypoints.sandbox.graphql.connection import (
    SortKey,
    by_creation,
    by_id,
    by_update,
    connection,
)
from novex_shopify.entrypoints.sandbox.graphql.customers import customer_node
from novex_shopify.entrypoints.sandbox.graphql.fulfillment_orders import order_fulfillment_orders
from novex_shopify.entrypoints.sandbox.graphql.fulfillments import order_fulfillments
from novex_shopify.entrypoints.sandbox.graphql.order_lines import line_node, shipping_node
from novex_shopify.entrypoints.sandbox.graphql.refunds import order_refunds
from novex_shopify.entrypoints.sandbox.graphql.search import search
from novex_shopify.entrypoints.sandbox.graphql.values import bag, exactly, mailing_address, tax
from novex_shopify.entrypoints.sandbox.ids import gid, number_of
from novex_shopify.entrypoints.sandbox.money import ZERO
from novex_shopify.entrypoints.sandbox.orders import Order
from novex_shopify.entrypoints.sandbox.payloads.line import current_taxes_by_rate, taxes_by_rate
from novex_shopify.entrypoints.sandbox.shop import Shop

SCOPE = "read_orders"
SORT_KEYS: dict[str, SortKey[Order]] = {
    "ID": by_id,
    "CREATED_AT": by_creation,
    "UPDATED_AT": by_update,
    "PROCESSED_AT": by_creation,
    "ORDER_NUMBER": lambda order: (order.number,),
}
AMOUNTS: dict[str, Callable[[Order], Decimal]] = {
    "subtotalPriceSet": lambda order: order.subtotal,
    "currentSubtotalPriceSet": lambda order: order.current_subtotal,
    "totalPriceSet": lambda order: order.total,
    "currentTotalPriceSet": lambda order: order.current_total,
    "originalTotalPriceSet": lambda order: order.total,
    "totalTaxSet": lambda order: order.tax,
    "currentTotalTaxSet": lambda order: order.current_tax,
    "totalShippingPriceSet": lambda order: order.shipping.price,
    "currentShippingPriceSet": lambda order: order.current_shipping,
    "totalDiscountsSet": lambda order: order.discounts,
    "currentTotalDiscountsSet": lambda order: order.current_discounts,
    "totalOutstandingSet": lambda order: order.outstanding,
    "totalReceivedSet": lambda order: order.received,
    "totalRefundedSet": lambda order: order.refunded,
    "totalTipReceivedSet": lambda order: order.tip,
}


def orders(info: Info, *, query: str | None = None, sort_key: str | None = None, **page: Any) -> Node:
    shop = require(info, SCOPE).shop
    found = search(shop.orders.values(), query, _fields(shop))
    return connection(found, lambda each: order_node(shop, each), key=SORT_KEYS[sort_key or "ID"], **page)


def orders_count(info: Info, *, query: str | None = None) -> Node:
    shop = require(info, SCOPE).shop
    return exactly(len(search(shop.orders.values(), query, _fields(shop))))


def order(info: Info, *, id: str) -> Node | None:
    shop = require(info, SCOPE).shop
    found = shop.orders.get(number_of("Order", id))
    return order_node(shop, found) if found else None


def _fields(shop: Shop) -> dict[str, Any]:
    return {
        "id": lambda order: order.id,
        "name": lambda order: order.name,
        "email": lambda order: order.email,
        "financial_status": lambda order: order.financial_status,
        "fulfillment_status": lambda order: shop.fulfillment_status(order) or "unfulfilled",
        "status": lambda order: "cancelled" if order.cancelled_at else "open",
        "test": lambda order: str(order.test).lower(),
        "created_at": lambda order: order.created_at,
        "processed_at": lambda order: order.created_at,
        "updated_at": lambda order: order.updated_at,
    }


def order_node(shop: Shop, order: Order) -> Node:
    """Write an order as the Order type has it."""

    def lines(_: Info, **page: Any) -> Node:
        return connection(order.lines, lambda line: line_node(shop, order, line), key=by_id, **page)

    def shipping_lines(_: Info, **page: Any) -> Node:
        return connection([order.shipping], lambda _: shipping_node(order), key=by_id, **page)

    return {
        **_facts(order),
        **_states(shop, order),
        **{name: bag(amount(order), order.currency) for name, amount in AMOUNTS.items()},
        "customer": lambda info: _customer(info, shop, order),
        "purchasingEntity": lambda info: _purchasing_entity(info, shop, order),
        "shippingAddress": mailing_address(order.address),
        "billingAddress": mailing_address(order.address),
        "lineItems": lines,
        "shippingLine": shipping_node(order),
        "shippingLines": shipping_lines,
        "taxLines": [tax(rate, amount, order.currency) for rate, amount in taxes_by_rate(order).items()],
        "currentTaxLines": [tax(rate, amount, order.currency) for rate, amount in current_taxes_by_rate(order).items()],
        "fulfillmentOrders": order_fulfillment_orders(shop, order),
        "fulfillments": order_fulfillments(shop, order),
        "fulfillmentsCount": exactly(len(shop.fulfillments_of(order))),
        "refunds": order_refunds(shop, order),
    }


def _facts(order: Order) -> Node:
    return {
        "id": gid("Order", order.id),
        "legacyResourceId": str(order.id),
        "name": order.name,
        "number": order.number,
        "email": order.email,
        "phone": None,
        "note": order.note,
        "tags": sorted(order.tags),
        "customerLocale": "de-DE",
        "createdAt": utc_time(order.created_at),
        "updatedAt": utc_time(order.updated_at),
        "processedAt": utc_time(order.created_at),
        "confirmed": True,
        "test": order.test,
        "currencyCode": order.currency,
        "presentmentCurrencyCode": order.currency,
        "taxesIncluded": order.taxes_included,
        "taxExempt": False,
        "dutiesIncluded": False,
        "originalTotalDutiesSet": None,
        "originalTotalAdditionalFeesSet": None,
        "totalCashRoundingAdjustment": {
            "paymentSet": bag(ZERO, order.currency),
            "refundSet": bag(ZERO, order.currency),
        },
        "poNumber": order.po_number,
        "requiresShipping": not all(line.gift_card for line in order.lines),
        "sourceName": "web",
        "paymentGatewayNames": ["bogus"],
        "discountCode": order.discount.code if order.discount else None,
        "discountCodes": [order.discount.code] if order.discount else [],
    }


def _customer(info: Info, shop: Shop, order: Order) -> Node | None:
    require(info, "read_customers")
    return customer_node(shop, shop.customer(order.customer.id)) if order.customer else None


def _purchasing_entity(info: Info, shop: Shop, order: Order) -> Node | None:
    """Answer the company, or else the customer, each with the name of its type, for this is a union."""
    customer = _customer(info, shop, order)
    if order.company is None:
        return customer and {"__typename": "Customer", **customer}
    return {
        "__typename": "PurchasingCompany",
        "company": {"id": gid("Company", order.company.id), "name": order.customer.name if order.customer else ""},
        "location": {"id": gid("CompanyLocation", order.company.location_id)},
    }


def _states(shop: Shop, order: Order) -> Node:
    shipped = shop.fulfillment_status(order)
    return {
        "cancelledAt": utc_time(order.cancelled_at),
        "cancelReason": order.cancel_reason.upper() if order.cancel_reason else None,
        "closed": False,
        "closedAt": None,
        "displayFinancialStatus": order.financial_status.upper(),
        "displayFulfillmentStatus": _display_status(order, shipped),
        "fullyPaid": order.paid,
        "unpaid": not order.paid,
        "fulfillable": any(shop.to_ship(order).values()),
    }


def _display_status(order: Order, shipped: str | None) -> str:
    if order.cancelled_at:
        return "FULFILLMENT_NOT_REQUIRED"
    return {None: "UNFULFILLED", "partial": "PARTIALLY_FULFILLED", "fulfilled": "FULFILLED"}[shipped]
