"""Processing: events that are decoded, mapped, written to the ERP and finished."""

import sys
import time
from statistics import median

from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import Delivery, IntakeOutcome
from novex_shopify.domain.policies.signatures import sign_webhook
from tests.bench.environment import BenchEnvironment
from tests.bench.orders import SECRET, SHOP, build_order_body
from tests.bench.report import Report
from tests.polling import wait_until

ROUNDS = 3
EVENTS = 10_000
WORKERS = 2
BATCH = 500
BASELINE_PROCESSES, BASELINE_THREADS = 2, 8
POLL_SECONDS = 0.05


def measure(env: BenchEnvironment, report: Report) -> None:
    """Measure the baseline and ours in turn, each with its whole backlog waiting when its processes start."""
    rounds = [(_measure_baseline_rate(env), measure_backlog_rate(env)) for _ in range(ROUNDS)]
    ruler, ours = (median(rates) for rates in zip(*rounds, strict=True))
    report.add_figure(
        f"Dramatiq job that marks a row, {BASELINE_PROCESSES} x {BASELINE_THREADS} threads", f"{ruler:,.0f}/s"
    )
    report.add_figure(f"orders fully applied, {WORKERS} workers", f"{ours:,.0f}/s")
    report.add_ratio("orders fully applied against the job that marks a row", ours / ruler, at_least=1)


def ingest_orders(env: BenchEnvironment, first: int, amount: int) -> None:
    ingest = env.container.ingest_webhook()
    for start in range(first, first + amount, BATCH):
        outcomes = ingest([_build_delivery(number) for number in range(start, min(start + BATCH, first + amount))])
        assert set(outcomes) == {IntakeOutcome.STORED}


def _build_delivery(number: int) -> Delivery:
    body = build_order_body(number)
    return Delivery(ShopDomain(SHOP), "orders/create", f"fill-{number}", sign_webhook(SECRET, body), body)


def measure_backlog_rate(env: BenchEnvironment) -> float:
    """Return the orders per second that the workers apply while more are waiting."""
    ((stored,),) = env.execute("SELECT count(*) FROM shopify_webhook_events")
    assert isinstance(stored, int)
    ingest_orders(env, stored + 1, EVENTS)
    env.execute("VACUUM ANALYZE shopify_webhook_events")
    with env.open_redis() as client:
        client.flushall()
    names = [f"worker-{number}" for number in range(WORKERS)]
    for name in names:
        env.processes.start(name, "worker")
    finished = f"SELECT {EVENTS} - count(*) FROM shopify_webhook_events WHERE status IN ('pending', 'processing')"
    rate = measure_steady_rate(env, finished, EVENTS)
    for name in names:
        env.processes.stop(name)
    return rate


def _measure_baseline_rate(env: BenchEnvironment) -> float:
    env.execute("TRUNCATE baseline_bytes")
    env.execute(
        "INSERT INTO baseline_bytes (shop, webhook_id, body)"
        f" SELECT 'ruler', number, {_to_bytea_literal(build_order_body(1))} FROM generate_series(1, {EVENTS}) AS number"
    )
    env.execute("VACUUM ANALYZE baseline_bytes")
    env.processes.start_command("sender", (sys.executable, "-m", "tests.bench.baseline_job"))
    env.processes.processes.pop("sender").wait()
    options = ("--processes", str(BASELINE_PROCESSES), "--threads", str(BASELINE_THREADS))
    env.processes.start_command("ruler", (sys.executable, "-m", "dramatiq", "tests.bench.baseline_job", *options))
    rate = measure_steady_rate(env, "SELECT count(*) FROM baseline_bytes WHERE topic = 'done'", EVENTS)
    env.processes.stop("ruler")
    return rate


def measure_steady_rate(env: BenchEnvironment, count: str, amount: int) -> float:
    """Return the rows per second between the first tenth and the last, when all processes are at work."""
    reached: list[tuple[float, int]] = []

    def finished() -> bool:
        ((done,),) = env.execute(count)
        assert isinstance(done, int)
        reached.append((time.perf_counter(), done))
        time.sleep(POLL_SECONDS)
        return done >= amount

    wait_until(finished, 300, f"{amount} events to be done; the log is {env.processes.log}")
    began = next(each for each in reached if each[1] >= amount / 10)
    ended = next(each for each in reached if each[1] >= amount * 9 / 10)
    return (ended[1] - began[1]) / (ended[0] - began[0])


def _to_bytea_literal(body: bytes) -> str:
    return f"'\\x{body.hex()}'::bytea"
