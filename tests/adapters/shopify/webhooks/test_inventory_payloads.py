"""Bodies about stock."""

import json

import pytest

from novex_shopify.adapters.shopify.webhooks.payload_reader import JsonPayloadReader
from novex_shopify.domain.errors import UnreadablePayload
from novex_shopify.domain.model.inventory_level import LevelKey

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
