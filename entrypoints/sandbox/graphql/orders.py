"""Resolvers of orders."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from novex_shopify.entrypoints.sandbox.clock import format_utc_time
from novex_shopify.entrypoints.sandbox.graphql.connections import (
    SortKey,
    build_connection,
    by_created_at,
    by_id,
    by_updated_at,
)
from novex_shopify.entrypoints.sandbox.graphql.context import Info, Node, require_any_scope
from novex_shopify.entrypoints.sandbox.graphql.customers import build_customer_node
from novex_shopify.entrypoints.sandbox.graphql.fulfillment_orders import build_fulfillment_orders_resolver
from novex_shopify.entrypoints.sandbox.graphql.fulfillments import build_fulfillments_resolver
from novex_shopify.entrypoints.sandbox.graphql.line_items import build_line_item_node, build_shipping_line_node
from novex_shopify.entrypoints.sandbox.graphql.order_details import (
    build_app_node,
    build_attribute_nodes,
    build_business_entity_node,
    build_localized_fields_resolver,
    build_payment_terms_resolver,
    build_retail_location_resolver,
)
from novex_shopify.entrypoints.sandbox.graphql.refunds import build_refunds_resolver
from novex_shopify.entrypoints.sandbox.graphql.returns import build_returns_resolver
from novex_shopify.entrypoints.sandbox.graphql.search import filter_by_query
from novex_shopify.entrypoints.sandbox.graphql.values import (
    build_count_node,
    build_mailing_address_node,
    build_money_bag_node,
    build_tax_line_node,
)
from novex_shopify.entrypoints.sandbox.ids import build_gid, parse_gid
from novex_shopify.entrypoints.sandbox.model.orders import Order
from novex_shopify.entrypoints.sandbox.model.shop import Shop
from novex_shopify.entrypoints.sandbox.money import ZERO
from novex_shopify.entrypoints.sandbox.payloads.line_items import sum_current_taxes_by_rate, sum_taxes_by_rate

ORDER_SCOPE = "read_orders"
SORT_KEYS: dict[str, SortKey[Order]] = {
    "ID": by_id,
    "CREATED_AT": by_created_at,
    "UPDATED_AT": by_updated_at,
    "PROCESSED_AT": lambda order: (order.ordered_at.isoformat(), order.id),
    "ORDER_NUMBER": lambda order: (order.number,),
}
AMOUNT_FIELDS: dict[str, Callable[[Order], Decimal]] = {
    "subtotalPriceSet": lambda order: order.subtotal,
    "currentSubtotalPriceSet": lambda order: order.current_subtotal,
    "totalPriceSet": lambda order: order.total,
    "currentTotalPriceSet": lambda order: order.current_total,
    "originalTotalPriceSet": lambda order: order.total,
    "totalTaxSet": lambda order: order.tax,
    "currentTotalTaxSet": lambda order: order.current_tax,
    "totalShippingPriceSet": lambda order: order.shipping.price,
    "currentShippingPriceSet": lambda order: order.current_shipping,
    "totalDiscountsSet": lambda order: order.total_discounts,
    "currentTotalDiscountsSet": lambda order: order.current_total_discounts,
    "totalOutstandingSet": lambda order: order.total_outstanding,
    "totalReceivedSet": lambda order: order.total_received,
    "totalRefundedSet": lambda order: order.total_refunded,
    "totalTipReceivedSet": lambda order: order.tip,
}


def resolve_orders(info: Info, *, query: str | None = None, sort_key: str | None = None, **page: Any) -> Node:
    shop = require_any_scope(info, ORDER_SCOPE).shop
    found = filter_by_query(shop.orders.values(), query, _build_search_fields(shop))
    return build_connection(found, lambda each: build_order_node(shop, each), key=SORT_KEYS[sort_key or "ID"], **page)


def resolve_orders_count(info: Info, *, query: str | None = None) -> Node:
    shop = require_any_scope(info, ORDER_SCOPE).shop
    return build_count_node(len(filter_by_query(shop.orders.values(), query, _build_search_fields(shop))))


def resolve_order(info: Info, *, id: str) -> Node | None:
    shop = require_any_scope(info, ORDER_SCOPE).shop
    found = shop.orders.get(parse_gid("Order", id))
    return build_order_node(shop, found) if found else None


def _build_search_fields(shop: Shop) -> dict[str, Any]:
    return {
        "id": lambda order: order.id,
        "name": lambda order: order.name,
        "email": lambda order: order.email,
        "financial_status": lambda order: order.financial_status,
        "fulfillment_status": lambda order: shop.get_fulfillment_status(order) or "unfulfilled",
        "return_status": lambda order: order.return_status,
        "status": lambda order: "cancelled" if order.cancelled_at else "open",
        "test": lambda order: str(order.test).lower(),
        "created_at": lambda order: order.created_at,
        "processed_at": lambda order: order.ordered_at,
        "updated_at": lambda order: order.updated_at,
    }


def build_order_node(shop: Shop, order: Order) -> Node:
    def resolve_lines(_: Info, **page: Any) -> Node:
        return build_connection(order.lines, lambda line: build_line_item_node(shop, order, line), key=by_id, **page)

    def resolve_agreements(_: Info, **page: Any) -> Node:
        # Tips are totals here, not line items, and there are no fees: no sale states more than the order does.
        return build_connection([], lambda _: {}, key=by_id, **page)

    def resolve_shipping_lines(_: Info, **page: Any) -> Node:
        return build_connection([order.shipping], lambda _: build_shipping_line_node(order), key=by_id, **page)

    return {
        **_build_general_fields(order),
        **_build_status_fields(shop, order),
        **{name: build_money_bag_node(amount(order), order.currency) for name, amount in AMOUNT_FIELDS.items()},
        "customer": lambda info: _resolve_customer(info, shop, order),
        "purchasingEntity": lambda info: _resolve_purchasing_entity(info, shop, order),
        "shippingAddress": build_mailing_address_node(order.address),
        "billingAddress": build_mailing_address_node(order.address),
        "lineItems": resolve_lines,
        "agreements": resolve_agreements,
        "shippingLine": build_shipping_line_node(order),
        "shippingLines": resolve_shipping_lines,
        "taxLines": [
            build_tax_line_node(rate, amount, order.currency) for rate, amount in sum_taxes_by_rate(order).items()
        ],
        "currentTaxLines": [
            build_tax_line_node(rate, amount, order.currency)
            for rate, amount in sum_current_taxes_by_rate(order).items()
        ],
        "paymentTerms": build_payment_terms_resolver(order),
        "localizedFields": build_localized_fields_resolver(order),
        "retailLocation": build_retail_location_resolver(shop, order),
        "merchantBusinessEntity": build_business_entity_node(shop),
        "fulfillmentOrders": build_fulfillment_orders_resolver(shop, order),
        "fulfillments": build_fulfillments_resolver(shop, order),
        "fulfillmentsCount": build_count_node(len(shop.list_fulfillments(order))),
        "refunds": build_refunds_resolver(shop, order),
        "returnStatus": order.return_status.upper(),
        "returns": build_returns_resolver(shop, order),
    }


def _build_general_fields(order: Order) -> Node:
    return {
        "id": build_gid("Order", order.id),
        "legacyResourceId": str(order.id),
        "name": order.name,
        "number": order.number,
        "email": order.email,
        "phone": None,
        "note": order.note,
        "tags": sorted(order.tags),
        "customerLocale": "de-DE",
        "createdAt": format_utc_time(order.created_at),
        "updatedAt": format_utc_time(order.updated_at),
        "processedAt": format_utc_time(order.ordered_at),
        "confirmed": True,
        "test": order.test,
        "currencyCode": order.currency,
        "presentmentCurrencyCode": order.currency,
        "taxesIncluded": order.taxes_included,
        "taxExempt": order.tax_exempt,
        "estimatedTaxes": False,
        "merchantOfRecordApp": None,
        "customAttributes": build_attribute_nodes(order.note_attributes),
        "dutiesIncluded": False,
        "originalTotalDutiesSet": None,
        "originalTotalAdditionalFeesSet": None,
        "currentTotalDutiesSet": None,
        "currentTotalAdditionalFeesSet": None,
        "totalCashRoundingAdjustment": {
            "paymentSet": build_money_bag_node(ZERO, order.currency),
            "refundSet": build_money_bag_node(ZERO, order.currency),
        },
        "poNumber": order.po_number,
        "requiresShipping": not all(line.gift_card for line in order.lines),
        "sourceName": order.source.name,
        "sourceIdentifier": order.source.identifier,
        "app": build_app_node(order),
        "paymentGatewayNames": ["bogus"],
        "discountCode": order.discount.code if order.discount else None,
        "discountCodes": [order.discount.code] if order.discount else [],
    }


def _resolve_customer(info: Info, shop: Shop, order: Order) -> Node | None:
    require_any_scope(info, "read_customers")
    return build_customer_node(shop, shop.get_customer(order.customer.id)) if order.customer else None


def _resolve_purchasing_entity(info: Info, shop: Shop, order: Order) -> Node | None:
    """Return the company, or else the customer, each with its type name, because this is a union."""
    customer = _resolve_customer(info, shop, order)
    if order.company is None:
        return customer and {"__typename": "Customer", **customer}
    return {
        "__typename": "PurchasingCompany",
        "company": {
            "id": build_gid("Company", order.company.id),
            "name": order.customer.name if order.customer else "",
        },
        "location": {
            "id": build_gid("CompanyLocation", order.company.location_id),
            "taxSettings": {"taxRegistrationId": order.company.tax_id, "taxExempt": order.tax_exempt},
        },
    }


def _build_status_fields(shop: Shop, order: Order) -> Node:
    fulfillment_status = shop.get_fulfillment_status(order)
    return {
        "cancelledAt": format_utc_time(order.cancelled_at),
        "cancelReason": order.cancel_reason.upper() if order.cancel_reason else None,
        "closed": False,
        "closedAt": None,
        "displayFinancialStatus": order.financial_status.upper(),
        "displayFulfillmentStatus": _get_display_status(order, fulfillment_status),
        "fullyPaid": order.is_paid,
        "unpaid": not order.is_paid,
        "fulfillable": any(shop.count_unfulfilled(order).values()),
    }


def _get_display_status(order: Order, fulfillment_status: str | None) -> str:
    if order.cancelled_at:
        return "FULFILLMENT_NOT_REQUIRED"
    return {None: "UNFULFILLED", "partial": "PARTIALLY_FULFILLED", "fulfilled": "FULFILLED"}[fulfillment_status]
