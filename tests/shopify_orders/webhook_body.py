"""The body of an order's webhooks: fields and notation of real bodies (API 2026-10).

Amounts are strings with the places of their currency, rates and the amounts of returned lines are numbers, and the
plain fields are in the shop's currency. A transaction is in the currency that the customer paid in:
a real body has `amount`, `currency` and `total_unsettled_set`, but no `amount_set`.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tests.shopify_orders.cart import Allocation, Application, Kind, Line, Shipping, Tax
from tests.shopify_orders.money import ZERO, Exchange, write_rest
from tests.shopify_orders.order import Order
from tests.shopify_orders.refund import Refund, ReturnedLine

Json = dict[str, Any]

PLACED = "2026-11-20T10:00:00+01:00"
UPDATED = "2026-11-21T09:30:00+01:00"


def encode_webhook_body(order: Order) -> bytes:
    """The request body of orders/create or orders/updated."""
    return json.dumps(build_webhook_body(order)).encode()


def build_webhook_body(order: Order) -> Json:
    """The same, before it is written as JSON."""
    return _BodyWriter(order.exchange).write_order(order)


@dataclass(frozen=True, slots=True)
class _BodyWriter:
    exchange: Exchange

    def write_order(self, order: Order) -> Json:
        cart, stated, refunds = order.cart, order.stated(), order.refunds
        returned_net = sum((line.subtotal for refund in refunds for line in refund.lines), ZERO)
        return {
            "id": order.id,
            "admin_graphql_api_id": f"gid://shopify/Order/{order.id}",
            "name": f"#{order.seed}",
            "created_at": PLACED,
            "processed_at": PLACED,
            "updated_at": UPDATED if refunds or order.edited else PLACED,
            "currency": self.exchange.shop.code,
            "presentment_currency": self.exchange.customer.code,
            "taxes_included": cart.taxes_included,
            "duties_included": cart.duties_included,
            **self._both("total_line_items_price", stated.lines),
            **self._both("total_discounts", stated.discounts),
            **self._both("subtotal_price", stated.subtotal),
            **self._both("total_tax", stated.tax),
            **self._both("total_price", stated.total + order.surplus),
            **self._both("current_subtotal_price", order.sold().subtotal - returned_net),
            **self._both("current_total_tax", order.tax_left()),
            **self._both("current_total_price", order.current_total()),
            "total_tip_received": self._shop(stated.tip),
            "total_outstanding": self._shop(order.outstanding()),
            "total_shipping_price_set": self._set(stated.shipping),
            "original_total_duties_set": self._set(order.placed_duties()) if order.placed_duties() else None,
            "current_total_duties_set": self._set(order.duties_left()) if order.sold().duties else None,
            "original_total_additional_fees_set": self._set(stated.fees) if stated.fees else None,
            "current_total_additional_fees_set": self._set(order.fees_left()) if stated.fees else None,
            "total_cash_rounding_payment_adjustment_set": self._set(order.cash_rounding()),
            "total_cash_rounding_refund_adjustment_set": self._set(order.refund_cash_rounding()),
            "tax_lines": [self._tax(each) for each in order.tax_totals()],
            "discount_applications": list(map(_write_application, cart.applications)),
            "discount_codes": [self._code(order, number) for number in _codes(cart.applications)],
            "financial_status": write_financial_status(order),
            "fulfillment_status": None,
            "payment_gateway_names": ["bogus"],
            "source_name": "web",
            "source_identifier": None,
            "app_id": 580111,
            "location_id": None,
            "customer_locale": "en",
            "tax_exempt": False,
            "estimated_taxes": False,
            "merchant_business_entity_id": "MTU0ODM4MDAwOQ",
            "merchant_of_record_app_id": None,
            "payment_terms": None,
            "customer": None,
            "email": None,
            "phone": None,
            "note": None,
            "note_attributes": [],
            "tags": "",
            "test": False,
            "cancelled_at": None,
            "cancel_reason": None,
            "line_items": [self._line(each) for each in cart.lines],
            "shipping_lines": [self._shipping(each) for each in cart.shipping],
            "fulfillments": [],
            "refunds": [self._refund(order, each) for each in refunds],
            "returns": [],
        }

    def _line(self, line: Line) -> Json:
        is_item = line.kind is Kind.ITEM
        body = {
            "id": line.id,
            "admin_graphql_api_id": f"gid://shopify/LineItem/{line.id}",
            "title": line.title,
            "name": line.title,
            "variant_title": None,
            "variant_id": line.variant_id,
            "product_id": line.variant_id,
            "product_exists": line.variant_id is not None,
            "sku": f"SKU-{line.id}" if line.variant_id else None,
            "quantity": line.quantity,
            "current_quantity": line.quantity - line.returned,
            "fulfillable_quantity": line.quantity - line.returned if is_item else 0,
            "fulfillment_service": "manual",
            "price": self._shop(line.price),
            "price_set": self._set(line.price),
            "gift_card": line.kind is Kind.GIFT_CARD,
            "taxable": is_item,
            "requires_shipping": is_item,
            "vendor": "Novex" if is_item else None,
            "grams": 200 if is_item else 0,
            "properties": [],
            **self._both("total_discount", ZERO),
            "tax_lines": [self._tax(each) for each in line.taxes],
            "discount_allocations": [self._allocation(each) for each in line.allocations],
            "duties": [self._duty(line)] if line.duty else [],
        }
        tip = {"payment_gateway": "shopify_payments", "payment_method": "visa"}
        return {**body, "tip": tip} if line.kind is Kind.TIP else body

    def _shipping(self, line: Shipping) -> Json:
        return {
            "id": line.id,
            "title": line.title,
            "code": line.title,
            "source": "shopify",
            "carrier_identifier": None,
            "price": self._shop(line.price),
            "price_set": self._set(line.price),
            "discounted_price": self._shop(line.net),
            "discounted_price_set": self._set(line.net),
            "is_removed": line.removed,
            "tax_lines": [self._tax(each) for each in line.taxes],
            "discount_allocations": [self._allocation(each) for each in line.allocations],
        }

    def _tax(self, tax: Tax) -> Json:
        return {
            "title": tax.rate.title,
            "rate": float(tax.rate.rate),
            "price": self._shop(tax.amount),
            "price_set": self._set(tax.amount),
            "channel_liable": tax.rate.channel_liable,
        }

    def _allocation(self, allocation: Allocation) -> Json:
        return {
            "amount": self._shop(allocation.amount),
            "amount_set": self._set(allocation.amount),
            "discount_application_index": allocation.application,
        }

    def _duty(self, line: Line) -> Json:
        return {
            "id": line.id + 1,
            "admin_graphql_api_id": f"gid://shopify/Duty/{line.id + 1}",
            "harmonized_system_code": "610910",
            "country_code_of_origin": "DE",
            **self._set(line.duty),
            "tax_lines": [],
        }

    def _code(self, order: Order, number: int) -> Json:
        application, charges = order.cart.applications[number], order.charges
        amount = sum((each.amount for line in charges for each in line.allocations if each.application == number), ZERO)
        kind = "shipping" if application.target == "shipping_line" else application.value_type
        return {"code": application.name, "amount": self._shop(amount), "type": kind}

    def _refund(self, order: Order, refund: Refund) -> Json:
        return {
            "id": refund.id,
            "admin_graphql_api_id": f"gid://shopify/Refund/{refund.id}",
            "order_id": order.id,
            "created_at": UPDATED,
            "processed_at": UPDATED,
            "note": None,
            "restock": True,
            "return": None,
            "duties": [{"duty_id": line.id + 1, "amount_set": self._set(line.duty)} for line in refund.duties],
            "total_duties_set": self._set(sum((line.duty for line in refund.duties), ZERO)),
            "additional_fees": [{"id": fee.id, "amount_set": self._set(fee.amount)} for fee in refund.fees],
            "total_additional_fees_set": self._set(sum((fee.amount for fee in refund.fees), ZERO)),
            "refund_line_items": [self._returned(each) for each in refund.lines],
            "refund_shipping_lines": [
                {
                    "id": each.id,
                    "shipping_line_id": each.shipping.id,
                    "subtotal_amount_set": self._set(each.subtotal),
                    "tax_amount_set": self._set(each.tax),
                }
                for each in refund.shipping
            ],
            "order_adjustments": [
                {
                    "id": each.id,
                    "order_id": order.id,
                    "refund_id": refund.id,
                    "kind": "refund_discrepancy",
                    "reason": "Refund discrepancy",
                    "amount": self._shop(each.amount),
                    "amount_set": self._set(each.amount),
                    "tax_amount": self._shop(ZERO),
                    "tax_amount_set": self._set(ZERO),
                }
                for each in refund.adjustments
            ],
            "transactions": [
                {
                    "id": each.id,
                    "order_id": order.id,
                    "kind": "refund",
                    "gateway": "bogus",
                    "status": each.status,
                    "amount": write_rest(each.amount, self.exchange.customer),
                    "currency": self.exchange.customer.code,
                    "total_unsettled_set": {
                        "presentment_money": {"amount": "0.0", "currency": self.exchange.customer.code},
                        "shop_money": {"amount": "0.0", "currency": self.exchange.shop.code},
                    },
                }
                for each in refund.transactions
            ],
        }

    def _returned(self, returned: ReturnedLine) -> Json:
        return {
            "id": returned.id,
            "line_item_id": returned.line.id,
            "line_item": {"id": returned.line.id},
            "location_id": None,
            "quantity": returned.quantity,
            "restock_type": returned.restock_type,
            "subtotal": self._number(returned.subtotal),
            "subtotal_set": self._set(returned.subtotal),
            "total_tax": self._number(returned.tax),
            "total_tax_set": self._set(returned.tax),
        }

    def _number(self, amount: Decimal) -> float | int:
        """195.67, and 20 for VND."""
        return float(self._shop(amount)) if self.exchange.shop.places else int(self._shop(amount))

    def _both(self, name: str, amount: Decimal) -> Json:
        return {name: self._shop(amount), f"{name}_set": self._set(amount)}

    def _shop(self, amount: Decimal) -> str:
        return write_rest(self.exchange.to_shop(amount), self.exchange.shop)

    def _set(self, amount: Decimal) -> Json:
        customer = self.exchange.customer
        return {
            "shop_money": {"amount": self._shop(amount), "currency_code": self.exchange.shop.code},
            "presentment_money": {"amount": write_rest(amount, customer), "currency_code": customer.code},
        }


def write_financial_status(order: Order) -> str:
    """As REST writes it."""
    if order.outstanding() > 0:
        return "partially_paid"
    if not any(each.transactions for each in order.refunds):
        return "paid"
    return "partially_refunded" if order.current_total() > 0 else "refunded"


def _write_application(application: Application) -> Json:
    body = {
        "type": application.type,
        "value": str(application.value),
        "value_type": application.value_type,
        "allocation_method": application.method,
        "target_type": application.target,
        "target_selection": "explicit" if application.method == "one" else "all",
    }
    return {**body, "code" if application.type == "discount_code" else "title": application.name}


def _codes(applications: Sequence[Application]) -> list[int]:
    return [number for number, each in enumerate(applications) if each.type == "discount_code"]
