"""Labels: requests for each, how many per second beside bare requests, and how many webhooks of parcels are taken.

Both buy from the stand-in for EasyPost, one label after the other. The bare loop sends the three requests of a label
with httpx and keeps nothing; the product stores each step before it is sent, and ships the order.
"""

import time
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import count
from statistics import median

import httpx
from dependency_injector import providers

from novex_shopify.adapters.easypost.client import EasyPostClient
from novex_shopify.config.container import Container
from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.model.label import CarrierMode
from novex_shopify.domain.model.label_purchase import LabelPurchase
from novex_shopify.domain.model.origin import Origin
from novex_shopify.domain.model.packed_shipment import PackedLine
from novex_shopify.domain.model.parcel import Box, Parcel
from novex_shopify.domain.model.resource_link import ResourceLink, StateVersion
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.shop_settings import ShopSettings
from novex_shopify.domain.model.storage_location import StorageLocation
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.stock.receive_lot import Receipt
from novex_shopify.domain.use_cases.stock.records import get_stock
from tests.bench import carrier_events
from tests.bench.environment import BenchEnvironment
from tests.bench.intake import CONNECTIONS, run_load
from tests.bench.orders import SHOP
from tests.bench.report import Report
from tests.builders import LINE_ID, NOON, a_sales_order
from tests.easypost import a_shipment
from tests.servers import find_free_port

ROUNDS, LABELS, WARM_UP = 5, 20, 3
WEBHOOK_ROUNDS, WEBHOOKS = 5, 10_000
EASYPOST_SECONDS = 0.86 + 0.97
"""The medians of creating a shipment and of buying, in the recorded responses of EasyPost's test mode (`x-runtime`)."""

KEY = "bench-key"
ITEM, PLACE, UNITS = "ART-700001", "Picking", 2
BOX = Box("M", "Medium", 300, 200, 150, 120)
CALIFORNIA = Address(province_code="CA", country_code="US")
SENDER = replace(CALIFORNIA, company="Tea", address1="388 Townsend St", zip="94107", city="San Francisco")
CUSTOMER = replace(CALIFORNIA, name="Ada Swan", address1="179 N Harbor Dr", zip="90277", city="Redondo Beach")

_numbers = count(20_000_000)


def measure(env: BenchEnvironment, report: Report) -> None:
    """Buy labels in turns with the bare loop, then take webhooks in turns with Shopify's."""
    with _run_easypost(env) as http:
        _open_warehouse(env.container, str(http.base_url))
        _measure_labels(env.container, http, report)
    _measure_webhooks(env, report)


def _measure_labels(container: Container, http: httpx.Client, report: Report) -> None:
    _buy_ours(container, WARM_UP)
    _buy_bare(http, WARM_UP)
    before = _count_calls(http)
    ours = [_buy_ours(container, LABELS)]
    calls = _count_calls(http) - before
    bare = [_buy_bare(http, LABELS)]
    for _ in range(ROUNDS - 1):
        ours.append(_buy_ours(container, LABELS))
        bare.append(_buy_bare(http, LABELS))
    for name in ("create_shipment", "buy_shipment"):
        report.add_ratio(f"{name} for each label", calls[name] / LABELS, at_most=1.0)
    others = {name: made for name, made in calls.items() if name not in ("create_shipment", "buy_shipment")}
    report.add_figure("other calls for each label", str({name: made / LABELS for name, made in others.items()}))
    report.add_figure("labels, one worker", f"{median(each.per_second for each in ours):.1f}/s")
    report.add_figure("labels, bare httpx", f"{median(bare):.1f}/s")
    share = median(each.per_second / other for each, other in zip(ours, bare, strict=True))
    report.add_figure("labels: ours / bare httpx", f"{share:.2f}")
    own = median(each.cpu_seconds for each in ours)
    report.add_figure("CPU for each label, one worker", f"{own * 1000:.0f} ms")
    report.add_ratio("that, in parts of the time that EasyPost takes", own / EASYPOST_SECONDS, at_most=0.1)


def _measure_webhooks(env: BenchEnvironment, report: Report) -> None:
    env.processes.start("ours", "serve")
    env.processes.wait_until_reachable(f"http://127.0.0.1:{env.port}/")
    rates: dict[str, list[float]] = {"carrier_events": [], "orders": []}
    for name in rates:
        run_load(env.port, CONNECTIONS, 500, kind=name)
    for _ in range(WEBHOOK_ROUNDS):
        for name, measured in rates.items():
            env.execute("TRUNCATE shopify_webhook_events")
            env.execute("CHECKPOINT")
            measured.append(run_load(env.port, CONNECTIONS, WEBHOOKS, kind=name).per_second)
    env.processes.stop("ours")
    for name, measured in rates.items():
        report.add_figure(f"webhooks, {CONNECTIONS} connections: {name}", f"{median(measured):,.0f}/s")
    share = median(one / other for one, other in zip(*rates.values(), strict=True))
    report.add_ratio("webhooks: EasyPost's / Shopify's", share, at_least=0.8)


