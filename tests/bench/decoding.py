"""Decoding an order: from the webhook's body to the ERP's document."""

import json
import time
from collections.abc import Callable

from novex_shopify.adapters.shopify.webhooks.payload_reader import JsonPayloadReader
from novex_shopify.domain.model.product import MappedItem
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.policies.order_document import build_sales_order
from tests.bench.environment import BenchEnvironment
from tests.bench.orders import SHOP, build_order_body
from tests.bench.report import Report

ROUNDS, REPETITIONS = 7, 1_000
MAX_MICROSECONDS = 150


def measure(_: BenchEnvironment, report: Report) -> None:
    """Measure the CPU time of the best round, beside the standard library's JSON parser alone."""
    body, shop = build_order_body(1), ShopDomain(SHOP)
    reader = JsonPayloadReader()
    items = {line.variant_id: MappedItem("ITEM") for line in reader.parse_order(body).line_items if line.variant_id}
    ours = min(
        _measure_microseconds(lambda: build_sales_order(shop, reader.parse_order(body), items)) for _ in range(ROUNDS)
    )
    plain = min(_measure_microseconds(lambda: json.loads(body)) for _ in range(ROUNDS))
    report.add_figure(
        f"order of {len(body):,} bytes: json.loads alone; decode and map", f"{plain:.0f} us, {ours:.0f} us"
    )
    report.add_ratio("decode and map of an order, in us of CPU", ours, at_most=MAX_MICROSECONDS)


def _measure_microseconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    for _ in range(REPETITIONS):
        work()
    return (time.process_time() - began) / REPETITIONS * 1e6
