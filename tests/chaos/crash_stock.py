"""Kills a worker at the points of sending stock to Shopify, one point after the other.

`test_crash_points.py` runs it in a process of its own, because it forks. The points are before and after every commit
and every call to Shopify. At each one a child dies by SIGKILL; then another worker continues where it stopped, and
Shopify has the ERP's number, which was set once. It ends when a child is not killed.
"""

from functools import partial
from typing import Any

import httpx
from dependency_injector import providers
from sqlalchemy import Engine

from novex_shopify.domain.model.inventory_level import LevelKey
from novex_shopify.domain.model.product import ProductMapping
from novex_shopify.domain.model.shop_settings import ShopSettings, StockMode
from novex_shopify.domain.model.stock_push import PushOutcome
from novex_shopify.domain.model.storage_location import StorageLocation
from novex_shopify.domain.use_cases.stock.receive_lot import Receipt
from novex_shopify.domain.use_cases.stock.records import LotKey
from novex_shopify.entrypoints.embedded.connector import Connector
from novex_shopify.entrypoints.sandbox.client import ShopClient
from tests.builders import NOON, SHOP, VARIANT_ID, a_variant, an_item
from tests.chaos.crash_points import (
    STEP,
    CrashingPort,
    CrashingUnitOfWork,
    CrashInjector,
    build_worker,
    choose_start,
    run_and_crash,
)

UNITS = 731


def push(container: Any) -> None:
    while container.push_stock().run_next():
        pass


def run_child(engine: Engine, injector: CrashInjector) -> None:
    container = build_worker(engine)
    container.unit_of_work.override(providers.Object(CrashingUnitOfWork(container.unit_of_work(), injector)))
    container.shopify_admin.override(providers.Object(CrashingPort(container.shopify_admin(), injector)))
    push(container)


def prepare(connector: Connector, shop: ShopClient) -> LevelKey:
    """One variant of the store at one of its locations, and units of its item."""
    container, item = connector.container, an_item("CAN")
    [level, *_] = shop.list_levels(shop.list_unique_skus()[0])
    key = LevelKey(level["inventory_item_id"], level["location_id"])
    connector.put_items([item])
    container.save_location()(StorageLocation(0, "Shelf"))
    container.receive_lot()(Receipt(item.id, "L1", "Shelf", UNITS))
    with connector.transaction() as tx:
        variant = a_variant(VARIANT_ID, inventory_item_id=key.inventory_item_id)
        tx.mappings.upsert_variants(SHOP, [variant])
        tx.mappings.save(ProductMapping(SHOP, variant, item.id))
        tx.shops.save_settings(SHOP, ShopSettings(stock_since=NOON))
    container.read_locations()(SHOP)
    container.map_location()(SHOP, key.location_id, takes_rest=True)
    for mode in (StockMode.REPORT, StockMode.ON):
        container.change_settings()(SHOP, {"push_stock": mode})
    push(container)
    return key


def list_set(connector: Connector, key: LevelKey) -> list[int]:
    """The numbers that Shopify has set, newest first."""
    with connector.container.unit_of_work().read() as tx:
        pushes = tx.shop_stock.pushes.list_of_level(SHOP, key, 99)
    assert all(each.outcome is not PushOutcome.UNKNOWN for each in pushes)
    return [each.to_quantity for each in pushes if each.outcome is PushOutcome.SET]


def find_last_crash_point(sandbox: str) -> int:
    """Go through every point; returns the last one."""
    connector = Connector.from_env()
    container: Any = connector.container
    with httpx.Client(base_url=sandbox, timeout=30, trust_env=False) as http:
        shop, point, killed, units = ShopClient(http, SHOP), choose_start(), True, UNITS
        key = prepare(connector, shop)
        while killed:
            point, units = point + STEP, units - 1
            container.adjust_stock()(LotKey("CAN", "L1"), "Shelf", -1, "broken")
            engine = container.engine()
            engine.dispose()
            killed = run_and_crash(partial(run_child, engine), point)
            container.rescue_claims()()
            push(container)
            on_hand = shop.fetch_level(key.inventory_item_id, key.location_id)["quantities"]["on_hand"]
            assert on_hand == units, (point, on_hand, units)
            assert list_set(connector, key)[:2] == [units, units + 1], (point, list_set(connector, key))
    connector.close()
    return point - STEP
