"""Stock in the sandbox: it follows orders as in Shopify, and people change it."""

from typing import Any

import pytest

from tests.entrypoints.sandbox.harness import SandboxShop, WebhookReceiver
from tests.entrypoints.sandbox.inventory_steps import STOCK_SCOPES, find_level, get_quantities
from tests.entrypoints.sandbox.test_fulfillment import (
    CANCEL,
    MOVE,
    build_line_input,
    create_fulfillment,
    fetch_fulfillment_orders,
)

SKU = "TEA-EARL-100"

READ = """query ($ids: [ID!]!, $location: ID!) { nodes(ids: $ids) { ... on InventoryItem {
  id tracked inventoryLevel(locationId: $location, includeInactive: true) {
    id isActive quantities(names: ["available", "committed", "on_hand"]) { name quantity } } } } }"""

LOCATIONS = """query ($all: Boolean!) { locations(first: 10, includeInactive: $all, includeLegacy: $all) {
  nodes { name isActive isFulfillmentService } } }"""


@pytest.fixture
def shop(store: SandboxShop) -> SandboxShop:
    store.connect(*STOCK_SCOPES)
    return store


def place_order(shop: SandboxShop, quantity: int) -> Any:
    return shop.place_order(lines=[{"sku": SKU, "quantity": quantity}])


def read_nodes(shop: SandboxShop, level: Any, *more: str) -> Any:
    item, location = level["inventory_item_id"], level["location_id"]
    ids = [f"gid://shopify/InventoryItem/{item}", *more]
    return shop.query(READ, ids=ids, location=f"gid://shopify/Location/{location}")["nodes"]


def test_an_order_commits_units_and_leaves_what_is_on_hand(shop: SandboxShop) -> None:
    place_order(shop, 3)
    assert get_quantities(shop) == (497, 3, 500)


def test_a_fulfillment_takes_committed_units_out_of_the_location(shop: SandboxShop) -> None:
    (part,) = fetch_fulfillment_orders(shop, place_order(shop, 3))
    created = create_fulfillment(shop, (part, build_line_input(part, 2)))
    assert get_quantities(shop) == (497, 1, 498)
    shop.query(CANCEL, id=created["fulfillment"]["id"])
    assert get_quantities(shop) == (497, 3, 500)


@pytest.mark.parametrize(("restock", "quantities"), [(True, (500, 0, 500)), (False, (497, 0, 497))])
def test_a_cancelled_order_releases_its_units(
    shop: SandboxShop, restock: bool, quantities: tuple[int, int, int]
) -> None:
    order = place_order(shop, 3)
    shop.call_control_api("POST", f"/orders/{order['id']}/cancel", {"restock": restock})
    assert get_quantities(shop) == quantities


@pytest.mark.parametrize(("restock", "quantities"), [(True, (498, 2, 500)), (False, (497, 2, 499))])
def test_a_refund_before_shipping_releases_its_units(
    shop: SandboxShop, restock: bool, quantities: tuple[int, int, int]
) -> None:
    order = place_order(shop, 3)
    line = {"line_item_id": order["line_items"][0]["id"], "quantity": 1, "restock": restock}
    shop.call_control_api("POST", f"/orders/{order['id']}/refunds", {"lines": [line]})
    assert get_quantities(shop) == quantities


def test_a_refund_of_shipped_units_puts_them_back_into_stock(shop: SandboxShop) -> None:
    order = place_order(shop, 3)
    (part,) = fetch_fulfillment_orders(shop, order)
    create_fulfillment(shop, (part, None))
    line = {"line_item_id": order["line_items"][0]["id"], "quantity": 1}
    shop.call_control_api("POST", f"/orders/{order['id']}/refunds", {"lines": [line]})
    assert get_quantities(shop) == (498, 0, 498)


def test_a_moved_fulfillment_order_commits_at_the_other_location(shop: SandboxShop) -> None:
    (part,) = fetch_fulfillment_orders(shop, place_order(shop, 3))
    leipzig = shop.call_control_api("GET", "/locations")["locations"][1]
    shop.query(MOVE, id=part["id"], location=f"gid://shopify/Location/{leipzig['id']}")
    levels = shop.call_control_api("GET", f"/inventory?sku={SKU}")["levels"]
    found = {level["location"]: level["quantities"] for level in levels}
    assert (found["Lager Hamburg"]["available"], found["Lager Hamburg"]["committed"]) == (500, 0)
    assert (found["Studio Leipzig"]["available"], found["Studio Leipzig"]["committed"]) == (-3, 3)


def test_a_deleted_order_commits_nothing(shop: SandboxShop) -> None:
    shop.call_control_api("DELETE", f"/orders/{place_order(shop, 3)['id']}")
    assert get_quantities(shop) == (500, 0, 500)


def test_orders_do_not_touch_an_item_that_is_not_tracked(shop: SandboxShop, receiver: WebhookReceiver) -> None:
    shop.subscribe("INVENTORY_ITEMS_UPDATE", "PRODUCTS_UPDATE")
    shop.call_control_api("PATCH", f"/inventory-items/{find_level(shop)['inventory_item_id']}", {"tracked": False})
    place_order(shop, 3)
    assert get_quantities(shop) == (500, 0, 500)
    shop.wait_for_deliveries()
    assert sorted(receiver.list_topics()) == ["inventory_items/update", "products/update"]


