"""An order from a webhook and from GraphQL, in one form that can be compared."""

from datetime import UTC, datetime
from typing import Any

Facts = dict[str, Any]

ORDER_QUERY = """
query ($id: ID!) { order(id: $id) {
  legacyResourceId name email note tags sourceName test poNumber taxesIncluded dutiesIncluded currencyCode
  createdAt updatedAt cancelledAt cancelReason displayFinancialStatus displayFulfillmentStatus
  discountCodes paymentGatewayNames
  customer { legacyResourceId firstName lastName }
  purchasingEntity { ... on Customer { id } ... on PurchasingCompany { company { id } location { id } } }
  shippingAddress { name address1 city zip countryCodeV2 }
  subtotalPriceSet { ...Shop } totalPriceSet { ...Shop } totalTaxSet { ...Shop } totalDiscountsSet { ...Shop }
  currentSubtotalPriceSet { ...Shop } currentTotalPriceSet { ...Shop } currentTotalTaxSet { ...Shop }
  currentTotalDiscountsSet { ...Shop } currentShippingPriceSet { ...Shop } totalShippingPriceSet { ...Shop }
  totalOutstandingSet { ...Shop } totalTipReceivedSet { ...Shop } totalRefundedSet { ...Shop }
  originalTotalDutiesSet { ...Shop } originalTotalAdditionalFeesSet { ...Shop }
  totalCashRoundingAdjustment { paymentSet { ...Shop } refundSet { ...Shop } }
  taxLines { ...Tax }
  shippingLine { title originalPriceSet { ...Shop } currentDiscountedPriceSet { ...Shop } taxLines { ...Tax } }
  lineItems(first: 10) { nodes { id sku title quantity currentQuantity unfulfilledQuantity
    isGiftCard requiresShipping taxable originalUnitPriceSet { ...Shop } taxLines { ...Tax }
    discountAllocations { allocatedAmountSet { ...Shop } discountApplication {
      index ... on DiscountCodeApplication { code } } } } }
  fulfillments(first: 8) { legacyResourceId name status updatedAt trackingInfo { company number url }
    location { legacyResourceId } fulfillmentLineItems(first: 10) { nodes { quantity lineItem { id } } } }
  refunds(first: 8) { legacyResourceId createdAt processedAt note totalRefundedSet { ...Shop }
    refundLineItems(first: 15) { nodes { id quantity restockType location { legacyResourceId } lineItem { id }
      subtotalSet { ...Shop } totalTaxSet { ...Shop } } pageInfo { hasNextPage } }
    refundShippingLines(first: 2) { nodes { subtotalAmountSet { ...Shop } taxAmountSet { ...Shop } } }
    orderAdjustments(first: 2) { nodes { reason amountSet { ...Shop } taxAmountSet { ...Shop } } }
    transactions(first: 2) { nodes { id kind status gateway amountSet { ...Shop } } } }
} }
fragment Shop on MoneyBag { shopMoney { amount } }
fragment Tax on TaxLine { title rate priceSet { ...Shop } }
"""

AMOUNTS = {
    "subtotal_price": "subtotalPriceSet",
    "total_price": "totalPriceSet",
    "total_tax": "totalTaxSet",
    "total_discounts": "totalDiscountsSet",
    "current_subtotal_price": "currentSubtotalPriceSet",
    "current_total_price": "currentTotalPriceSet",
    "current_total_tax": "currentTotalTaxSet",
    "current_total_discounts": "currentTotalDiscountsSet",
    "total_outstanding": "totalOutstandingSet",
    "total_tip_received": "totalTipReceivedSet",
}
MONEY_SETS = {
    "current_shipping_price_set": "currentShippingPriceSet",
    "total_shipping_price_set": "totalShippingPriceSet",
}
STATUSES = {"PARTIALLY_FULFILLED": "partial", "FULFILLED": "fulfilled"}


