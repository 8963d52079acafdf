"""Shipments told to Shopify: how many a second, with how many calls, and within the store's allowance."""

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
from novex_shopify.entrypoints.demo.patience import eventually
from novex_shopify.entrypoints.demo.servers import free_port
from novex_shopify.entrypoints.demo.store import Store
from tests.bench.orders import SHOP
from tests.bench.place import Place
from tests.bench.processing import steady_rate
from tests.bench.report import Report

WORKERS = 2
UNLIMITED, STANDARD = (1_000_000_000, 1_000_000), (2_000, 100)
MANY, FEW = 400, 300
PUSHED = "SELECT count(*) FROM shopify_fulfillment_pushes WHERE status = 'pushed'"
SCOPES = [
    "read_orders",
    "read_products",
    "read_locations",
    "read_fulfillments",
    "write_merchant_managed_fulfillment_orders",
]


def measure(here: Place, report: Report) -> None:
    """Once without a limit; once on the smallest plan, when the bucket that was full at first is empty."""
    with _store(here, "free", UNLIMITED) as store:
        _fill(here, store, MANY)
        with _workers(here, store):
            per_second = steady_rate(here, PUSHED, MANY)
        calls = sum(count for document, count in store.look()["calls"].items() if document != "webhookSubscriptions")
    report.figure(f"pushes, {WORKERS} workers, no limit of calls", f"{per_second:,.0f}/s")
    report.ratio("calls for each push: one read, one create", calls / MANY, at_most=2.0)
    with _store(here, "standard", STANDARD) as store:
        _fill(here, store, FEW)
        with _workers(here, store):
            per_second, share = _in_steady_state(here, store)
        throttled = store.look()["calls"].get("THROTTLED", 0)
    report.figure(f"pushes at {STANDARD[1]} points/s", f"{per_second:.1f}/s")
    report.ratio("THROTTLED answers", throttled, at_most=0)
    report.ratio("share of the allowance that is used", share, at_least=0.9)


def _in_steady_state(here: Place, store: Store) -> tuple[float, float]:
    """Pushes a second, and the points used as a share of those that came back meanwhile."""
    samples = []
    for done in (FEW // 2, FEW * 9 // 10):
        eventually(lambda done=done: _pushed(here) >= done, 300, f"{done} pushes")  # type: ignore[misc]
        samples.append((time.perf_counter(), _pushed(here), store.look()["points_used"]))
    (began, first, used_before), (ended, last, used) = samples
    seconds = ended - began
    return (last - first) / seconds, (used - used_before) / (seconds * STANDARD[1])


def _pushed(here: Place) -> int:
    ((count,),) = here.execute(PUSHED)
    assert isinstance(count, int)
    return count


@contextmanager
def _store(here: Place, name: str, allowance: tuple[int, int]) -> Generator[Store]:
    points, restore = allowance
    address = f"http://127.0.0.1:{free_port()}"
    options = ("--port", address.rpartition(":")[2], "--points", str(points), "--restore", str(restore))
    here.processes.start(f"sandbox-{name}", "sandbox", *options)
    here.processes.wait_for_web(address)
    with httpx.Client(base_url=address, timeout=60, trust_env=False) as http:
        yield Store(http, SHOP)
    here.processes.stop(f"sandbox-{name}")


@contextmanager
def _workers(here: Place, store: Store) -> Generator[None]:
    here.processes.environment = {**here.environment, "SHOPIFY_BASE_URL": str(store.http.base_url)}
    names = [f"sender-{number}" for number in range(WORKERS)]
    for name in names:
        here.processes.start(name, "worker")
    yield
    for name in names:
        here.processes.stop(name)


def _fill(here: Place, store: Store, amount: int) -> None:
    here.execute("TRUNCATE shopify_fulfillment_pushes, shopify_order_links")
    answer = store.http.post(f"/sandbox/shops/{SHOP}/tokens", json={"scopes": SCOPES}).raise_for_status()
    sku = store.unique_skus()[0]
    orders = [store.place_order(sku) for _ in range(amount)]
    eventually(lambda: store.order(orders[-1]["id"])["fulfillment_orders"], 30, "routing")
    with here.container.unit_of_work()() as tx:
        tx.shops.save_credentials(ShopDomain(SHOP), Credentials(Secret(answer.json()["access_token"])))
        now = here.container.clock().now()
        tx.order_links.save(
            [ResourceLink(ShopDomain(SHOP), order["id"], str(order["id"]), StateVersion(now)) for order in orders]
        )
        for done_just_now in (f"reconcile {SHOP}", f"prove {SHOP}"):
            tx.rounds.begin(done_just_now, here.container.worker_id(), now, timedelta())
        for order in orders:
            here.container.push_fulfillment().within(tx, _shipment(order))
        tx.commit()


def _shipment(order: dict[str, Any]) -> Shipment:
    lines = tuple(ShipmentLine(line["id"], line["quantity"]) for line in order["line_items"])
    return Shipment(f"SHIP-{order['id']}", str(order["id"]), lines, Tracking(f"JD{order['id']}", "DHL"))
