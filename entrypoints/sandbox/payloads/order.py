"""The order body, one shape for all order topics but orders/delete."""

from typing import Any

from novex_shopify.entrypoints.sandbox.clock import shop_time
from novex_shopify.entrypoints.sandbox.ids import gid
from novex_shopify.entrypoints.sandbox.money import ZERO, money_bag
from novex_shopify.entrypoints.sandbox.orders import Order
from novex_shopify.entrypoints.sandbox.payloads.fulfillment import fulfillment_payload
from novex_shopify.entrypoints.sandbox.payloads.line import order_line, shipping_line, tax_line, taxes_by_rate
from novex_shopify.entrypoints.sandbox.payloads.person import order_address, order_customer
from novex_shopify.entrypoints.sandbox.payloads.refund import refund_payload
from novex_shopify.entrypoints.sandbox.shop import Shop

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"


def order_payload(shop: Shop, order: Order) -> dict[str, Any]:
    """Write an order as it stands now, with its parcels."""
    shipped = shop.shipped(order)
    return {
        **_head(shop, order),
        **_amounts(order),
        **_states(shop, order),
        **_discounts(order),
        "tax_lines": [tax_line(rate, tax, order.currency) for rate, tax in taxes_by_rate(order).items()],
        "billing_address": order_address(order.address),
        "customer": _customer(shop, order),
        "fulfillments": [fulfillment_payload(shop, parcel) for parcel in shop.fulfillments_of(order)],
        "line_items": [order_line(order, line, shipped[line.id]) for line in order.lines],
        "payment_terms": None,
        "refunds": [refund_payload(shop, order, refund) for refund in order.refunds],
        "returns": [],
        "shipping_address": order_address(order.address),
        "shipping_lines": [shipping_line(order)],
    }


def _head(shop: Shop, order: Order) -> dict[str, Any]:
    return {
        "id": order.id,
        "admin_graphql_api_id": gid("Order", order.id),
        "app_id": 580111,
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
            "user_agent": BROWSER,
        },
        "confirmation_number": order.token[:9].upper(),
        "confirmed": True,
        "contact_email": order.email,
        "customer_locale": "de-DE",
        "device_id": None,
        "email": order.email,
        "landing_site": "/",
        "landing_site_ref": None,
        "location_id": None,
        "merchant_business_entity_id": f"MTU{shop.id}",
        "merchant_of_record_app_id": None,
        "name": order.name,
        "note": order.note,
        "note_attributes": [],
        "number": order.number - 1000,
        "order_number": order.number,
        "order_status_url": f"https://{shop.domain}/{shop.id}/orders/{order.token}/authenticate?key={order.token[:16]}",
        "payment_gateway_names": ["bogus"],
        "phone": None,
        "po_number": order.po_number,
        "company": {"id": order.company.id, "location_id": order.company.location_id} if order.company else None,
        "reference": None,
        "referring_site": None,
        "source_identifier": None,
        "source_name": "web",
        "source_url": None,
        "tags": ", ".join(sorted(order.tags)),
        "tax_exempt": False,
        "test": order.test,
        "token": order.token,
        "user_id": None,
    }


def _customer(shop: Shop, order: Order) -> dict[str, Any] | None:
    return order_customer(shop.customer(order.customer.id), order.currency) if order.customer else None


def _states(shop: Shop, order: Order) -> dict[str, Any]:
    return {
        "cancel_reason": order.cancel_reason,
        "cancelled_at": shop_time(order.cancelled_at),
        "closed_at": None,
        "created_at": shop_time(order.created_at),
        "processed_at": shop_time(order.created_at),
        "updated_at": shop_time(order.updated_at),
        "financial_status": order.financial_status,
        "fulfillment_status": shop.fulfillment_status(order),
    }


def _amounts(order: Order) -> dict[str, Any]:
    plain = {
        "current_subtotal_price": order.current_subtotal,
        "current_total_discounts": order.current_discounts,
        "current_total_price": order.current_total,
        "current_total_tax": order.current_tax,
        "subtotal_price": order.subtotal,
        "total_discounts": order.discounts,
        "total_line_items_price": order.goods,
        "total_price": order.total,
        "total_tax": order.tax,
    }
    only_sets = {
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
        **{name: f"{amount:.2f}" for name, amount in plain.items()},
        **{f"{name}_set": money_bag(amount, order.currency) for name, amount in (plain | only_sets).items()},
        "current_total_additional_fees_set": None,
        "current_total_duties_set": None,
        "original_total_additional_fees_set": None,
        "original_total_duties_set": None,
        "total_outstanding": f"{order.outstanding:.2f}",
        "total_tip_received": f"{order.tip:.2f}",
        "total_weight": sum(line.grams * line.quantity for line in order.lines),
    }


def _discounts(order: Order) -> dict[str, Any]:
    if not order.discount:
        return {"discount_codes": [], "discount_applications": []}
    discount = order.discount
    application = {
        "target_type": "line_item",
        "type": "discount_code",
        "value": str(discount.value),
        "value_type": discount.kind,
        "allocation_method": "across",
        "target_selection": "all",
        "code": discount.code,
    }
    code = {"code": discount.code, "amount": f"{discount.amount:.2f}", "type": discount.kind}
    return {"discount_codes": [code], "discount_applications": [application]}
