"""The stock's part of the scenario: what the warehouse has is what the store offers."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from novex_shopify.domain.model.item_stock import ItemStockFilter
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.shop_settings import StockMode
from novex_shopify.domain.model.stock_level import NEVER_WRITTEN, LevelState
from novex_shopify.entrypoints.demo.polling import wait_until
from novex_shopify.entrypoints.demo.report import Report
from novex_shopify.entrypoints.embedded.connector import Connector
from novex_shopify.entrypoints.sandbox.client import ShopClient

TIMEOUT_SECONDS = 20


@dataclass(frozen=True, slots=True)
class StoreStock:
    """`client` is the merchant, who sees Shopify's own numbers."""

    report: Report
    connector: Connector
    shop: ShopDomain
    client: ShopClient

    def send(self) -> None:
        """Have the location where the store keeps its stock follow the whole warehouse."""
        self.report.start_step("Send stock to Shopify")
        sku = self.client.list_unique_skus()[0]
        location_id = self.client.list_levels(sku)[0]["location_id"]
        before = self._read_numbers(location_id)
        self.connector.container.read_locations()(self.shop)
        self.connector.shop_stock.map_location(self.shop, location_id, takes_rest=True)
        for mode in (StockMode.REPORT, StockMode.ON):
            self.connector.container.change_settings()(self.shop, {"push_stock": mode})
        find_sent = partial(self._find_sent, location_id)
        sent = wait_until(find_sent, TIMEOUT_SECONDS, "Shopify to have the warehouse's numbers")
        changed = sum(before.get(sku) != number for sku, number in sent.items())
        self.report.record_check(
            "Shopify has the warehouse's numbers",
            changed > 0,
            f"{len(sent)} variants, {changed} of them had another number",
        )

    def _find_sent(self, location_id: int) -> Mapping[str, int] | None:
        """What of each SKU is in the warehouse, once Shopify has the same.

        What was shipped a moment ago is still in Shopify's numbers until it knows of the shipment.
        """
        comparison = self.connector.shop_stock.compare(self.shop, limit=1000)
        written = [each for each in comparison.levels if each.level.state not in NEVER_WRITTEN]
        if not written or any(each.level.state is not LevelState.IN_STEP for each in written):
            return None
        today = self.connector.container.clock().now().date()
        stocked = self.connector.container.list_stock()(ItemStockFilter(today, today), 1000)
        on_hand = {each.stock.item_id: each.stock.on_hand for each in stocked}
        expected = {each.sku: on_hand[each.level.item_id] for each in written if each.sku}
        numbers = self._read_numbers(location_id)
        return expected if expected == {sku: numbers.get(sku) for sku in expected} else None

    def _read_numbers(self, location_id: int) -> Mapping[str, int]:
        levels = [level for sku in self.client.list_unique_skus() for level in self.client.list_levels(sku)]
        return {each["sku"]: each["quantities"]["on_hand"] for each in levels if each["location_id"] == location_id}
