"""Memory of the web process and two workers over 200,000 events."""

import psutil

from tests.bench.environment import BenchEnvironment
from tests.bench.intake import CONNECTIONS, run_load
from tests.bench.report import Report
from tests.polling import wait_until

BATCH_SIZE = 20_000
BATCHES = 10
WARM_UP_BATCHES = 3
PROCESSES = ("web", "worker-1", "worker-2")


def measure(env: BenchEnvironment, report: Report) -> None:
    """Apply batch after batch completely; the first ones fill the caches."""
    for name, command in zip(PROCESSES, ("serve", "worker", "worker"), strict=True):
        env.processes.start(name, command)
    env.processes.wait_until_reachable(f"http://127.0.0.1:{env.port}/healthz")
    sizes = []
    for _ in range(BATCHES):
        run_load(env.port, CONNECTIONS, BATCH_SIZE)
        wait_until(lambda: not _has_pending_events(env), 120, "the portion to be applied")
        sizes.append({name: _get_resident_megabytes(env, name) for name in PROCESSES})
    for name in PROCESSES:
        warm, last = sizes[WARM_UP_BATCHES - 1][name], sizes[-1][name]
        report.add_figure(
            f"memory of {name} after {WARM_UP_BATCHES * BATCH_SIZE:,} and {BATCHES * BATCH_SIZE:,} events",
            f"{warm:.0f} MB, {last:.0f} MB",
        )
        report.add_ratio(f"memory of {name}, at the end against warm", last / warm, at_most=1.1)


def _has_pending_events(env: BenchEnvironment) -> bool:
    return bool(env.execute("SELECT 1 FROM shopify_webhook_events WHERE status IN ('pending', 'processing') LIMIT 1"))


def _get_resident_megabytes(env: BenchEnvironment, name: str) -> float:
    return psutil.Process(env.processes.processes[name].pid).memory_info().rss / 2**20
