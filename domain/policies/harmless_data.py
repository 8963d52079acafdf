"""What of a stored payload is shown without being asked for: only what is listed here as harmless.

Shopify, apps and merchants add keys at any time, and each could hold personal data. The list of `personal_data.py`,
which says what is erased, could only hide what it knows.
"""

import re
from collections.abc import Collection, Mapping
from typing import Any

from novex_shopify.domain.policies.personal_data import (
    HARMLESS_OF_A_PERSON,
    MASK,
    PEOPLE,
    SIGNS_OF_A_PERSON,
    mask_email_addresses,
    to_snake_case,
)


def _list_keys(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PARTS = _list_keys(
    """
    additions adjustments amount amount_set assigned_location cash_rounding category changes
    created_fulfillment_hold current current_duties current_fees current_tax data_request delivery_method discount
    discount_allocations discounts duties email_consent email_marketing_consent errors exchange_line_items
    exchange_lines fees fulfillment_holds fulfillment_order fulfillment_order_line_items
    fulfillment_order_line_items_requested fulfillment_orders fulfillments group held_fulfillment_order_line_items
    inventory_item line_item line_item_groups line_items lines method options order order_adjustments order_edit
    outstanding payment_schedules payment_terms presentment presentment_money presentment_total
    presentment_amount presentment_price presentment_subtotal presentment_tax presentment_unit_price price
    refund_cash_rounding refund_line_items refund_shipping_lines refunds removals
    restocking_fee return return_line_items returns schedules selling_plan shipping_fees shipping_lines shop_money
    sms_consent sms_marketing_consent source source_location split_line_items subtotal tax tax_lines tax_terms
    taxes tip total totals transactions unit_price variant variant_gids variants
    """
)
"""Objects, and lists of them, in which the same rules apply. What is not listed is hidden as a whole."""

_PART_SUFFIXES = ("_fulfillment_order", "_set")

_VALUES = _list_keys(
    """
    admin_graphql_api_customer_deleted_id admin_graphql_api_customer_kept_id admin_graphql_api_id
    admin_graphql_api_job_id admin_graphql_api_order_id app_id assigned_location_id business_entity_id carrier_id
    carrier_identifier checkout_id company_id customer_id customer_ids destination_location_id
    fulfillment_id fulfillment_order_id id image_id inventory_item_id line_item_id line_item_ids location_id
    merchant_business_entity_id merchant_entity_id merchant_of_record_app_id number order_id order_number
    orders_requested orders_to_redact parent_id payment_id product_id provider_id refund_id refund_ids return_id
    sales_line_item_group_id shop_id source_identifier user_id variant_id variant_ids

    allocation_method available cancel_reason decline_reason delta due_in_days error_code errors_count
    financial_status fulfillment_service fulfillment_status gateway incoterm initial_status inventory_management
    inventory_policy kind method_type object_count objects_count opt_in_level payment_gateway_names
    payment_gateways payment_terms_name payment_terms_type position published_scope reason request_status
    restock_type risk_level role service shipment_status source source_name state status supported_actions
    target_selection target_type type value_type version weight_unit

    amount amount_rounding compare_at_price currency currency_code current_quantity current_subtotal_price
    current_total_discounts current_total_price current_total_tax discount_application_index discounted_price
    fulfillable_quantity grams inventory_quantity lines number_of_orders old_inventory_quantity pre_tax_price
    presentment_currency price processed_quantity quantity rate refunded_quantity subtotal subtotal_price
    tax_amount total_discount total_discounts total_line_items_price total_outstanding total_price total_tax
    total_tip_received total_weight weight

    barcode category country_code_of_origin current customer_locale delivery_category domain handle
    harmonized_system_code iana_timezone myshopify_domain name option1 option2 option3 plan_name
    previous primary_locale product_type shop_domain sku tax_code title tracking_company tracking_number
    tracking_numbers values variant_inventory_management variant_sku variant_title vendor
    """
)
"""Ids; what programs chose from a list; amounts; what the store itself wrote of its products and orders."""

_OF_A_PERSON = HARMLESS_OF_A_PERSON | {"domain", "myshopify_domain", "shop_domain", "shop_id"}
"""The same in an object that describes a person or an address."""

_TIME = re.compile(r"\d{4}-\d\d-\d\dT[0-9:.+Z-]{5,24}")


def mask_unless_harmless(body: Any) -> Any:
    """Return the same JSON with everything masked that is not known to be harmless.

    What is empty stays visibly empty, and yes and no stay: they say whether there is something, not what.
    """
    return _show_object(body, _VALUES) if isinstance(body, Mapping) else _show("", body, _VALUES)


def _show_object(value: Mapping[str, Any], values: Collection[str]) -> dict[str, Any]:
    names = {key: to_snake_case(key) for key in value}
    if not SIGNS_OF_A_PERSON.isdisjoint(names.values()):
        values = _OF_A_PERSON
    return {key: _show(names[key], part, values) for key, part in value.items()}


def _show(name: str, value: Any, values: Collection[str]) -> Any:
    if value in (None, "", [], {}) or isinstance(value, bool):
        return value
    if isinstance(value, list | tuple):
        return [_show(name, part, values) for part in value]
    if not isinstance(value, Mapping):
        return mask_email_addresses(value) if name in values or _is_time(name, value) else MASK
    if name in PEOPLE or name == "company":
        return _show_object(value, _OF_A_PERSON)
    return _show_object(value, values) if name in _PARTS or name.endswith(_PART_SUFFIXES) else MASK


def _is_time(name: str, value: Any) -> bool:
    return name.endswith("_at") and isinstance(value, str) and _TIME.fullmatch(value) is not None
