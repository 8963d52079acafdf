"""The fields of an order that could not be read, by the names of the domain's classes."""

from collections.abc import Mapping

from novex_shopify.domain.model.order_details import UnreadField

_ORDER_FIELDS = {
    "app": "source",
    "app_id": "source",
    "custom_attributes": "note_attributes",
    "display_financial_status": "financial_status",
    "display_fulfillment_status": "fulfillment_status",
    "estimated_taxes": "tax_terms",
    "location_id": "source",
    "merchant_business_entity": "tax_terms",
    "merchant_business_entity_id": "tax_terms",
    "merchant_of_record_app": "tax_terms",
    "merchant_of_record_app_id": "tax_terms",
    "payment_gateway_names": "payment_gateways",
    "purchasing_entity": "company",
    "retail_location": "source",
    "source_identifier": "source",
    "source_name": "source",
    "tax_exempt": "tax_terms",
    "total_cash_rounding_payment_adjustment_set": "cash_rounding",
    "total_cash_rounding_refund_adjustment_set": "refund_cash_rounding",
    "total_outstanding": "outstanding",
    "total_outstanding_set": "outstanding",
    "total_price_set": "presentment_total",
}
"""By the name in a webhook or in GraphQL's response. All others have the same name in the domain."""

_LINE_FIELDS = {
    "carrier_identifier": "method",
    "code": "method",
    "custom_attributes": "properties",
    "delivery_category": "method",
    "fulfillable_quantity": "unfulfilled_quantity",
    "fulfillment_service": "is_third_party",
    "line_item_group": "group",
    "price_set": "presentment_unit_price",
    "sales_line_item_group_id": "group",
    "source": "method",
    "variant_title": "title",
    "weight": "grams",
}


def map_unread_order(unread: Mapping[str, str]) -> tuple[UnreadField, ...]:
    return _map(unread, _ORDER_FIELDS)


def map_unread_line(unread: Mapping[str, str]) -> tuple[UnreadField, ...]:
    return _map(unread, _LINE_FIELDS)


def _map(unread: Mapping[str, str], names: Mapping[str, str]) -> tuple[UnreadField, ...]:
    return tuple([UnreadField(names.get(name, name), reason) for name, reason in unread.items()]) if unread else ()