def read_webhook(body: Any) -> Facts:
    customer, company, (shipping_line,) = body["customer"], body["company"], body["shipping_lines"]
    address = body["shipping_address"]
    return {
        "id": body["id"],
        "same": [body[name] for name in ("name", "email", "note", "test", "currency", "taxes_included")],
        "more": [body["source_name"], body["po_number"], body["duties_included"], body["payment_gateway_names"]],
        "tags": body["tags"].split(", ") if body["tags"] else [],
        "times": [_parse_time(body[name]) for name in ("created_at", "updated_at", "cancelled_at")],
        "status": (body["financial_status"], body["fulfillment_status"], body["cancel_reason"]),
        "customer": customer and (customer["id"], customer["first_name"], customer["last_name"]),
        "company": company and (company["id"], company["location_id"]),
        "address": [address[name] for name in ("name", "address1", "city", "zip", "country_code")],
        "codes": [each["code"] for each in body["discount_codes"]],
        "amounts": {name: body[name] for name in AMOUNTS}
        | {name: _get_webhook_amount(body[name]) for name in MONEY_SETS},
        "duties": [body["original_total_duties_set"], body["original_total_additional_fees_set"]],
        "rounding": [
            _get_webhook_amount(body[f"total_cash_rounding_{kind}_adjustment_set"]) for kind in ("payment", "refund")
        ],
        "taxes": _read_webhook_taxes(body),
        "shipping": (
            shipping_line["title"],
            shipping_line["price"],
            _get_webhook_amount(shipping_line["current_discounted_price_set"]),
            _read_webhook_taxes(shipping_line),
        ),
        "lines": [_read_webhook_line(body, line) for line in body["line_items"]],
        "fulfillments": [_read_webhook_fulfillment(fulfillment) for fulfillment in body["fulfillments"]],
        "refunds": [_read_webhook_refund(refund) for refund in body["refunds"]],
    }


def read_graphql(node: Any) -> Facts:
    """Read the answer to `ORDER_QUERY`."""
    customer, entity, shipping_line = node["customer"], node["purchasingEntity"] or {}, node["shippingLine"]
    address = node["shippingAddress"]
    return {
        "id": int(node["legacyResourceId"]),
        "same": [node[name] for name in ("name", "email", "note", "test", "currencyCode", "taxesIncluded")],
        "more": [node["sourceName"], node["poNumber"], node["dutiesIncluded"], node["paymentGatewayNames"]],
        "tags": node["tags"],
        "times": [_parse_time(node[name]) for name in ("createdAt", "updatedAt", "cancelledAt")],
        "status": (
            _lower(node["displayFinancialStatus"]),
            STATUSES.get(node["displayFulfillmentStatus"]),
            _lower(node["cancelReason"]),
        ),
        "customer": customer and (int(customer["legacyResourceId"]), customer["firstName"], customer["lastName"]),
        "company": (_parse_gid(entity["company"]), _parse_gid(entity["location"])) if "company" in entity else None,
        "address": [address[name] for name in ("name", "address1", "city", "zip", "countryCodeV2")],
        "codes": node["discountCodes"],
        "amounts": {name: _get_graphql_amount(node[other]) for name, other in (AMOUNTS | MONEY_SETS).items()},
        "duties": [node["originalTotalDutiesSet"], node["originalTotalAdditionalFeesSet"]],
        "rounding": [
            _get_graphql_amount(node["totalCashRoundingAdjustment"][kind]) for kind in ("paymentSet", "refundSet")
        ],
        "taxes": _read_graphql_taxes(node),
        "shipping": (
            shipping_line["title"],
            _get_graphql_amount(shipping_line["originalPriceSet"]),
            _get_graphql_amount(shipping_line["currentDiscountedPriceSet"]),
            _read_graphql_taxes(shipping_line),
        ),
        "lines": [_read_graphql_line(line) for line in node["lineItems"]["nodes"]],
        "fulfillments": [_read_graphql_fulfillment(fulfillment) for fulfillment in node["fulfillments"]],
        "refunds": [_read_graphql_refund(refund) for refund in node["refunds"]],
    }


def _read_webhook_line(body: Any, line: Any) -> Facts:
    return {
        "id": line["id"],
        "product": (line["sku"], line["title"], line["price"]),
        "quantities": (line["quantity"], line["current_quantity"], line["fulfillable_quantity"]),
        "kind": (line["gift_card"], line["requires_shipping"], line["taxable"]),
        "taxes": _read_webhook_taxes(line),
        "discounts": [
            (each["amount"], body["discount_applications"][each["discount_application_index"]]["code"])
            for each in line["discount_allocations"]
        ],
    }


def _read_graphql_line(line: Any) -> Facts:
    return {
        "id": _parse_gid(line),
        "product": (line["sku"], line["title"], _get_graphql_amount(line["originalUnitPriceSet"])),
        "quantities": (line["quantity"], line["currentQuantity"], line["unfulfilledQuantity"]),
        "kind": (line["isGiftCard"], line["requiresShipping"], line["taxable"]),
        "taxes": _read_graphql_taxes(line),
        "discounts": [
            (_get_graphql_amount(each["allocatedAmountSet"]), each["discountApplication"]["code"])
            for each in line["discountAllocations"]
        ],
    }


