"""The order as Shopify's GraphQL has it (schema 2026-10), with more fields than the product's documents ask for.

The sales agreements are here because only they say which line item is a tip (`TipSale`), and what a refund gave back of
additional fees (`RefundAgreement`, `AdditionalFeeSale`): `LineItem` and `Refund` have no field for it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tests.shopify_orders.cart import Allocation, Application, Charge, Fee, Kind, Line, Shipping, Tax
from tests.shopify_orders.money import ZERO, Exchange, write_graphql
from tests.shopify_orders.order import Order
from tests.shopify_orders.refund import Refund, ReturnedLine
from tests.shopify_orders.webhook_body import write_financial_status

Node = dict[str, Any]

PLACED = "2026-11-20T09:00:00Z"
UPDATED = "2026-11-21T08:30:00Z"

_APPLICATION_TYPES = {
    "discount_code": "DiscountCodeApplication",
    "automatic": "AutomaticDiscountApplication",
    "manual": "ManualDiscountApplication",
}
_SALE_TYPES = {Kind.ITEM: "ProductSale", Kind.GIFT_CARD: "GiftCardSale", Kind.TIP: "TipSale"}
_SALE_LINE_TYPES = {Kind.ITEM: "PRODUCT", Kind.GIFT_CARD: "GIFT_CARD", Kind.TIP: "TIP"}


def build_graphql_node(order: Order) -> Node:
    """The node of an order; those of its refunds are in `refunds`."""
    return _NodeWriter(order.exchange, taxes_included=order.cart.taxes_included).write_order(order)


@dataclass(frozen=True, slots=True)
class _NodeWriter:
    exchange: Exchange
    taxes_included: bool

    def write_order(self, order: Order) -> Node:
        cart, stated, refunds = order.cart, order.stated(), order.refunds
        return {
            "__typename": "Order",
            "id": f"gid://shopify/Order/{order.id}",
            "legacyResourceId": str(order.id),
            "name": f"#{order.seed}",
            "createdAt": PLACED,
            "processedAt": PLACED,
            "updatedAt": UPDATED if refunds or order.edited else PLACED,
            "currencyCode": self.exchange.shop.code,
            "presentmentCurrencyCode": self.exchange.customer.code,
            "taxesIncluded": cart.taxes_included,
            "dutiesIncluded": cart.duties_included,
            "test": False,
            "email": None,
            "phone": None,
            "poNumber": None,
            "note": None,
            "customAttributes": [],
            "tags": [],
            "sourceName": "web",
            "sourceIdentifier": None,
            "app": {"id": "gid://shopify/App/580111"},
            "retailLocation": None,
            "customerLocale": "en",
            "taxExempt": False,
            "estimatedTaxes": False,
            "merchantBusinessEntity": {"id": "gid://shopify/BusinessEntity/MTU0ODM4MDAwOQ"},
            "merchantOfRecordApp": None,
            "localizedFields": _connect([]),
            "paymentTerms": None,
            "cancelledAt": None,
            "cancelReason": None,
            "displayFinancialStatus": write_financial_status(order).upper(),
            "displayFulfillmentStatus": "UNFULFILLED",
            "paymentGatewayNames": ["bogus"],
            "discountCodes": [each.name for each in cart.applications if each.type == "discount_code"],
            "subtotalPriceSet": self._bag(stated.subtotal),
            "totalPriceSet": self._bag(stated.total + order.surplus),
            "originalTotalPriceSet": self._bag(order.paid()),
            "currentTotalPriceSet": self._bag(order.current_total()),
            "totalDiscountsSet": self._bag(stated.discounts),
            "totalTaxSet": self._bag(stated.tax),
            "currentTotalTaxSet": self._bag(order.tax_left()),
            "totalTipReceivedSet": self._bag(stated.tip),
            "totalShippingPriceSet": self._bag(stated.shipping),
            "originalTotalDutiesSet": self._bag(order.placed_duties()) if order.placed_duties() else None,
            "currentTotalDutiesSet": self._bag(order.duties_left()) if order.sold().duties else None,
            "originalTotalAdditionalFeesSet": self._bag(stated.fees) if stated.fees else None,
            "currentTotalAdditionalFeesSet": self._bag(order.fees_left()) if stated.fees else None,
            "additionalFees": [self._fee(each) for each in cart.fees],
            "totalOutstandingSet": self._bag(order.outstanding()),
            "totalCashRoundingAdjustment": {
                "paymentSet": self._bag(order.cash_rounding()),
                "refundSet": self._bag(order.refund_cash_rounding()),
            },
            "taxLines": [self._tax(each) for each in order.tax_totals()],
            "customer": None,
            "purchasingEntity": None,
            "shippingAddress": None,
            "billingAddress": None,
            "lineItems": _connect(self._line(each, cart.applications) for each in cart.lines),
            "shippingLines": _connect(self._shipping(each, cart.applications) for each in cart.shipping),
            "fulfillments": [],
            "refunds": [self._refund(each) for each in refunds],
            "agreements": _connect(self._agreements(order)),
            "returns": _connect([self._return(order)] if order.return_fee else []),
        }

    def _line(self, line: Line, applications: list[Application]) -> Node:
        is_item = line.kind is Kind.ITEM
        return {
            "__typename": "LineItem",
            "id": f"gid://shopify/LineItem/{line.id}",
            "title": line.title,
            "name": line.title,
            "variantTitle": None,
            "sku": f"SKU-{line.id}" if line.variant_id else None,
            "quantity": line.quantity,
            "currentQuantity": line.quantity - line.returned,
            "unfulfilledQuantity": line.quantity - line.returned if is_item else 0,
            "fulfillmentService": {"handle": "manual"},
            "isGiftCard": line.kind is Kind.GIFT_CARD,
            "taxable": is_item,
            "requiresShipping": is_item,
            "vendor": "Novex" if is_item else None,
            "weight": {"value": 0.2, "unit": "KILOGRAMS"} if is_item else None,
            "customAttributes": [],
            "lineItemGroup": None,
            "sellingPlan": None,
            "originalUnitPriceSet": self._bag(line.price),
            "taxLines": [self._tax(each) for each in line.taxes],
            "discountAllocations": [self._allocation(each, applications) for each in line.allocations],
            "duties": [self._duty(line)] if line.duty else [],
            "variant": {
                "id": f"gid://shopify/ProductVariant/{line.variant_id}",
                "legacyResourceId": str(line.variant_id),
            }
            if line.variant_id
            else None,
        }

    def _shipping(self, line: Shipping, applications: list[Application]) -> Node:
        return {
            "__typename": "ShippingLine",
            "id": f"gid://shopify/ShippingLine/{line.id}",
            "title": line.title,
            "code": line.title,
            "source": "shopify",
            "carrierIdentifier": None,
            "deliveryCategory": None,
            "isRemoved": line.removed,
            "originalPriceSet": self._bag(line.price),
            "discountedPriceSet": self._bag(line.net),
            "taxLines": [self._tax(each) for each in line.taxes],
            "discountAllocations": [self._allocation(each, applications) for each in line.allocations],
        }

    def _tax(self, tax: Tax) -> Node:
        return {
            "title": tax.rate.title,
            "rate": float(tax.rate.rate),
            "ratePercentage": float(tax.rate.rate * 100),
            "channelLiable": tax.rate.channel_liable,
            "priceSet": self._bag(tax.amount),
        }

    def _allocation(self, allocation: Allocation, applications: list[Application]) -> Node:
        application = applications[allocation.application]
        name = {"code" if application.type == "discount_code" else "title": application.name}
        return {
            "allocatedAmountSet": self._bag(allocation.amount),
            "discountApplication": {
                "__typename": _APPLICATION_TYPES[application.type],
                "index": allocation.application,
                **name,
            },
        }

    def _duty(self, line: Line) -> Node:
        return {"id": f"gid://shopify/Duty/{line.id + 1}", "price": self._bag(line.duty), "taxLines": []}

    def _fee(self, fee: Fee) -> Node:
        return {
            "id": f"gid://shopify/AdditionalFee/{fee.id}",
            "name": fee.name,
            "price": self._bag(fee.amount),
            "taxLines": [],
        }

    def _refund(self, refund: Refund) -> Node:
        return {
            "__typename": "Refund",
            "id": f"gid://shopify/Refund/{refund.id}",
            "legacyResourceId": str(refund.id),
            "createdAt": UPDATED,
            "processedAt": UPDATED,
            "updatedAt": UPDATED,
            "note": None,
            "totalRefundedSet": self._bag(sum((each.amount for each in refund.transactions), ZERO)),
            "duties": [{"amountSet": self._bag(line.duty), "originalDuty": self._duty(line)} for line in refund.duties],
            "refundLineItems": _connect(self._returned(each) for each in refund.lines),
            "refundShippingLines": _connect(
                {
                    "id": f"gid://shopify/RefundShippingLine/{each.id}",
                    "shippingLine": {"id": f"gid://shopify/ShippingLine/{each.shipping.id}"},
                    "subtotalAmountSet": self._bag(each.subtotal),
                    "taxAmountSet": self._bag(each.tax),
                }
                for each in refund.shipping
            ),
            "orderAdjustments": _connect(
                {
                    "id": f"gid://shopify/OrderAdjustment/{each.id}",
                    "reason": "REFUND_DISCREPANCY",
                    "amountSet": self._bag(each.amount),
                    "taxAmountSet": self._bag(ZERO),
                }
                for each in refund.adjustments
            ),
            "transactions": _connect(
                {
                    "id": f"gid://shopify/OrderTransaction/{each.id}",
                    "kind": "REFUND",
                    "status": each.status.upper(),
                    "gateway": "bogus",
                    "amountSet": self._bag(each.amount),
                    "processedAt": UPDATED,
                }
                for each in refund.transactions
            ),
        }

    def _returned(self, returned: ReturnedLine) -> Node:
        return {
            "id": f"gid://shopify/RefundLineItem/{returned.id}",
            "quantity": returned.quantity,
            "restockType": returned.restock_type.upper(),
            "location": None,
            "lineItem": {"id": f"gid://shopify/LineItem/{returned.line.id}"},
            "subtotalSet": self._bag(returned.subtotal),
            "totalTaxSet": self._bag(returned.tax),
        }

    def _return(self, order: Order) -> Node:
        """Its fee; the items and the money are in the refund."""
        return {
            "__typename": "Return",
            "id": f"gid://shopify/Return/{order.id + 1}",
            "name": f"#{order.seed}-R1",
            "status": "CLOSED",
            "createdAt": UPDATED,
            "closedAt": UPDATED,
            "order": {"id": f"gid://shopify/Order/{order.id}"},
            "decline": None,
            "returnShippingFees": [{"amountSet": self._bag(order.return_fee)}],
            "returnLineItems": _connect([]),
            "exchangeLineItems": _connect([]),
            "refunds": _connect([{"id": f"gid://shopify/Refund/{order.refunds[-1].id}"}]),
        }

    def _agreements(self, order: Order) -> Iterable[Node]:
        cart = order.cart
        placed = [line for line in cart.lines if not line.added]
        added = [line for line in cart.lines if line.added]
        sales = [self._line_sale(line) for line in placed]
        sales += [self._sale("ShippingLineSale", "SHIPPING", self._charged(each), each.tax) for each in order.shipping]
        sales += [
            self._sale("DutySale", "DUTY", each.duty) for each in placed if each.duty and not cart.duties_included
        ]
        sales += [self._fee_sale(each, each.amount) for each in cart.fees]
        yield {"__typename": "OrderAgreement", "reason": "ORDER", "happenedAt": PLACED, "sales": _connect(sales)}
        if added:
            sales = [self._line_sale(line) for line in added]
            yield {
                "__typename": "OrderEditAgreement",
                "reason": "ORDER_EDIT",
                "happenedAt": UPDATED,
                "sales": _connect(sales),
            }
        for refund in order.refunds:
            yield {
                "__typename": "RefundAgreement",
                "reason": "REFUND",
                "happenedAt": UPDATED,
                "refund": {"id": f"gid://shopify/Refund/{refund.id}", "legacyResourceId": str(refund.id)},
                "sales": _connect(self._refund_sales(refund)),
            }

    def _refund_sales(self, refund: Refund) -> Iterable[Node]:
        for line in refund.lines:
            amount = line.subtotal + (ZERO if self.taxes_included else line.tax)
            sale = self._sale(_SALE_TYPES[line.line.kind], _SALE_LINE_TYPES[line.line.kind], -amount, -line.tax)
            yield {**sale, "lineItem": {"id": f"gid://shopify/LineItem/{line.line.id}"}, "quantity": -line.quantity}
        for shipping in refund.shipping:
            amount = shipping.subtotal + (ZERO if self.taxes_included else shipping.tax)
            yield self._sale("ShippingLineSale", "SHIPPING", -amount, -shipping.tax)
        yield from (self._sale("DutySale", "DUTY", -line.duty) for line in refund.duties)
        yield from (self._fee_sale(fee, -fee.amount) for fee in refund.fees)
        yield from (self._sale("AdjustmentSale", "ADJUSTMENT", each.amount) for each in refund.adjustments)

    def _line_sale(self, line: Line) -> Node:
        sale = self._sale(_SALE_TYPES[line.kind], _SALE_LINE_TYPES[line.kind], self._charged(line), line.tax)
        return {**sale, "lineItem": {"id": f"gid://shopify/LineItem/{line.id}"}, "quantity": line.quantity}

    def _fee_sale(self, fee: Fee, amount: Decimal) -> Node:
        named = {"id": f"gid://shopify/SaleAdditionalFee/{fee.id}", "name": fee.name, "price": self._bag(fee.amount)}
        return {**self._sale("AdditionalFeeSale", "ADDITIONAL_FEE", amount), "additionalFee": named}

    def _sale(self, typename: str, line_type: str, amount: Decimal, tax: Decimal = ZERO) -> Node:
        return {
            "__typename": typename,
            "lineType": line_type,
            "actionType": "RETURN" if amount < 0 else "ORDER",
            "quantity": None,
            "totalAmount": self._bag(amount),
            "totalTaxAmount": self._bag(tax),
        }

    def _charged(self, charge: Charge) -> Decimal:
        return charge.net + (ZERO if self.taxes_included else charge.tax)

    def _bag(self, amount: Decimal) -> Node:
        shop, customer = self.exchange.shop, self.exchange.customer
        return {
            "shopMoney": {"amount": write_graphql(self.exchange.to_shop(amount)), "currencyCode": shop.code},
            "presentmentMoney": {"amount": write_graphql(amount), "currencyCode": customer.code},
        }


def _connect(nodes: Iterable[Mapping[str, Any]]) -> Node:
    return {"nodes": list(nodes), "pageInfo": {"hasNextPage": False, "endCursor": None}}
