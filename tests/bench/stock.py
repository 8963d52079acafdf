"""Stock to Shopify: 100,000 variants that are all to be set at once, and how soon a single change is there."""

import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from statistics import median
from typing import Any, TypeVar

import httpx

from novex_shopify.domain.model.location import Location, LocationMapping
from novex_shopify.domain.model.product import Item, MatchedBy, ProductMapping, Variant
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import Credentials, Scopes, Shop, ShopDomain
from novex_shopify.domain.model.shop_settings import ShopSettings, StockMode
from novex_shopify.domain.model.storage_location import StorageLocation
from novex_shopify.domain.use_cases.stock.records import LotKey, get_stock
from novex_shopify.entrypoints.sandbox.client import ShopClient
from tests.bench.environment import BenchEnvironment
from tests.bench.report import Report
from tests.polling import wait_until
from tests.servers import find_free_port

STORE = ShopDomain("bench-stock.myshopify.com")
PRODUCTS, VARIANTS_OF_EACH = 1_000, 100
COUNT = PRODUCTS * VARIANTS_OF_EACH
BATCH = 1_000
BUCKET, RESTORED, STANDARD_RESTORED = 20_000, 1_000, 100
ROUNDS = 5
PLACE, LOT, STOCK = "Rack", "L1", 400
SCOPES = "read_products,read_customers,read_orders,read_locations,read_inventory,write_inventory"
READS = ("inventoryLevels", "manyInventoryLevels")
CALLS = (*READS, "inventorySetQuantities")
COUNT_IN_STEP = f"SELECT count(*) FROM shopify_stock_levels WHERE shop_domain = '{STORE}' AND state = 'in_step'"
COUNT_BY_STATE = "SELECT state, count(*) FROM shopify_stock_levels GROUP BY state"
MAX_SECONDS = 1_800
FILL_STOCK = f"""
    INSERT INTO erp_lots (item_id, code, code_key, source, received_at, status)
    SELECT id, '{LOT}', '{LOT.casefold()}', 'purchase', now(), 'released' FROM erp_items WHERE id LIKE 'STK-%';
    INSERT INTO erp_stock (lot_id, location_id, free, assigned, held)
    SELECT lot.id, place.id, {STOCK}, 0, 0 FROM erp_lots lot, erp_locations place
    WHERE lot.item_id LIKE 'STK-%' AND place.name = '{PLACE}';
    ANALYZE
"""

Record = TypeVar("Record")


def measure(env: BenchEnvironment, report: Report) -> None:
    """Measure the first comparison of a large store, then single changes."""
    with _run_sandbox_shop(env) as shop:
        levels = _fill_shop(shop)
        _fill_erp(env, shop, levels)
        env.processes.environment = {**env.variables, "SHOPIFY_BASE_URL": str(shop.http.base_url)}
        env.processes.start("stock", "worker")
        seconds, calls, points = _measure_all(env, shop)
        delays = [_measure_change(env, shop, levels[number]) for number in range(ROUNDS)]
        env.processes.stop("stock")
    name = f"{COUNT:,} variants that all differ"
    report.add_figure(f"{name}, in seconds", f"{seconds:,.0f}")
    report.add_figure(f"{name}: levels", f"{COUNT / seconds:,.0f}/s")
    report.add_ratio(f"{name}: calls for each 250 levels: one reads, one sets", calls / (COUNT / 250), at_most=2.2)
    minutes = points / STANDARD_RESTORED / 60
    report.add_figure(f"{name}: points", f"{points:,.0f}, which the smallest plan restores in {minutes:.1f} min")
    for rate, plan in ((STANDARD_RESTORED, "the smallest plan"), (RESTORED, "Plus")):
        report.add_figure(f"share of the allowance of {plan} meanwhile", f"{points / (seconds * rate):.0%}")
    report.add_ratio("a change in the ERP to Shopify's new number, in seconds", median(delays), at_most=2.0)


def _measure_all(env: BenchEnvironment, shop: ShopClient) -> tuple[float, int, float]:
    """Return the seconds until every level is in step, the calls, and the points."""
    began = time.perf_counter()
    while env.execute(COUNT_IN_STEP) != [(COUNT,)]:
        time.sleep(1)  # counting them is work for the database
        assert time.perf_counter() - began < MAX_SECONDS, env.execute(COUNT_BY_STATE)
    seconds, state = time.perf_counter() - began, shop.fetch_shop()
    return seconds, sum(state["call_counts"].get(name, 0) for name in CALLS), state["used_points"]


