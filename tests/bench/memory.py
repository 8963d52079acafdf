"""Memory of the web process and two workers over 200,000 events."""

import psutil

from novex_shopify.entrypoints.demo.patience import eventually
from tests.bench.intake import CONNECTIONS, load
from tests.bench.place import Place
from tests.bench.report import Report

PORTION = 20_000
PORTIONS = 10
WARM_AFTER = 3
PROCESSES = ("web", "worker-1", "worker-2")


def measure(here: Place, report: Report) -> None:
    """Portion after portion, each fully applied before the next; the first ones fill the caches."""
    for name, command in zip(PROCESSES, ("serve", "worker", "worker"), strict=True):
        here.processes.start(name, command)
    here.processes.wait_for_web(f"http://127.0.0.1:{here.port}/healthz")
    sizes = []
    for _ in range(PORTIONS):
        load(here.port, CONNECTIONS, PORTION)
        eventually(lambda: not _pending(here), 120, "the portion to be applied")
        sizes.append({name: _megabytes(here, name) for name in PROCESSES})
    for name in PROCESSES:
        warm, last = sizes[WARM_AFTER - 1][name], sizes[-1][name]
        report.figure(
            f"memory of {name} after {WARM_AFTER * PORTION:,} and {PORTIONS * PORTION:,} events",
            f"{warm:.0f} MB, {last:.0f} MB",
        )
        report.ratio(f"memory of {name}, at the end against warm", last / warm, at_most=1.1)


def _pending(here: Place) -> bool:
    return bool(here.execute("SELECT 1 FROM shopify_webhook_events WHERE status IN ('pending', 'processing') LIMIT 1"))


def _megabytes(here: Place, name: str) -> float:
    return psutil.Process(here.processes.processes[name].pid).memory_info().rss / 2**20
