"""What merchants and customers do to the stock behind the candidates for `ShopifyAdmin`."""

from dataclasses import dataclass
from typing import Any, Protocol

import pytest

from novex_shopify.adapters.memory.shopify.fake_inventory import FakeInventory
from novex_shopify.domain.model.inventory_level import LevelKey
from novex_shopify.domain.model.location import Location
from novex_shopify.entrypoints.sandbox.client import ShopClient
from tests.builders import SHOP
from tests.contracts.shopify_candidates import HttpCandidate, InMemoryCandidate, ShopifyCandidate

LOCATIONS = (
    Location(SHOP, 1, "Lager Hamburg"),
    Location(SHOP, 2, "Studio Leipzig"),
    Location(SHOP, 3, "Paketlogistik Kassel", is_fulfillment_service=True),
    Location(SHOP, 4, "Altes Lager Bremen", is_active=False, ships_online_orders=False),
)


class StockCandidate(Protocol):
    """What people do to the stock of the shop."""

    def stock(self, on_hand: int) -> LevelKey:
        """Stock an item at the first location."""
        ...

    def stock_many(self, count: int) -> list[LevelKey]:
        """Stock as many items at the first location, 500 of each."""
        ...

    def sell(self, key: LevelKey, quantity: int) -> None:
        """Place an order of this many."""
        ...

    def count(self, key: LevelKey, on_hand: int) -> None:
        """Count, as a person does in Shopify's admin."""
        ...

    def add_bundle(self) -> LevelKey:
        """Add the parent of a bundle."""
        ...

    def stop_tracking(self, key: LevelKey) -> None:
        """Stop counting the item."""
        ...


@dataclass
class InMemoryStock:
    inventory: FakeInventory

    def stock(self, on_hand: int) -> LevelKey:
        (key,) = self.stock_many(1)
        self.inventory.stock(key, on_hand)
        return key

    def stock_many(self, count: int) -> list[LevelKey]:
        keys = [LevelKey(100 + number, LOCATIONS[0].id) for number in range(count)]
        for key in keys:
            self.inventory.stock(key, 500)
        return keys

    def sell(self, key: LevelKey, quantity: int) -> None:
        self.inventory.commit(key, quantity)

    def count(self, key: LevelKey, on_hand: int) -> None:
        self.inventory.count(key, on_hand)

    def add_bundle(self) -> LevelKey:
        key = self.stock(500)
        self.inventory.bundle_items.add(key.inventory_item_id)
        return key

    def stop_tracking(self, key: LevelKey) -> None:
        self.inventory.stock(key, self.inventory.levels[key].on_hand, tracked=False)


@dataclass
class SandboxStock:
    shop: ShopClient
    http: HttpCandidate

    def stock(self, on_hand: int) -> LevelKey:
        key = self._find_key("TEA-EARL-100")
        self.count(key, on_hand)
        return key

    def stock_many(self, count: int) -> list[LevelKey]:
        self._post("/products/batch", {"count": count, "variants_per_product": 1})
        levels = [level for level in self._list_levels() if (level["sku"] or "").startswith("BULK-")]
        return [LevelKey(level["inventory_item_id"], level["location_id"]) for level in levels]

    def sell(self, key: LevelKey, quantity: int) -> None:
        (level,) = [each for each in self._list_levels() if each["inventory_item_id"] == key.inventory_item_id]
        self.shop.place_custom_order({"lines": [{"variant_id": level["variant_id"], "quantity": quantity}]})

    def count(self, key: LevelKey, on_hand: int) -> None:
        self.shop.count_stock(key.inventory_item_id, key.location_id, on_hand=on_hand)

    def add_bundle(self) -> LevelKey:
        variant = {"title": "Set", "sku": "SET-1", "requires_components": True}
        self._post("/products", {"title": "Tea set", "variants": [variant]})
        return self._find_key("SET-1")

    def stop_tracking(self, key: LevelKey) -> None:
        self.shop.set_tracked(key.inventory_item_id, tracked=False)

    def _find_key(self, sku: str) -> LevelKey:
        level = self.shop.list_levels(sku)[0]
        return LevelKey(level["inventory_item_id"], level["location_id"])

    def _list_levels(self) -> list[dict[str, Any]]:
        answer = self.http.sandbox.get(f"/sandbox/shops/{self.http.shop}/inventory").raise_for_status()
        levels: list[dict[str, Any]] = answer.json()["levels"]
        return levels

    def _post(self, path: str, body: dict[str, Any]) -> None:
        self.http.sandbox.post(f"/sandbox/shops/{self.http.shop}{path}", json=body).raise_for_status()


@pytest.fixture
def stock(shopify: ShopifyCandidate) -> StockCandidate:
    """The stock of the shop behind the candidate."""
    if isinstance(shopify, InMemoryCandidate):
        shopify.shop.inventory.locations = list(LOCATIONS)
        return InMemoryStock(shopify.shop.inventory)
    assert isinstance(shopify, HttpCandidate)
    return SandboxStock(ShopClient(shopify.sandbox, shopify.shop), shopify)
