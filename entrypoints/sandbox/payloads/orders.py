"""The order payload, the same for all order topics but orders/delete."""

from typing import Any

from novex_shopify.entrypoints.sandbox.clock import format_shop_time
from novex_shopify.entrypoints.sandbox.ids import build_gid
from novex_shopify.entrypoints.sandbox.model.orders import Order
from novex_shopify.entrypoints.sandbox.model.shop import Shop
from novex_shopify.entrypoints.sandbox.money import ZERO, build_money_bag
from novex_shopify.entrypoints.sandbox.payloads.customers import build_order_address, build_order_customer
from novex_shopify.entrypoints.sandbox.payloads.fulfillments import build_fulfillment_payload
from novex_shopify.entrypoints.sandbox.payloads.line_items import (
    build_attributes,
    build_line_item,
    build_shipping_line,
    build_tax_line,
    sum_taxes_by_rate,
)
from novex_shopify.entrypoints.sandbox.payloads.order_details import (
    build_business_entity_id,
    build_line_item_groups,
    build_payment_terms,
)
from novex_shopify.entrypoints.sandbox.payloads.refunds import build_refund_payload

USER_AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"


def build_order_payload(shop: Shop, order: Order) -> dict[str, Any]:
    shipped = shop.count_shipped(order)
    return {
        **_build_general_fields(shop, order),
        **_build_amounts(order),
        **_build_status_fields(shop, order),
        **_build_discounts(order),
        "tax_lines": [build_tax_line(rate, tax, order.currency) for rate, tax in sum_taxes_by_rate(order).items()],
        "billing_address": build_order_address(order.address),
        "customer": _build_customer(shop, order),
        "fulfillments": [build_fulfillment_payload(shop, fulfillment) for fulfillment in shop.list_fulfillments(order)],
        "line_items": [build_line_item(order, line, shipped[line.id]) for line in order.lines],
        "line_item_groups": build_line_item_groups(order),
        "payment_terms": build_payment_terms(order),
        "refunds": [build_refund_payload(shop, order, refund) for refund in order.refunds],
        "returns": [],
        "shipping_address": build_order_address(order.address),
        "shipping_lines": [build_shipping_line(order)],
    }


def _build_general_fields(shop: Shop, order: Order) -> dict[str, Any]:
    return {
        "id": order.id,
        "admin_graphql_api_id": build_gid("Order", order.id),
        "app_id": order.source.app_id,
        "browser_ip": "203.0.113.24",
        "buyer_accepts_marketing": False,
        "cart_token": None,
        "checkout_token": order.token[::-1],
        "client_details": {
            "accept_language": "de-DE",
            "browser_height": None,
            "browser_ip": "203.0.113.24",
            "browser_width": None,
            "session_hash": None,
            "user_agent": USER_AGENT,
        },
        "confirmation_number": order.token[:9].upper(),
        "confirmed": True,
        "contact_email": order.email,
        "customer_locale": "de-DE",
        "device_id": None,
        "email": order.email,
        "landing_site": "/",
        "landing_site_ref": None,
        "location_id": order.source.location_id,
        "merchant_business_entity_id": build_business_entity_id(shop),
        "merchant_of_record_app_id": None,
        "name": order.name,
        "note": order.note,
        "note_attributes": build_attributes(order.note_attributes),
        "number": order.number - 1000,
        "order_number": order.number,
        "order_status_url": f"https://{shop.domain}/{shop.id}/orders/{order.token}/authenticate?key={order.token[:16]}",
        "payment_gateway_names": ["bogus"],
        "phone": None,
        "po_number": order.po_number,
        "company": {"id": order.company.id, "location_id": order.company.location_id} if order.company else None,
        "reference": None,
        "referring_site": None,
        "source_identifier": order.source.identifier,
        "source_name": order.source.name,
        "source_url": None,
        "tags": ", ".join(sorted(order.tags)),
        "tax_exempt": order.tax_exempt,
        "test": order.test,
        "token": order.token,
        "user_id": None,
    }


def _build_customer(shop: Shop, order: Order) -> dict[str, Any] | None:
    return build_order_customer(shop.get_customer(order.customer.id), order.currency) if order.customer else None


def _build_status_fields(shop: Shop, order: Order) -> dict[str, Any]:
    return {
        "cancel_reason": order.cancel_reason,
        "cancelled_at": format_shop_time(order.cancelled_at),
        "closed_at": None,
        "created_at": format_shop_time(order.created_at),
        "processed_at": format_shop_time(order.ordered_at),
        "updated_at": format_shop_time(order.updated_at),
        "financial_status": order.financial_status,
        "fulfillment_status": shop.get_fulfillment_status(order),
    }


def _build_amounts(order: Order) -> dict[str, Any]:
    amounts = {
        "current_subtotal_price": order.current_subtotal,
        "current_total_discounts": order.current_total_discounts,
        "current_total_price": order.current_total,
        "current_total_tax": order.current_tax,
        "subtotal_price": order.subtotal,
        "total_discounts": order.total_discounts,
        "total_line_items_price": order.line_items_total,
        "total_price": order.total,
        "total_tax": order.tax,
    }
    set_only_amounts = {
        "current_shipping_price": order.current_shipping,
        "total_cash_rounding_payment_adjustment": ZERO,
        "total_cash_rounding_refund_adjustment": ZERO,
        "total_shipping_price": order.shipping.price,
    }
    return {
        "currency": order.currency,
        "presentment_currency": order.currency,
        "taxes_included": order.taxes_included,
        "duties_included": False,
        "estimated_taxes": False,
        **{name: f"{amount:.2f}" for name, amount in amounts.items()},
        **{
            f"{name}_set": build_money_bag(amount, order.currency)
            for name, amount in (amounts | set_only_amounts).items()
        },
        "current_total_additional_fees_set": None,
        "current_total_duties_set": None,
        "original_total_additional_fees_set": None,
        "original_total_duties_set": None,
        "total_outstanding": f"{order.total_outstanding:.2f}",
        "total_tip_received": f"{order.tip:.2f}",
        "total_weight": sum(line.grams * line.quantity for line in order.lines),
    }


def _build_discounts(order: Order) -> dict[str, Any]:
    if not order.discount:
        return {"discount_codes": [], "discount_applications": []}
    discount = order.discount
    application = {
        "target_type": "line_item",
        "type": "discount_code",
        "value": str(discount.value),
        "value_type": discount.value_type,
        "allocation_method": "across",
        "target_selection": "all",
        "code": discount.code,
    }
    code = {"code": discount.code, "amount": f"{discount.amount:.2f}", "type": discount.value_type}
    return {"discount_codes": [code], "discount_applications": [application]}
