"""What the audit log says about a change."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from enum import Enum
from typing import Any

from novex_shopify.domain.model.audit import AuditValue, AuditValues
from novex_shopify.domain.model.fulfillment import Shipment
from novex_shopify.domain.model.product import ProductMapping
from novex_shopify.domain.policies.allocation import sum_quantities


def diff_fields(before: Any, after: Any, names: Iterable[str] | None = None) -> tuple[AuditValues, AuditValues]:
    """Return the fields in which two values of one dataclass differ, or those of them that are named."""
    names = [each.name for each in fields(before)] if names is None else names
    changed = [name for name in names if getattr(before, name) != getattr(after, name)]
    return (
        {name: _to_value(getattr(before, name)) for name in changed},
        {name: _to_value(getattr(after, name)) for name in changed},
    )


def describe_mapping(mapping: ProductMapping) -> AuditValues:
    return {"item": mapping.item_id, "pieces": mapping.pieces, "ignored": mapping.ignored}


def describe_shipment(shipment: Shipment) -> AuditValues:
    """Return what was shipped, without texts that may name a person."""
    return {
        "order": shipment.order_id,
        "lines": {str(line_id): str(quantity) for line_id, quantity in sum_quantities(shipment.lines).items()},
        "tracking_number": shipment.tracking.number if shipment.tracking else None,
        "cancelled": shipment.cancelled,
    }


def keep_differences(before: AuditValues, after: AuditValues) -> tuple[AuditValues, AuditValues]:
    """Return both without what is equal in them."""
    changed = [name for name in after if before.get(name) != after[name]]
    return {name: before.get(name) for name in changed}, {name: after[name] for name in changed}


def _to_value(value: Any) -> AuditValue:
    if isinstance(value, Mapping):
        return {str(key): str(each) for key, each in value.items()}
    if isinstance(value, Enum):
        return str(value.value)
    return value if value is None or isinstance(value, (str, int, bool)) else str(value)
