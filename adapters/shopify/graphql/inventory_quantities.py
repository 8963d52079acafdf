"""Sets quantities of inventory levels."""

from collections.abc import Mapping
from typing import Any

import msgspec

from novex_shopify.adapters.shopify.gid import build_gid
from novex_shopify.adapters.shopify.graphql.client import GraphQLClient
from novex_shopify.adapters.shopify.graphql.responses import GraphQLStruct, Reference, UserError
from novex_shopify.domain.errors import ScopeNotGranted
from novex_shopify.domain.model.optional_scopes import WRITE_INVENTORY
from novex_shopify.domain.model.shop import ShopAccess
from novex_shopify.domain.model.stock_call import StockAnswer, StockCall, StockRefusal, StockRow

QUANTITY_NAME = "on_hand"
REASON = "correction"

_FORMER_CODES = {"COMPARE_QUANTITY_STALE": StockRefusal.STALE}
"""Codes that Shopify's schema still lists beside those that replaced them."""


class SetQuantitiesPayload(GraphQLStruct):
    """The group is null if no quantity differed from what it was."""

    inventory_adjustment_group: Reference | None = None
    user_errors: list[UserError] = msgspec.field(default_factory=list)


class SetQuantitiesResponse(GraphQLStruct):
    """`inventorySetQuantities`."""

    inventory_set_quantities: SetQuantitiesPayload


def set_on_hand(client: GraphQLClient, access: ShopAccess, call: StockCall) -> StockAnswer:
    if not access.grants(WRITE_INVENTORY):
        raise ScopeNotGranted(access.shop, WRITE_INVENTORY)
    payload = client.execute(
        access, "inventorySetQuantities", SetQuantitiesResponse, key=call.key, input=_build_input(call)
    ).inventory_set_quantities
    return StockAnswer([_map_refusal(error) for error in payload.user_errors])


def _build_input(call: StockCall) -> Mapping[str, Any]:
    return {
        "name": QUANTITY_NAME,
        "reason": REASON,
        "referenceDocumentUri": call.reference,
        "quantities": [_build_row(row) for row in call.rows],
    }


def _build_row(row: StockRow) -> Mapping[str, Any]:
    """Shopify refuses a row that leaves `changeFromQuantity` out, although its schema does not say so."""
    return {
        "inventoryItemId": build_gid("InventoryItem", row.key.inventory_item_id),
        "locationId": build_gid("Location", row.key.location_id),
        "quantity": row.to_quantity,
        "changeFromQuantity": row.from_quantity,
    }


def _map_refusal(error: UserError) -> StockRefusal:
    code = error.code or ""
    return StockRefusal(_FORMER_CODES.get(code, code), error.message, _find_row(error.field or []))


def _find_row(field: list[str]) -> int | None:
    """Find the index of the row in a path such as `input, quantities, 3, locationId`."""
    return next((int(part) for part in field if part.isdecimal()), None)
