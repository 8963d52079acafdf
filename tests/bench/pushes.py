"""Shipments pushed to Shopify: per second, per call, and within the store's rate limit."""

import time
from collections.abc import Generator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import httpx

from novex_shopify.domain.model.fulfillment import Shipment, ShipmentLine, Tracking
from novex_shopify.domain.model.resource_link import ResourceLink, StateVersion
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import Credentials, ShopDomain
from novex_shopify.entrypoints.sandbox.client import ShopClient
from tests.bench.environment import BenchEnvironment
from tests.bench.orders import SHOP
from tests.bench.processing import measure_steady_rate
from tests.bench.report import Report
from tests.polling import wait_until
from tests.servers import find_free_port

WORKERS = 2
UNLIMITED, STANDARD = (1_000_000_000, 1_000_000), (2_000, 100)
UNLIMITED_PUSHES, STANDARD_PUSHES = 400, 300
COUNT_PUSHED = "SELECT count(*) FROM shopify_fulfillment_pushes WHERE status = 'pushed'"
SCOPES = [
    "read_orders",
    "read_payment_terms",
    "read_products",
    "read_locations",
    "read_fulfillments",
    "write_merchant_managed_fulfillment_orders",
]


def measure(env: BenchEnvironment, report: Report) -> None:
    """Measure without a limit, then on the smallest plan once its bucket is empty."""
    with _run_sandbox_shop(env, "free", UNLIMITED) as shop:
        _add_pushes(env, shop, UNLIMITED_PUSHES)
        with _run_workers(env, shop):
            per_second = measure_steady_rate(env, COUNT_PUSHED, UNLIMITED_PUSHES)
        calls = sum(
            count for document, count in shop.fetch_shop()["call_counts"].items() if document != "webhookSubscriptions"
        )
    report.add_figure(f"pushes, {WORKERS} workers, no limit of calls", f"{per_second:,.0f}/s")
    report.add_ratio("calls for each push: one read, one create", calls / UNLIMITED_PUSHES, at_most=2.0)
    with _run_sandbox_shop(env, "standard", STANDARD) as shop:
        _add_pushes(env, shop, STANDARD_PUSHES)
        with _run_workers(env, shop):
            per_second, share = _measure_steady_state(env, shop)
        throttled = shop.fetch_shop()["call_counts"].get("THROTTLED", 0)
    report.add_figure(f"pushes at {STANDARD[1]} points/s", f"{per_second:.1f}/s")
    report.add_ratio("THROTTLED answers", throttled, at_most=0)
    report.add_ratio("share of the allowance that is used", share, at_least=0.9)


def _measure_steady_state(env: BenchEnvironment, shop: ShopClient) -> tuple[float, float]:
    """Return pushes per second, and used points as a share of the restored points."""
    samples = []
    for done in (STANDARD_PUSHES // 2, STANDARD_PUSHES * 9 // 10):
        wait_until(lambda done=done: _count_pushed(env) >= done, 300, f"{done} pushes")  # type: ignore[misc]
        samples.append((time.perf_counter(), _count_pushed(env), shop.fetch_shop()["used_points"]))
    (began, first, used_before), (ended, last, used) = samples
    seconds = ended - began
    return (last - first) / seconds, (used - used_before) / (seconds * STANDARD[1])


def _count_pushed(env: BenchEnvironment) -> int:
    ((count,),) = env.execute(COUNT_PUSHED)
    assert isinstance(count, int)
    return count


@contextmanager
def _run_sandbox_shop(env: BenchEnvironment, name: str, allowance: tuple[int, int]) -> Generator[ShopClient]:
    points, restore = allowance
    address = f"http://127.0.0.1:{find_free_port()}"
    options = ("--port", address.rpartition(":")[2], "--bucket-size", str(points), "--restore-rate", str(restore))
    env.processes.start(f"sandbox-{name}", "sandbox", *options)
    env.processes.wait_until_reachable(address)
    with httpx.Client(base_url=address, timeout=60, trust_env=False) as http:
        yield ShopClient(http, SHOP)
    env.processes.stop(f"sandbox-{name}")


@contextmanager
def _run_workers(env: BenchEnvironment, shop: ShopClient) -> Generator[None]:
    env.processes.environment = {**env.variables, "SHOPIFY_BASE_URL": str(shop.http.base_url)}
    names = [f"sender-{number}" for number in range(WORKERS)]
    for name in names:
        env.processes.start(name, "worker")
    yield
    for name in names:
        env.processes.stop(name)


def _add_pushes(env: BenchEnvironment, shop: ShopClient, amount: int) -> None:
    env.execute("TRUNCATE shopify_fulfillment_pushes, shopify_order_links")
    answer = shop.http.post(f"/sandbox/shops/{SHOP}/tokens", json={"scopes": SCOPES}).raise_for_status()
    sku = shop.list_unique_skus()[0]
    orders = [shop.place_order(sku) for _ in range(amount)]
    wait_until(lambda: shop.fetch_order(orders[-1]["id"])["fulfillment_orders"], 30, "routing")
    with env.container.unit_of_work()() as tx:
        tx.shops.save_credentials(ShopDomain(SHOP), Credentials(Secret(answer.json()["access_token"])))
        now = env.container.clock().now()
        tx.order_links.save(
            [ResourceLink(ShopDomain(SHOP), order["id"], str(order["id"]), StateVersion(now)) for order in orders]
        )
        for done_just_now in (f"resync {SHOP}", f"audit {SHOP}"):
            tx.job_runs.try_start(done_just_now, env.container.worker_id(), now, timedelta())
        for order in orders:
            env.container.push_fulfillment().push_in_transaction(tx, _build_shipment(order))
        tx.commit()


def _build_shipment(order: dict[str, Any]) -> Shipment:
    lines = tuple(ShipmentLine(line["id"], line["quantity"]) for line in order["line_items"])
    return Shipment(f"SHIP-{order['id']}", str(order["id"]), lines, Tracking(f"JD{order['id']}", "DHL"))