@contextmanager
def _run_easypost(env: BenchEnvironment) -> Generator[httpx.Client]:
    address = f"http://127.0.0.1:{find_free_port()}"
    ports = ("--port", str(find_free_port()), "--easypost-port", address.rpartition(":")[2])
    env.processes.start("easypost", "sandbox", *ports, "--easypost-test-key", KEY)
    env.processes.wait_until_reachable(f"{address}/sandbox")
    with httpx.Client(base_url=address, auth=(KEY, ""), timeout=95, trust_env=False) as http:
        yield http
    env.processes.stop("easypost")


def _count_calls(http: httpx.Client) -> Counter[str]:
    return Counter(http.get("/sandbox/test").raise_for_status().json()["call_counts"])


def _open_warehouse(container: Container, easypost_url: str) -> None:
    """Stock, a box, a sender and an account of EasyPost for one store."""
    container.easypost_client.override(
        providers.Singleton(EasyPostClient, http=container.easypost_http, base_url=easypost_url)
    )
    with container.transaction() as tx:
        get_stock(tx).locations.save(StorageLocation(0, PLACE))
        tx.shops.save_settings(ShopDomain(SHOP), ShopSettings(stock_since=NOON))
        tx.origins.save(Origin(None, SENDER))
        tx.carrier_accounts.save(None, CarrierMode.TEST, Secret(KEY), carrier_events.SECRET)
        tx.commit()
    container.receive_lot()(Receipt(ITEM, "L1", PLACE, 1_000_000))


@dataclass(frozen=True, slots=True)
class _Round:
    """`cpu_seconds` are those of one label."""

    per_second: float
    cpu_seconds: float


def _buy_ours(container: Container, amount: int) -> _Round:
    """Bring a number of packed parcels from nothing to shipped."""
    purchases = [_pack(container) for _ in range(amount)]
    began, began_cpu = time.perf_counter(), time.process_time()
    _work(container)
    for purchase_id in purchases:
        with container.read_transaction() as tx:
            purchase = _get(tx, purchase_id)
        assert purchase.rates, purchase.last_error
        container.buy_label()(purchase_id, min(purchase.rates, key=lambda rate: rate.price.amount).id)
    _work(container)
    seconds, cpu = time.perf_counter() - began, time.process_time() - began_cpu
    with container.read_transaction() as tx:
        assert all(tx.pushes.get(_get(tx, each).parcel.id) for each in purchases)
    return _Round(amount / seconds, cpu / amount)


def _get(tx: Transaction, purchase_id: int) -> LabelPurchase:
    purchase = tx.label_purchases.get(purchase_id)
    assert purchase is not None
    return purchase


def _work(container: Container) -> None:
    run_next: Callable[[], bool] = container.process_label_purchase().run_next
    while run_next():
        pass


def _pack(container: Container) -> int:
    """Book an order, assign lots to it, and ask for the rates of its parcel."""
    number = next(_numbers)
    order = a_sales_order(shop_domain=SHOP, shopify_order_id=number, name=f"#{number}", shipping_address=CUSTOMER)
    with container.transaction() as tx:
        (order_id,) = tx.erp.orders.apply([replace(order, lines=(replace(order.lines[0], item_id=ITEM),))])
        tx.order_links.save([ResourceLink(ShopDomain(SHOP), number, order_id, StateVersion(NOON))])
        tx.commit()
    container.assign_lots()(order_id)
    parcel = Parcel(f"P-{number}", order_id, (PackedLine(LINE_ID, UNITS),), BOX, 1_500)
    purchase_id: int = container.request_rates()(parcel).id
    return purchase_id


def _buy_bare(http: httpx.Client, amount: int) -> float:
    """Send the requests of a number of labels; returns labels per second."""
    began = time.perf_counter()
    for _ in range(amount):
        shipment = http.post("/v2/shipments", json=a_shipment(options={"label_size": "4x6"})).raise_for_status().json()
        cheapest = min(shipment["rates"], key=lambda rate: float(rate["rate"]))
        body = {"rate": {"id": cheapest["id"]}}
        bought = http.post(f"/v2/shipments/{shipment['id']}/buy", json=body).raise_for_status().json()
        http.get(bought["postage_label"]["label_url"], auth=None).raise_for_status()
    return amount / (time.perf_counter() - began)
