"""Responsiveness of the web process while webhooks arrive at full speed."""

import http.client
import threading
import time
from statistics import quantiles

from tests.bench.environment import BenchEnvironment
from tests.bench.intake import CONNECTIONS, run_load
from tests.bench.report import Report

REQUESTS = 40_000
PAUSE_SECONDS = 0.02


def measure(env: BenchEnvironment, report: Report) -> None:
    """Request its health again and again, while it is idle and while intake is saturated."""
    env.processes.start("web", "serve")
    env.processes.wait_until_reachable(f"http://127.0.0.1:{env.port}/healthz")
    run_load(env.port, CONNECTIONS, REQUESTS // 10)
    idle = _measure_p99(env, threading.Thread(target=time.sleep, args=(5,)))
    busy = _measure_p99(env, threading.Thread(target=run_load, args=(env.port, CONNECTIONS, REQUESTS)))
    report.add_figure("p99 of /healthz, idle and with intake saturated", f"{idle:.1f} ms, {busy:.1f} ms")
    report.add_ratio("p99 of /healthz with intake saturated, in ms", busy, at_most=50)


def _measure_p99(env: BenchEnvironment, background: threading.Thread) -> float:
    latencies = []
    connection = http.client.HTTPConnection("127.0.0.1", env.port)
    background.start()
    while background.is_alive():
        began = time.perf_counter()
        connection.request("GET", "/healthz")
        connection.getresponse().read()
        latencies.append((time.perf_counter() - began) * 1000)
        time.sleep(PAUSE_SECONDS)
    connection.close()
    return quantiles(latencies, n=100)[98]
