"""Webhooks that are durable before they are answered."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from novex_shopify.entrypoints.demo.servers import free_port
from tests.bench.load import Result
from tests.bench.place import Place
from tests.bench.report import Report

ROUNDS = 5
CONNECTIONS = 64
OURS, H, ASYNCPG, SQLMODEL = "ours", "stores_nothing", "asyncpg_per_request", "sqlmodel_per_request"
AMOUNTS = {H: 30_000, OURS: 20_000, ASYNCPG: 8_000, SQLMODEL: 2_000}


@dataclass(frozen=True, slots=True)
class Measured:
    """The rounds of one case."""

    rounds: list[Result]

    def median(self, figure: Callable[[Result], float]) -> float:
        """The middle one."""
        return median(map(figure, self.rounds))


def measure(here: Place, report: Report) -> None:
    """Saturation first, then a steady 300 requests per second."""
    ports = {OURS: here.port} | {name: start_ruler(here, name) for name in (H, ASYNCPG, SQLMODEL)}
    here.processes.start(OURS, "serve")
    for port in ports.values():
        here.processes.wait_for_web(f"http://127.0.0.1:{port}/")
        load(port, CONNECTIONS, 500)
    saturated: dict[str, list[Result]] = {name: [] for name in ports}
    for _ in range(ROUNDS):
        for name, port in ports.items():
            here.execute("TRUNCATE shopify_webhook_events, ruler_bytes, ruler_json")
            here.execute("CHECKPOINT")
            saturated[name].append(load(port, CONNECTIONS, AMOUNTS[name]))
    steady: dict[str, list[Result]] = {OURS: [], ASYNCPG: []}
    for _ in range(ROUNDS):
        for name, rounds in steady.items():
            rounds.append(load(ports[name], CONNECTIONS, 1_500, 300))
    for name in ports:
        here.processes.stop(name)
    _tell(report, {name: Measured(rounds) for name, rounds in saturated.items()}, steady)


def start_ruler(here: Place, name: str) -> int:
    """Serve a ruler with the same server as the product; returns its port."""
    port = free_port()
    options = ("--port", str(port), "--no-access-log", "--log-level", "warning")
    here.processes.run(name, (sys.executable, "-m", "uvicorn", f"tests.bench.rulers:{name}", *options))
    return port


def load(port: int, connections: int, amount: int, per_second: float | None = None) -> Result:
    """Run the load generator in a process of its own. Anything but 200 ends the measurement."""
    arguments = [str(port), str(connections), str(amount), *([str(per_second)] if per_second else [])]
    command = [sys.executable, "-m", "tests.bench.load", *arguments]
    result = Result(**json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout))
    if set(result.statuses) != {"200"}:
        raise RuntimeError(f"port {port} answered {result.statuses}")
    return result


def _tell(report: Report, saturated: dict[str, Measured], steady: dict[str, list[Result]]) -> None:
    rate = {name: measured.median(lambda result: result.per_second) for name, measured in saturated.items()}
    p99 = {name: measured.median(lambda result: result.p99) for name, measured in saturated.items()}
    for name, measured in saturated.items():
        p50 = measured.median(lambda result: result.p50)
        rates = sorted(each.per_second for each in measured.rounds)
        spread = f"{rates[0]:,.0f} to {rates[-1]:,.0f}"
        report.figure(
            f"intake, {CONNECTIONS} connections: {name}",
            f"{rate[name]:,.0f}/s ({spread}), p50 {p50:.1f} ms, p99 {p99[name]:.1f} ms",
        )
    report.ratio("intake against synchronous SQLModel", rate[OURS] / rate[SQLMODEL], at_least=12)
    report.ratio("intake against asyncpg per request", rate[OURS] / rate[ASYNCPG], at_least=2)
    report.ratio("intake as a share of H", rate[OURS] / rate[H], at_least=0.6)
    report.ratio("intake p99 against asyncpg per request", p99[OURS] / p99[ASYNCPG], at_most=1)
    p50s = {name: median(result.p50 for result in rounds) for name, rounds in steady.items()}
    report.figure("intake at 300/s, p50", ", ".join(f"{name} {p50:.2f} ms" for name, p50 in p50s.items()))
    report.ratio("intake at 300/s: milliseconds added to p50 of asyncpg", p50s[OURS] - p50s[ASYNCPG], at_most=1)
