"""Latency from the webhook to the order in the ERP, on an idle system."""

import asyncio
import time
from statistics import median, quantiles

from novex_shopify.domain.model.webhook_event import EventStatus
from tests.bench.environment import BenchEnvironment, open_environment
from tests.bench.load_generator import open_connections
from tests.bench.orders import build_requests
from tests.bench.report import Report
from tests.polling import wait_until

ORDERS = 60
PAUSE_SECONDS = 0.25


def measure(_: BenchEnvironment, report: Report) -> None:
    """Measure with PostgreSQL, Redis and a worker process, and embedded in one process on SQLite."""
    for name, embedded in (("with Redis", False), ("embedded", True)):
        with open_environment(embedded=embedded) as env:
            env.processes.start("web", "serve")
            if not embedded:
                env.processes.start("worker", "worker")
            env.processes.wait_until_reachable(f"http://127.0.0.1:{env.port}/readyz")
            latencies = [_measure_one(env, request) for request in build_requests(ORDERS + 1)][1:]
        p95 = quantiles(latencies, n=20)[18]
        report.add_figure(f"webhook to applied order, {name}", f"p50 {median(latencies):.0f} ms, p95 {p95:.0f} ms")
        report.add_ratio(f"webhook to applied order, {name}: median in ms", median(latencies), at_most=150)


def _measure_one(env: BenchEnvironment, request: bytes) -> float:
    """Return the milliseconds from sending to the order in the ERP. The pause before lets everything become idle."""
    time.sleep(PAUSE_SECONDS)
    before = _count_done(env)
    began = time.perf_counter()
    asyncio.run(_send(env.port, request))
    wait_until(lambda: _count_done(env) > before, 30, "the order")
    return (time.perf_counter() - began) * 1000


async def _send(port: int, request: bytes) -> None:
    (client,), _, _ = await open_connections(port, 1)
    await client.send(request)
    client.transport.close()


def _count_done(env: BenchEnvironment) -> int:
    """Count finished events; an event is done in the transaction that writes its order."""
    with env.container.unit_of_work()() as tx:
        return tx.events.count_by_status().get(EventStatus.DONE, 0)
