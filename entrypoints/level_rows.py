"""Levels, locations and safety stock as rows, for the command line and the API. Quantities are sold units."""

from collections.abc import Mapping, Sequence
from typing import Any

from novex_shopify.domain.model.location import Location, LocationMapping
from novex_shopify.domain.model.safety_stock import SafetyStock
from novex_shopify.domain.model.stock_comparison import ComparedLevel, ExplainedLevel, ExplainedVariant
from novex_shopify.domain.model.stock_level import StockLevel
from novex_shopify.domain.model.stock_push import StockPush
from novex_shopify.domain.model.stock_terms import StockTerm
from novex_shopify.domain.policies.stock_explanation import describe_term

Row = Mapping[str, Any]


def to_level_row(compared: ComparedLevel) -> Row:
    """`difference`: how much more Shopify has on hand than the ERP's number."""
    level = compared.level
    return {
        "variant_id": str(level.variant_id),
        "sku": compared.sku,
        "title": compared.title,
        "item_id": level.item_id,
        "location_id": str(level.key.location_id),
        "location": compared.location_name,
        **_to_numbers(level),
        "reason": compared.reason,
        "next_step": compared.next_step,
    }


def to_variant_row(explained: ExplainedVariant) -> Row:
    """A variant with its level at each location of its store."""
    return {
        "shop": explained.shop,
        "variant_id": str(explained.variant_id),
        "title": explained.title,
        "sku": explained.sku,
        "item_id": explained.item_id,
        "pieces": explained.pieces,
        "obstacle": explained.obstacle,
        "levels": [to_explained_row(each) for each in explained.levels],
    }


def to_explained_row(explained: ExplainedLevel) -> Row:
    """`terms` are base units of the item; they add up to `target` times the variant's `pieces`."""
    numbers = _to_numbers(explained.level) if explained.level else {}
    target = explained.target
    return {
        "location_id": str(explained.location.id),
        "location": explained.location.name,
        **numbers,
        "target": target.quantity if target else numbers.get("target"),
        "terms": to_term_rows(target.terms) if target else [],
        "reason": explained.reason,
        "next_step": explained.next_step,
        "pushes": [to_push_row(each) for each in explained.pushes],
    }


def to_term_rows(terms: Sequence[StockTerm]) -> Sequence[Row]:
    """Each term in base units of the item; negative ones subtract. A demand names whose it is."""
    return [
        {
            "term": str(term.kind),
            "units": term.units,
            "shop": term.shop,
            "variant_id": str(term.variant_id) if term.variant_id else None,
            "text": describe_term(term),
        }
        for term in terms
    ]


def to_push_row(push: StockPush) -> Row:
    return {
        "id": str(push.id),
        "shop": push.shop,
        "item_id": push.item_id,
        "inventory_item_id": str(push.level.inventory_item_id),
        "location_id": str(push.level.location_id),
        "from": push.from_quantity,
        "to": push.to_quantity,
        "outcome": str(push.outcome),
        "message": push.message,
        "sent_at": push.sent_at,
        "answered_at": push.answered_at,
    }


def to_location_row(location: Location, mapping: LocationMapping | None, names: Mapping[int, str]) -> Row:
    """`names` are those of the storage locations by id."""
    places = sorted(names.get(each, str(each)) for each in mapping.storage_location_ids) if mapping else []
    return {
        "id": str(location.id),
        "name": location.name,
        "is_active": location.is_active,
        "is_fulfillment_service": location.is_fulfillment_service,
        "ships_online_orders": location.ships_online_orders,
        "storage_locations": places,
        "takes_rest": mapping.takes_rest if mapping else False,
    }


def to_safety_row(rule: SafetyStock) -> Row:
    return {
        "units": rule.units,
        "shop": rule.shop,
        "location_id": str(rule.location_id) if rule.location_id else None,
        "item_id": rule.item_id,
    }


def _to_numbers(level: StockLevel) -> Row:
    return {
        "state": str(level.state),
        "on_hand": level.on_hand,
        "available": level.available,
        "committed": level.committed,
        "target": level.target,
        "difference": level.difference,
        "error": level.error,
        "read_at": level.read_at,
        "drift_since": level.drift_since,
    }