def _read_webhook_fulfillment(fulfillment: Any) -> Facts:
    return {
        "id": fulfillment["id"],
        "state": (
            fulfillment["name"],
            fulfillment["status"],
            _parse_time(fulfillment["updated_at"]),
            fulfillment["location_id"],
        ),
        "tracking": (fulfillment["tracking_company"], fulfillment["tracking_numbers"], fulfillment["tracking_urls"]),
        "lines": [(line["id"], line["quantity"]) for line in fulfillment["line_items"]],
    }


def _read_graphql_fulfillment(fulfillment: Any) -> Facts:
    tracking, location = fulfillment["trackingInfo"], int(fulfillment["location"]["legacyResourceId"])
    return {
        "id": int(fulfillment["legacyResourceId"]),
        "state": (fulfillment["name"], _lower(fulfillment["status"]), _parse_time(fulfillment["updatedAt"]), location),
        "tracking": (
            tracking[0]["company"] if tracking else None,
            [each["number"] for each in tracking if each["number"]],
            [each["url"] for each in tracking if each["url"]],
        ),
        "lines": [
            (_parse_gid(line["lineItem"]), line["quantity"]) for line in fulfillment["fulfillmentLineItems"]["nodes"]
        ],
    }


def _read_webhook_refund(refund: Any) -> Facts:
    shipping = [each for each in refund["order_adjustments"] if each["kind"] == "shipping_refund"]
    other = [each for each in refund["order_adjustments"] if each["kind"] != "shipping_refund"]
    return {
        "id": refund["id"],
        "about": (_parse_time(refund["created_at"]), _parse_time(refund["processed_at"]), refund["note"]),
        "lines": [
            (line["id"], line["line_item_id"], line["quantity"], line["restock_type"], line["location_id"])
            for line in refund["refund_line_items"]
        ],
        "money": [
            (_format_amount(line["subtotal"]), _format_amount(line["total_tax"]))
            for line in refund["refund_line_items"]
        ],
        "shipping": [(each["amount"].lstrip("-"), each["tax_amount"].lstrip("-")) for each in shipping],
        "other": [(each["kind"], each["amount"], each["tax_amount"]) for each in other],
        "transactions": [
            (each["id"], each["kind"], each["status"], each["gateway"], each["amount"])
            for each in refund["transactions"]
        ],
    }


def _read_graphql_refund(refund: Any) -> Facts:
    lines = refund["refundLineItems"]["nodes"]
    return {
        "id": int(refund["legacyResourceId"]),
        "about": (_parse_time(refund["createdAt"]), _parse_time(refund["processedAt"]), refund["note"]),
        "lines": [
            (
                _parse_gid(line),
                _parse_gid(line["lineItem"]),
                line["quantity"],
                _lower(line["restockType"]),
                line["location"] and int(line["location"]["legacyResourceId"]),
            )
            for line in lines
        ],
        "money": [
            (_get_graphql_amount(line["subtotalSet"]), _get_graphql_amount(line["totalTaxSet"])) for line in lines
        ],
        "shipping": [
            (_get_graphql_amount(each["subtotalAmountSet"]), _get_graphql_amount(each["taxAmountSet"]))
            for each in refund["refundShippingLines"]["nodes"]
        ],
        "other": [
            (_lower(each["reason"]), _get_graphql_amount(each["amountSet"]), _get_graphql_amount(each["taxAmountSet"]))
            for each in refund["orderAdjustments"]["nodes"]
        ],
        "transactions": [
            (
                _parse_gid(each),
                _lower(each["kind"]),
                _lower(each["status"]),
                each["gateway"],
                _get_graphql_amount(each["amountSet"]),
            )
            for each in refund["transactions"]["nodes"]
        ],
    }


def _get_webhook_amount(bag: Any) -> str:
    return str(bag["shop_money"]["amount"])


def _get_graphql_amount(bag: Any) -> str:
    return str(bag["shopMoney"]["amount"])


def _format_amount(number: float) -> str:
    return f"{number:.2f}"


def _read_webhook_taxes(owner: Any) -> list[Any]:
    return [(each["title"], each["rate"], each["price"]) for each in owner["tax_lines"]]


def _read_graphql_taxes(owner: Any) -> list[Any]:
    return [(each["title"], each["rate"], _get_graphql_amount(each["priceSet"])) for each in owner["taxLines"]]


def _parse_gid(node: Any) -> int:
    return int(node["id"].rpartition("/")[2])


def _lower(text: str | None) -> str | None:
    return text and text.lower()


def _parse_time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(UTC) if text else None
