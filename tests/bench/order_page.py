"""How long the page of an order with 100 lines, 30 shipments and 300 webhooks takes the server, on both databases."""

from collections.abc import Callable
from statistics import median
from time import perf_counter, process_time

from starlette.testclient import TestClient

from tests.bench.environment import BenchEnvironment, open_environment
from tests.bench.report import Report
from tests.builders import SHOP
from tests.entrypoints.web.console.local_console import open_local_console
from tests.large_order import ORDER_ID, plant_large_order

_ROUNDS, _AT_MOST = 9, 0.1


def measure(env: BenchEnvironment, report: Report) -> None:
    _measure_database("PostgreSQL", env, report)
    with open_environment(embedded=True) as embedded:
        _measure_database("SQLite", embedded, report)


def _measure_database(name: str, env: BenchEnvironment, report: Report) -> None:
    plant_large_order(env.container)
    with open_local_console(env.container) as console:

        def open_page() -> None:
            assert console.get(f"/console/orders/{SHOP}/{ORDER_ID}").status_code == 200

        seconds, cpu = _time(open_page)
        size = len(_read_page(console))
    report.add_ratio(f"{name}: page of a very large order, seconds", seconds, at_most=_AT_MOST)
    report.add_figure(f"{name}: of these CPU of the process, and the page", f"{cpu * 1000:.0f} ms, {size // 1024} KiB")


def _read_page(console: TestClient) -> str:
    return console.get(f"/console/orders/{SHOP}/{ORDER_ID}").text


def _time(action: Callable[[], None]) -> tuple[float, float]:
    """The median seconds, and those of CPU."""
    action()
    times = []
    for _ in range(_ROUNDS):
        began, cpu = perf_counter(), process_time()
        action()
        times.append((perf_counter() - began, process_time() - cpu))
    return median(each for each, _ in times), median(each for _, each in times)