def _measure_change(env: BenchEnvironment, shop: ShopClient, level: dict[str, Any]) -> float:
    """Return the seconds from a unit that leaves the ERP's stock to Shopify's new number."""
    key = level["inventory_item_id"], level["location_id"]
    before = shop.fetch_level(*key)["quantities"]["on_hand"]
    env.container.adjust_stock()(LotKey(f"STK-{level['variant_id']}", LOT), PLACE, -1, "sold at the counter")
    began = time.perf_counter()

    def has_changed() -> bool:
        return bool(shop.fetch_level(*key)["quantities"]["on_hand"] == before - 1)

    wait_until(has_changed, 60, "Shopify to have the new number")
    return time.perf_counter() - began


def _fill_shop(shop: ShopClient) -> Sequence[dict[str, Any]]:
    """Add the products, without webhooks of what changes; returns their levels."""
    address = f"/sandbox/shops/{STORE}"
    shop.http.post(f"{address}/drop-rate", json={"drop_rate": 1}).raise_for_status()
    batch = {"count": PRODUCTS, "variants_per_product": VARIANTS_OF_EACH}
    shop.http.post(f"{address}/products/batch", json=batch).raise_for_status()
    levels = shop.http.get(f"{address}/inventory").raise_for_status().json()["levels"]
    return [level for level in levels if (level["sku"] or "").startswith("BULK-")]


def _fill_erp(env: BenchEnvironment, shop: ShopClient, levels: Sequence[dict[str, Any]]) -> None:
    """Connect the store, and map each variant to an item with a lot of its own."""
    answer = shop.http.post(f"/sandbox/shops/{STORE}/tokens", json={"scopes": SCOPES.split(",")}).raise_for_status()
    now, hamburg = env.container.clock().now(), levels[0]["location_id"]
    with env.container.unit_of_work()() as tx:
        tx.shops.save(Shop(STORE, Scopes.parse(SCOPES), "2026-10", now))
        tx.shops.save_credentials(STORE, Credentials(Secret(answer.json()["access_token"])))
        tx.shops.save_settings(STORE, ShopSettings(push_stock=StockMode.ON, stock_since=now))
        get_stock(tx).locations.save(StorageLocation(0, PLACE))
        tx.shop_stock.locations.save([Location(STORE, hamburg, "Hamburg")])
        tx.shop_stock.locations.save_mapping(LocationMapping(STORE, hamburg, takes_rest=True))
        tx.commit()
    for batch in _cut(levels):
        variants = [_build_variant(level) for level in batch]
        with env.container.unit_of_work()() as tx:
            tx.erp.catalog.put([Item(f"STK-{each.variant_id}", each.title, each.sku) for each in variants])
            tx.mappings.upsert_variants(STORE, variants)
            tx.mappings.save(
                *(ProductMapping(STORE, each, f"STK-{each.variant_id}", MatchedBy.SKU) for each in variants)
            )
            tx.commit()
    for statement in FILL_STOCK.split(";"):
        env.execute(statement)
    with env.container.unit_of_work()() as tx:
        tx.shop_stock.levels.derive(STORE, None, now)
        tx.shop_stock.syncs.wake([STORE], now)
        tx.commit()


def _build_variant(level: dict[str, Any]) -> Variant:
    return Variant(
        product_id=level["variant_id"],
        variant_id=level["variant_id"],
        title=level["sku"],
        sku=level["sku"],
        inventory_item_id=level["inventory_item_id"],
        tracked=True,
        is_bundle=False,
    )


def _cut(records: Sequence[Record]) -> Iterator[list[Record]]:
    rest = iter(records)
    while batch := list(islice(rest, BATCH)):
        yield batch


@contextmanager
def _run_sandbox_shop(env: BenchEnvironment) -> Generator[ShopClient]:
    address = f"http://127.0.0.1:{find_free_port()}"
    options = ("--port", address.rpartition(":")[2], "--bucket-size", str(BUCKET), "--restore-rate", str(RESTORED))
    env.processes.start("sandbox", "sandbox", *options)
    env.processes.wait_until_reachable(address)
    with httpx.Client(base_url=address, timeout=600, trust_env=False) as http:
        yield ShopClient(http, STORE)
    env.processes.stop("sandbox")
