"""Bodies about stock."""

import json

import pytest

from novex_shopify.adapters.shopify.webhooks.payload_reader import JsonPayloadReader
from novex_shopify.domain.errors import UnreadablePayload
from novex_shopify.domain.model.inventory_level import LevelKey
from novex_shopify.entrypoints.sandbox.ids import IdSequence
from novex_shopify.entrypoints.sandbox.payloads.inventory import (
    build_item_event,
    build_level_event,
    build_location_event,
)
from novex_shopify.entrypoints.sandbox.settings import SandboxSettings
from novex_shopify.entrypoints.sandbox.shop_factory import create_shop
from tests.builders import NOON, SECRET, SHOP

READER = JsonPayloadReader()


@pytest.mark.parametrize("available", [7, -2, None])
def test_a_level_is_named_by_its_item_and_location(available: int | None) -> None:
    body = {"inventory_item_id": 21, "location_id": 31, "available": available}
    assert READER.parse_inventory_level(json.dumps(body).encode()) == (LevelKey(21, 31), available)


def test_a_disconnected_level_has_its_ids_only() -> None:
    body = {"inventory_item_id": 21, "location_id": 31}
    assert READER.parse_inventory_level(json.dumps(body).encode()) == (LevelKey(21, 31), None)


def test_a_level_without_a_location_is_unreadable() -> None:
    with pytest.raises(UnreadablePayload):
        READER.parse_inventory_level(b'{"inventory_item_id": 21, "location_id": null}')


def test_an_item_says_whether_it_is_tracked() -> None:
    assert READER.parse_inventory_item(b'{"id": 21, "sku": "TEA", "tracked": false}') == (21, False)
    assert READER.parse_inventory_item(b'{"id": 21}') == (21, None)


def test_what_the_sandbox_sends_names_its_level_item_or_locations() -> None:
    shop = create_shop(
        SHOP, SandboxSettings(client_id="app", client_secret=SECRET.value), lambda: NOON, IdSequence(NOON)
    )
    level, location = next(iter(shop.inventory.levels.values())), next(iter(shop.locations.values()))
    item = shop.inventory.items[level.inventory_item_id]
    level_key = f"inventory_level:{item.id}:{location.id}"
    sent = [
        *((build_level_event(action, level), level_key) for action in ("update", "connect", "disconnect")),
        (build_item_event("update", item, shop.get_variant_of_item(item)), f"inventory_item:{item.id}"),
        *(
            (build_location_event(action, location), "locations")
            for action in ("create", "update", "activate", "deactivate", "delete")
        ),
    ]
    for event, key in sent:
        assert READER.parse_resource_key(event.topic, json.dumps(event.payload).encode()) == key, event.topic
