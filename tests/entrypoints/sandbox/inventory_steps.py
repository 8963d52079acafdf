"""Steps on the stock of a sandbox shop."""

from typing import Any

from tests.entrypoints.sandbox.harness import ALL_SCOPES, SandboxShop

STOCK_SCOPES = (*ALL_SCOPES, "read_inventory", "write_inventory")

SET = """mutation inventorySetQuantities($input: InventorySetQuantitiesInput!, $key: String!) {
  inventorySetQuantities(input: $input) @idempotent(key: $key) {
    inventoryAdjustmentGroup { id reason referenceDocumentUri changes { name delta quantityAfterChange item { id } } }
    userErrors { code field message } } }"""


def find_level(shop: SandboxShop, sku: str = "TEA-EARL-100") -> Any:
    """The first level of a SKU."""
    return shop.call_control_api("GET", f"/inventory?sku={sku}")["levels"][0]


def get_quantities(shop: SandboxShop, sku: str = "TEA-EARL-100") -> tuple[int, int, int]:
    """What is available, committed and on hand of a SKU at its first location."""
    quantities = find_level(shop, sku)["quantities"]
    return quantities["available"], quantities["committed"], quantities["on_hand"]


def build_row(level: Any, quantity: int, change_from: int | None) -> dict[str, Any]:
    return {
        "inventoryItemId": f"gid://shopify/InventoryItem/{level['inventory_item_id']}",
        "locationId": f"gid://shopify/Location/{level['location_id']}",
        "quantity": quantity,
        "changeFromQuantity": change_from,
    }


def build_input(*rows: dict[str, Any], **changed: Any) -> dict[str, Any]:
    return {"name": "on_hand", "reason": "correction", "quantities": list(rows), **changed}


def set_quantities(shop: SandboxShop, *rows: dict[str, Any], key: str = "key-1", **changed: Any) -> Any:
    """Set quantities; returns the payload of the mutation."""
    return shop.query(SET, input=build_input(*rows, **changed), key=key)["inventorySetQuantities"]


def list_codes(payload: Any) -> list[str]:
    return [error["code"] for error in payload["userErrors"]]