def test_what_is_on_hand_is_the_sum_of_what_is_at_the_location(shop: SandboxShop) -> None:
    level = find_level(shop)
    address = f"/inventory/{level['inventory_item_id']}/{level['location_id']}"
    counted = {"damaged": 2, "safety_stock": 5, "reserved": 1, "incoming": 40}
    assert shop.call_control_api("PUT", address, counted)["quantities"]["on_hand"] == 508
    shop.call_control_api("PUT", address, {"on_hand": 100})
    quantities = shop.call_control_api("GET", address)["quantities"]
    assert (quantities["available"], quantities["damaged"], quantities["on_hand"]) == (92, 2, 100)


def test_a_count_is_announced_with_what_is_available(shop: SandboxShop, receiver: WebhookReceiver) -> None:
    shop.subscribe("INVENTORY_LEVELS_UPDATE")
    level = find_level(shop)
    shop.call_control_api("PUT", f"/inventory/{level['inventory_item_id']}/{level['location_id']}", {"on_hand": 7})
    shop.wait_for_deliveries()
    body = receiver.find_request("inventory_levels/update").read().decode()
    assert (
        f'"inventory_item_id":{level["inventory_item_id"]},"location_id":{level["location_id"]},"available":7' in body
    )


def test_an_item_is_stocked_at_another_location_and_no_longer(shop: SandboxShop, receiver: WebhookReceiver) -> None:
    shop.subscribe("INVENTORY_LEVELS_CONNECT", "INVENTORY_LEVELS_DISCONNECT")
    leipzig = shop.call_control_api("GET", "/locations")["locations"][1]
    address = f"/inventory/{find_level(shop)['inventory_item_id']}/{leipzig['id']}"
    shop.call_control_api("PUT", address, {"on_hand": 9})
    assert not shop.call_control_api("DELETE", address)["is_active"]
    shop.call_control_api("DELETE", address, status=404)
    shop.wait_for_deliveries()
    assert sorted(receiver.list_topics()) == ["inventory_levels/connect", "inventory_levels/disconnect"]


def test_levels_are_read_by_the_ids_of_their_items(shop: SandboxShop) -> None:
    level = find_level(shop)
    item, unknown = read_nodes(shop, level, "gid://shopify/InventoryItem/404")
    assert unknown is None
    assert item["tracked"]
    assert item["inventoryLevel"]["isActive"]
    assert [each["quantity"] for each in item["inventoryLevel"]["quantities"]] == [500, 0, 500]
    assert item["inventoryLevel"]["id"].endswith(f"?inventory_item_id={level['inventory_item_id']}")


def test_levels_need_the_scope_for_inventory(store: SandboxShop) -> None:
    store.connect("read_products", "read_locations")
    level = find_level(store)
    arguments = {
        "ids": [f"gid://shopify/InventoryItem/{level['inventory_item_id']}"],
        "location": "gid://shopify/Location/1",
    }
    answer = store.execute(READ, **arguments).json()
    assert answer["errors"][0]["extensions"]["code"] == "ACCESS_DENIED"


def test_inactive_locations_and_those_of_services_are_listed_on_request(shop: SandboxShop) -> None:
    shown = [each["name"] for each in shop.query(LOCATIONS, all=False)["locations"]["nodes"]]
    assert shown == ["Lager Hamburg", "Studio Leipzig"]
    everything = shop.query(LOCATIONS, all=True)["locations"]["nodes"]
    assert [(each["name"], each["isActive"], each["isFulfillmentService"]) for each in everything[2:]] == [
        ("Paketlogistik Kassel", True, True),
        ("Altes Lager Bremen", False, False),
    ]


def test_a_location_is_added_deactivated_and_deleted(shop: SandboxShop, receiver: WebhookReceiver) -> None:
    shop.subscribe("LOCATIONS_CREATE", "LOCATIONS_DEACTIVATE", "LOCATIONS_UPDATE", "LOCATIONS_DELETE")
    location = shop.call_control_api("POST", "/locations", {"name": "Kiel"}, status=201)
    address = f"/locations/{location['id']}"
    shop.call_control_api("DELETE", address, status=422)
    assert not shop.call_control_api("PATCH", address, {"is_active": False})["is_active"]
    shop.call_control_api("DELETE", address)
    shop.wait_for_deliveries()
    topics = ["locations/create", "locations/deactivate", "locations/delete", "locations/update"]
    assert sorted(receiver.list_topics()) == topics


def test_a_deleted_variant_has_no_stock(shop: SandboxShop) -> None:
    levels = shop.call_control_api("GET", f"/inventory?sku={SKU}")["levels"]
    shop.call_control_api("DELETE", f"/variants/{levels[0]['variant_id']}")
    assert shop.call_control_api("GET", f"/inventory?sku={SKU}")["levels"] == []
