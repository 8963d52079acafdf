"""Intake: webhooks that are durable before they are answered."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from tests.bench.environment import BenchEnvironment
from tests.bench.load_generator import Result
from tests.bench.report import Report
from tests.servers import find_free_port

ROUNDS = 5
CONNECTIONS = 64
OURS, NO_STORAGE, ASYNCPG, SQLMODEL = "ours", "no_storage", "asyncpg_per_request", "sqlmodel_per_request"
REQUEST_COUNTS = {NO_STORAGE: 30_000, OURS: 20_000, ASYNCPG: 8_000, SQLMODEL: 2_000}


@dataclass(frozen=True, slots=True)
class Measurement:
    """The rounds of one case."""

    rounds: list[Result]

    def median(self, figure: Callable[[Result], float]) -> float:
        return median(map(figure, self.rounds))


def measure(env: BenchEnvironment, report: Report) -> None:
    """Measure saturation, then a steady 300 requests per second."""
    ports = {OURS: env.port} | {name: start_baseline(env, name) for name in (NO_STORAGE, ASYNCPG, SQLMODEL)}
    env.processes.start(OURS, "serve")
    for port in ports.values():
        env.processes.wait_until_reachable(f"http://127.0.0.1:{port}/")
        run_load(port, CONNECTIONS, 500)
    saturated: dict[str, list[Result]] = {name: [] for name in ports}
    for _ in range(ROUNDS):
        for name, port in ports.items():
            env.execute("TRUNCATE shopify_webhook_events, baseline_bytes, baseline_json")
            env.execute("CHECKPOINT")
            saturated[name].append(run_load(port, CONNECTIONS, REQUEST_COUNTS[name]))
    steady: dict[str, list[Result]] = {OURS: [], ASYNCPG: []}
    for _ in range(ROUNDS):
        for name, rounds in steady.items():
            rounds.append(run_load(ports[name], CONNECTIONS, 1_500, 300))
    for name in ports:
        env.processes.stop(name)
    _report_results(report, {name: Measurement(rounds) for name, rounds in saturated.items()}, steady)


def start_baseline(env: BenchEnvironment, name: str) -> int:
    """Serve a baseline with the same server as the product; returns its port."""
    port = find_free_port()
    options = ("--port", str(port), "--no-access-log", "--log-level", "warning")
    env.processes.start_command(name, (sys.executable, "-m", "uvicorn", f"tests.bench.baselines:{name}", *options))
    return port


def run_load(
    port: int, connections: int, amount: int, per_second: float | None = None, *, kind: str = "orders"
) -> Result:
    """Run the load generator in its own process. Any answer but 200 ends the benchmark."""
    arguments = [kind, str(port), str(connections), str(amount), *([str(per_second)] if per_second else [])]
    command = [sys.executable, "-m", "tests.bench.load_generator", *arguments]
    result = Result(**json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout))
    if set(result.statuses) != {"200"}:
        raise RuntimeError(f"port {port} answered {result.statuses}")
    return result


def _report_results(report: Report, saturated: dict[str, Measurement], steady: dict[str, list[Result]]) -> None:
    rate = {name: measured.median(lambda result: result.per_second) for name, measured in saturated.items()}
    p99 = {name: measured.median(lambda result: result.p99) for name, measured in saturated.items()}
    for name, measured in saturated.items():
        p50 = measured.median(lambda result: result.p50)
        rates = sorted(each.per_second for each in measured.rounds)
        spread = f"{rates[0]:,.0f} to {rates[-1]:,.0f}"
        report.add_figure(
            f"intake, {CONNECTIONS} connections: {name}",
            f"{rate[name]:,.0f}/s ({spread}), p50 {p50:.1f} ms, p99 {p99[name]:.1f} ms",
        )
    report.add_ratio("intake against synchronous SQLModel", rate[OURS] / rate[SQLMODEL], at_least=12)
    report.add_ratio("intake against asyncpg per request", rate[OURS] / rate[ASYNCPG], at_least=2)
    report.add_ratio("intake as a share of H", rate[OURS] / rate[NO_STORAGE], at_least=0.6)
    report.add_ratio("intake p99 against asyncpg per request", p99[OURS] / p99[ASYNCPG], at_most=1)
    p50s = {name: median(result.p50 for result in rounds) for name, rounds in steady.items()}
    report.add_figure("intake at 300/s, p50", ", ".join(f"{name} {p50:.2f} ms" for name, p50 in p50s.items()))
    report.add_ratio("intake at 300/s: milliseconds added to p50 of asyncpg", p50s[OURS] - p50s[ASYNCPG], at_most=1)
