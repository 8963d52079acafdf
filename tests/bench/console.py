"""How long the server takes for each page of the console, signed in, among much data (`console_data.py`).

Each page is loaded over HTTP from the real web process, one load after the other; so are the parts that pages refresh.
Beside the time stands the processor time of the web process: on a machine that does other things too, only that
says something. A route without an address fails the measurement.
"""

import http.client
import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from statistics import quantiles
from time import perf_counter, sleep

from novex_shopify.domain.model.secret import Secret
from novex_shopify.entrypoints.web.console.routes import routes
from tests.bench import console_data
from tests.bench.environment import BenchEnvironment, open_environment
from tests.bench.report import Report
from tests.console_addresses import ADDRESSES, NOT_PAGES

LOADS, WARM_UP = int(os.environ.get("BENCH_LOADS", "20")), 2
MOST_FOR_A_PAGE, MOST_FOR_A_REFRESH = 100, 30
ASKS_OTHERS = {"/health/checks"}
"""The doctor waits for Shopify and for this installation's public address."""

_REFRESHES = re.compile(r'hx-get="(?P<url>[^"]+)" hx-trigger="every [^"]+" hx-select="#(?P<id>[^"]+)"')


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds: of the loads, and of the processor meanwhile."""

    p50: float
    p95: float
    cpu: float


def measure(env: BenchEnvironment, report: Report) -> None:
    """On PostgreSQL and on SQLite."""
    routed = {route.path for route in routes if "GET" in (route.methods or ())}
    if missing := routed - NOT_PAGES - {f"/console{path}" for path in ADDRESSES}:
        raise AssertionError(f"Pages without an address in tests/console_addresses.py: {', '.join(sorted(missing))}")
    _measure_database("PostgreSQL", env, report, lambda: env.execute("VACUUM ANALYZE"))
    with open_environment(embedded=True) as embedded:
        _measure_database("SQLite", embedded, report, lambda: None)


def _measure_database(name: str, env: BenchEnvironment, report: Report, analyze: Callable[[], object]) -> None:
    ids = console_data.fill(env.container)
    analyze()
    token = console_data.open_session(env.container)
    env.processes.start("web", "serve")
    env.processes.wait_until_ready(f"http://127.0.0.1:{env.port}/healthz")
    browser = Browser(env.port, token, env.processes.processes["web"].pid)
    browser.wait_until_idle()
    report.add_figure(f"{name}: processes that wanted a processor at the start", f"{os.getloadavg()[0]:.1f}")
    for address, part in _list_addresses(browser, ids):
        if part:  # as a worker does every 15 seconds: what refreshes itself shows what was compared last
            env.container.compare_issues().compare()
        times = browser.measure(address, part)
        what = f"{name}: {'refresh of ' if part else ''}{address}"
        most = MOST_FOR_A_REFRESH if part else MOST_FOR_A_PAGE
        report.add_ratio(f"{what}, p95 in ms (p50 {times.p50:.0f}, processor {times.cpu:.0f})", times.p95, at_most=most)
    env.processes.stop("web")


def _list_addresses(browser: "Browser", ids: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """The first address of each page, and those of the parts of it that refresh themselves, with the part's id."""
    for route, addresses in ADDRESSES.items():
        if route in ASKS_OTHERS:
            continue
        address = f"/console{addresses[0].format(**ids)}"
        yield address, ""
        for found in _REFRESHES.finditer(browser.load(address)):
            yield unescape(found["url"]), found["id"]


class Browser:
    """One connection, signed in. `pid` is the web process."""

    def __init__(self, port: int, token: Secret, pid: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._headers, self._pid = {"Cookie": f"novex={token.value}"}, pid

    def load(self, address: str, part: str = "") -> str:
        """The answer, which may be a refusal, but not a way to the sign-in. `part` is what htmx refreshes."""
        headers = {**self._headers, "HX-Request": "true", "HX-Target": part} if part else self._headers
        self._connection.request("GET", address, headers=headers)
        answer = self._connection.getresponse()
        body = answer.read().decode()
        if answer.status >= 500 or answer.getheader("Location"):
            raise AssertionError(f"{address} was answered with {answer.status}: {body[:500]}")
        return body

    def measure(self, address: str, part: str) -> Times:
        for _ in range(WARM_UP):
            self.load(address, part)
        times, processor = [], []
        for _ in range(LOADS):
            cpu, begun = self._count_cpu(), perf_counter()
            self.load(address, part)
            times.append((perf_counter() - begun) * 1000)
            processor.append((self._count_cpu() - cpu) / 1e6)
        parts = quantiles(times, n=20)
        return Times(parts[9], parts[18], quantiles(processor, n=2)[0])

    def wait_until_idle(self) -> None:
        """The embedded worker has work at first, such as counting the deliveries."""
        while True:
            before = self._count_cpu()
            sleep(2)
            if self._count_cpu() - before < 0.1 * 2e9:
                return

    def _count_cpu(self) -> int:
        """Nanoseconds of all threads. psutil knows only hundredths of a second."""
        tasks = Path(f"/proc/{self._pid}/task").glob("*/schedstat")
        return sum(int(each.read_text().split()[0]) for each in tasks)
