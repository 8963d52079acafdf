"""Resolver of inventorySetQuantities, with the rules that Shopify checks only when it runs."""

import json
from typing import Any

from graphql import GraphQLError, get_directive_values

from novex_shopify.entrypoints.sandbox.clock import format_utc_time
from novex_shopify.entrypoints.sandbox.errors import InventoryRefused, InventoryUserError, NotFound
from novex_shopify.entrypoints.sandbox.graphql.context import Info, Node, RequestContext, require_any_scope
from novex_shopify.entrypoints.sandbox.graphql.inventory import build_inventory_item_node
from novex_shopify.entrypoints.sandbox.graphql.shops import build_location_node
from novex_shopify.entrypoints.sandbox.ids import build_gid, parse_gid
from novex_shopify.entrypoints.sandbox.inventory.idempotency import run_once
from novex_shopify.entrypoints.sandbox.inventory.set_quantities import QuantityRow, SetQuantities, set_quantities
from novex_shopify.entrypoints.sandbox.model.inventory import AdjustmentGroup, QuantityChange
from novex_shopify.entrypoints.sandbox.model.shop import Shop

WRITE_SCOPE = "write_inventory"
MAX_ROWS = 250


def resolve_inventory_set_quantities(info: Info, *, input: Node) -> Node:
    """Set quantities once for each idempotency key."""
    context = require_any_scope(info, WRITE_SCOPE)
    key = _get_idempotency_key(info)
    _check_rows(input["quantities"])
    request = _parse_request(input)
    context.idempotency_keys.append(key)

    def execute() -> AdjustmentGroup | None:
        return context.state.publish_outcome(context.shop, set_quantities(context.shop, request))

    try:
        group = run_once(context.shop, key, json.dumps(input, sort_keys=True), context.state.clock(), execute)
    except InventoryRefused as refusal:
        return {"inventoryAdjustmentGroup": None, "userErrors": [_build_error(each) for each in refusal.errors]}
    return {"inventoryAdjustmentGroup": _build_group_node(context, group) if group else None, "userErrors": []}


def _get_idempotency_key(info: Info) -> str:
    """Raises a GraphQL error if the field has no directive with a key, which the schema does not require."""
    directive = info.schema.get_directive("idempotent")
    assert directive is not None
    values = get_directive_values(directive, info.field_nodes[0], info.variable_values)
    if not values:
        message = "The @idempotent directive is required for this mutation but was not provided."
        raise GraphQLError(message, extensions={"code": "BAD_REQUEST"})
    key: str = values["key"]
    if not key.strip():
        raise GraphQLError("The idempotency key cannot be empty.", extensions={"code": "BAD_REQUEST"})
    return key


def _check_rows(rows: list[Node]) -> None:
    """Raises a GraphQL error for too many rows, and for one that leaves `changeFromQuantity` out."""
    if len(rows) > MAX_ROWS:
        message = f"The input array size of {len(rows)} is greater than the maximum allowed of {MAX_ROWS}."
        raise GraphQLError(message, extensions={"code": "MAX_INPUT_SIZE_EXCEEDED"})
    if any("changeFromQuantity" not in row for row in rows):
        message = "InventoryQuantityInput must include the following argument: changeFromQuantity."
        raise GraphQLError(message, extensions={"code": "INVALID_FIELD_ARGUMENTS"})


def _parse_request(value: Node) -> SetQuantities:
    rows = [
        QuantityRow(
            item_id=_parse_gid("InventoryItem", row["inventoryItemId"]),
            location_id=_parse_gid("Location", row["locationId"]),
            quantity=row["quantity"],
            change_from=row["changeFromQuantity"],
        )
        for row in value["quantities"]
    ]
    return SetQuantities(value["name"], value["reason"], value.get("referenceDocumentUri"), rows)


def _parse_gid(type_name: str, value: str) -> int | None:
    try:
        return parse_gid(type_name, value)
    except NotFound:
        return None


def _build_error(error: InventoryUserError) -> Node:
    return {"code": error.code, "field": list(error.field) if error.field else None, "message": error.message}


def _build_group_node(context: RequestContext, group: AdjustmentGroup) -> Node:
    def resolve_changes(
        info: Info,
        *,
        inventory_item_ids: list[str] | None = None,
        location_ids: list[str] | None = None,
        quantity_names: list[str] | None = None,
    ) -> list[Any]:
        return [
            _build_change_node(context.shop, change)
            for change in group.changes
            if _contains(inventory_item_ids, build_gid("InventoryItem", change.key[0]))
            and _contains(location_ids, build_gid("Location", change.key[1]))
            and _contains(quantity_names, change.name)
        ]

    return {
        "id": build_gid("InventoryAdjustmentGroup", group.id),
        "createdAt": format_utc_time(group.created_at),
        "reason": group.reason,
        "referenceDocumentUri": group.reference_document_uri,
        "changes": resolve_changes,
    }


def _contains(values: list[str] | None, value: str) -> bool:
    return values is None or value in values


def _build_change_node(shop: Shop, change: QuantityChange) -> Node:
    item_id, location_id = change.key

    def resolve_item(_: Info) -> Node | None:
        item = shop.inventory.items.get(item_id)
        return build_inventory_item_node(shop, item) if item else None

    def resolve_location(_: Info) -> Node | None:
        location = shop.locations.get(location_id)
        return build_location_node(shop, location) if location else None

    return {
        "name": change.name.value,
        "delta": change.delta,
        "quantityAfterChange": change.quantity_after,
        "item": resolve_item,
        "location": resolve_location,
    }
