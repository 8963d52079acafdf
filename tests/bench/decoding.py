"""What it costs to understand an order: from the body of its webhook to the ERP's document."""

import json
import time
from collections.abc import Callable

from novex_shopify.adapters.shopify.payloads import JsonPayloadReader
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.policies.order_document import sales_order
from tests.bench.orders import SHOP, an_order
from tests.bench.place import Place
from tests.bench.report import Report

ROUNDS, TIMES = 7, 1_000
ALLOWED_MICROSECONDS = 150


def measure(_: Place, report: Report) -> None:
    """CPU time of the best of some rounds, beside what the standard library takes to read the JSON alone."""
    body, shop = an_order(1), ShopDomain(SHOP)
    reader = JsonPayloadReader()
    items = {line.variant_id: "ITEM" for line in reader.order(body).line_items if line.variant_id}
    ours = min(_microseconds(lambda: sales_order(shop, reader.order(body), items)) for _ in range(ROUNDS))
    plain = min(_microseconds(lambda: json.loads(body)) for _ in range(ROUNDS))
    report.figure(f"order of {len(body):,} bytes: json.loads alone; decode and map", f"{plain:.0f} us, {ours:.0f} us")
    report.ratio("decode and map of an order, in us of CPU", ours, at_most=ALLOWED_MICROSECONDS)


def _microseconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    for _ in range(TIMES):
        work()
    return (time.process_time() - began) / TIMES * 1e6
