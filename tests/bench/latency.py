"""From the webhook to the order in the ERP, on a system that has nothing else to do."""

import asyncio
import time
from statistics import median, quantiles

from novex_shopify.domain.model.webhook_event import EventStatus
from novex_shopify.entrypoints.demo.patience import eventually
from tests.bench.load import connect
from tests.bench.orders import requests
from tests.bench.place import Place, place
from tests.bench.report import Report

ORDERS = 60
PAUSE_SECONDS = 0.25


def measure(_: Place, report: Report) -> None:
    """With PostgreSQL, Redis and a worker process; and embedded, all in one process on SQLite."""
    for name, embedded in (("with Redis", False), ("embedded", True)):
        with place(embedded=embedded) as here:
            here.processes.start("web", "serve")
            if not embedded:
                here.processes.start("worker", "worker")
            here.processes.wait_for_web(f"http://127.0.0.1:{here.port}/readyz")
            latencies = [_one(here, request) for request in requests(ORDERS + 1)][1:]
        p95 = quantiles(latencies, n=20)[18]
        report.figure(f"webhook to applied order, {name}", f"p50 {median(latencies):.0f} ms, p95 {p95:.0f} ms")
        report.ratio(f"webhook to applied order, {name}: median in ms", median(latencies), at_most=150)


def _one(here: Place, request: bytes) -> float:
    """Milliseconds from sending to the order being there. The pause lets everything fall asleep again."""
    time.sleep(PAUSE_SECONDS)
    before = _done(here)
    began = time.perf_counter()
    asyncio.run(_send(here.port, request))
    eventually(lambda: _done(here) > before, 30, "the order")
    return (time.perf_counter() - began) * 1000


async def _send(port: int, request: bytes) -> None:
    (client,), _, _ = await connect(port, 1)
    await client.send(request)
    client.transport.close()


def _done(here: Place) -> int:
    """An event is done in the transaction that writes its order."""
    with here.container.unit_of_work()() as tx:
        return tx.events.counts().get(EventStatus.DONE, 0)
