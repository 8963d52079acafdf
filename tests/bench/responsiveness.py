"""Whether the web process still answers others while webhooks pour in."""

import http.client
import threading
import time
from statistics import quantiles

from tests.bench.intake import CONNECTIONS, load
from tests.bench.place import Place
from tests.bench.report import Report

REQUESTS = 40_000
PAUSE_SECONDS = 0.02


def measure(here: Place, report: Report) -> None:
    """Ask for its health again and again, once while nothing else happens and once while intake is saturated."""
    here.processes.start("web", "serve")
    here.processes.wait_for_web(f"http://127.0.0.1:{here.port}/healthz")
    load(here.port, CONNECTIONS, REQUESTS // 10)
    idle = _percentile_99(here, threading.Thread(target=time.sleep, args=(5,)))
    busy = _percentile_99(here, threading.Thread(target=load, args=(here.port, CONNECTIONS, REQUESTS)))
    report.figure("p99 of /healthz, idle and with intake saturated", f"{idle:.1f} ms, {busy:.1f} ms")
    report.ratio("p99 of /healthz with intake saturated, in ms", busy, at_most=50)


def _percentile_99(here: Place, meanwhile: threading.Thread) -> float:
    latencies = []
    connection = http.client.HTTPConnection("127.0.0.1", here.port)
    meanwhile.start()
    while meanwhile.is_alive():
        began = time.perf_counter()
        connection.request("GET", "/healthz")
        connection.getresponse().read()
        latencies.append((time.perf_counter() - began) * 1000)
        time.sleep(PAUSE_SECONDS)
    connection.close()
    return quantiles(latencies, n=100)[98]
