"""What webhook bodies of orders say beside amounts, to the domain's classes."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from novex_shopify.adapters.shopify.business_entity import parse_business_entity_id
from novex_shopify.adapters.shopify.enum_values import lower_enum_value
from novex_shopify.adapters.shopify.webhooks import order_schemas as schemas
from novex_shopify.domain.model.order_details import (
    Attribute,
    LineItemGroup,
    OrderSource,
    PaymentSchedule,
    PaymentTerms,
    ShippingMethod,
    TaxTerms,
)


def map_attributes(value: Any) -> tuple[Attribute, ...]:
    """A list of names and values, or an object of them. Apps write both; a name may be a number or an object."""
    if isinstance(value, dict):
        return tuple([Attribute(name, _to_text(part)) for name, part in value.items()])
    pairs = value if isinstance(value, list) else []
    return tuple(
        [
            Attribute(_to_text(pair["name"]), _to_text(pair.get("value")))
            for pair in pairs
            if isinstance(pair, dict) and "name" in pair
        ]
    )


def map_source(body: schemas.Order) -> OrderSource:
    return OrderSource(
        name=body.source_name or None,
        identifier=body.source_identifier or None,
        app_id=body.app_id,
        location_id=body.location_id,
    )


def map_payment_terms(terms: schemas.PaymentTerms | None) -> PaymentTerms | None:
    if terms is None:
        return None
    return PaymentTerms(
        name=terms.payment_terms_name or "",
        kind=lower_enum_value(terms.payment_terms_type),
        due_in_days=terms.due_in_days,
        schedules=tuple(
            [PaymentSchedule(each.due_at, each.issued_at, each.completed_at) for each in terms.payment_schedules or ()]
        ),
    )


def map_tax_terms(body: schemas.Order) -> TaxTerms:
    return TaxTerms(
        exempt=bool(body.tax_exempt),
        estimated=bool(body.estimated_taxes),
        merchant_entity_id=parse_business_entity_id(body.merchant_business_entity_id),
        merchant_of_record_app_id=body.merchant_of_record_app_id,
    )


def map_groups(groups: Iterable[schemas.LineItemGroup] | None) -> Mapping[int, LineItemGroup]:
    if not groups:
        return {}
    return {
        each.id: LineItemGroup(each.id, each.title or None, each.quantity, each.variant_id, each.variant_sku or None)
        for each in groups
    }


def map_shipping_method(line: schemas.ShippingLine) -> ShippingMethod:
    return ShippingMethod(
        code=line.code or None, source=line.source or None, carrier_id=line.carrier_identifier or None
    )


def _to_text(value: Any) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return msgspec.json.encode(value).decode()
