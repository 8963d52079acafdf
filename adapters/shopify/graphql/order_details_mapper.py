"""What GraphQL orders say beside amounts, to the domain's classes, equal to those of a webhook."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from novex_shopify.adapters.shopify.business_entity import parse_business_entity_id
from novex_shopify.adapters.shopify.enum_values import lower_enum_value
from novex_shopify.adapters.shopify.gid import parse_gid
from novex_shopify.adapters.shopify.graphql import order_responses as responses
from novex_shopify.adapters.shopify.graphql.responses import Connection, Reference
from novex_shopify.domain.model.order_details import (
    Attribute,
    LineItemGroup,
    LocalizedField,
    OrderSource,
    PaymentSchedule,
    PaymentTerms,
    SellingPlan,
    ShippingMethod,
    TaxTerms,
)

_GRAMS = {
    "GRAMS": Decimal(1),
    "KILOGRAMS": Decimal(1000),
    "OUNCES": Decimal("28.349523125"),
    "POUNDS": Decimal("453.59237"),
}


def map_attributes(attributes: Iterable[responses.Attribute] | None) -> tuple[Attribute, ...]:
    return tuple(Attribute(each.key, each.value or "") for each in attributes or ())


def map_grams(weight: responses.Weight | None) -> int | None:
    """The weight in grams, as webhooks state it; None if it is 0 or in an unknown unit."""
    if weight is None or weight.unit not in _GRAMS:
        return None
    grams = (weight.value * _GRAMS[weight.unit]).quantize(Decimal(1), ROUND_HALF_UP)
    return int(grams) or None


def map_source(order: responses.Order) -> OrderSource:
    return OrderSource(
        name=order.source_name or None,
        identifier=order.source_identifier or None,
        app_id=_parse_reference(order.app),
        location_id=_parse_reference(order.retail_location),
    )


def map_payment_terms(terms: responses.PaymentTerms | None) -> PaymentTerms | None:
    if terms is None:
        return None
    schedules = terms.payment_schedules.nodes if terms.payment_schedules else []
    return PaymentTerms(
        name=terms.payment_terms_name,
        kind=lower_enum_value(terms.payment_terms_type),
        due_in_days=terms.due_in_days,
        schedules=tuple(PaymentSchedule(each.due_at, each.issued_at, each.completed_at) for each in schedules),
    )


def map_tax_terms(order: responses.Order) -> TaxTerms:
    entity = order.merchant_business_entity
    return TaxTerms(
        exempt=bool(order.tax_exempt),
        estimated=bool(order.estimated_taxes),
        merchant_entity_id=parse_business_entity_id(entity.id) if entity else None,
        merchant_of_record_app_id=_parse_reference(order.merchant_of_record_app),
    )


def map_localized_fields(found: Connection[responses.LocalizedField] | None) -> tuple[LocalizedField, ...]:
    nodes = found.nodes if found else []
    return tuple(LocalizedField(each.key.lower(), each.country_code, each.title, each.value) for each in nodes)


def map_group(group: responses.LineItemGroup | None) -> LineItemGroup | None:
    if group is None:
        return None
    return LineItemGroup(
        id=parse_gid(group.id),
        title=group.title or None,
        quantity=group.quantity,
        variant_id=parse_gid(group.variant_id) if group.variant_id else None,
        sku=group.variant_sku or None,
    )


def map_selling_plan(plan: responses.SellingPlan | None) -> SellingPlan | None:
    if plan is None:
        return None
    return SellingPlan(plan.name, parse_gid(plan.selling_plan_id) if plan.selling_plan_id else None)


def map_shipping_method(line: responses.ShippingLine) -> ShippingMethod:
    return ShippingMethod(
        code=line.code or None,
        source=line.source or None,
        carrier_id=line.carrier_identifier or None,
        delivery_category=lower_enum_value(line.delivery_category),
    )


def _parse_reference(reference: Reference | None) -> int | None:
    return parse_gid(reference.id) if reference else None
