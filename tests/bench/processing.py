"""Events that are fully applied: decoded, mapped, customer, order and lines written, and settled."""

import sys
import time
from statistics import median

from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import Delivery, IntakeOutcome
from novex_shopify.domain.policies.signatures import webhook_signature
from novex_shopify.entrypoints.demo.patience import eventually
from tests.bench.orders import SECRET, SHOP, an_order
from tests.bench.place import Place
from tests.bench.report import Report

ROUNDS = 3
EVENTS = 10_000
WORKERS = 2
BATCH = 500
RULER_PROCESSES, RULER_THREADS = 2, 8
LOOK_EVERY_SECONDS = 0.05


def measure(here: Place, report: Report) -> None:
    """The ruler and ours in turn, each with its whole backlog waiting when its processes start."""
    rounds = [(_ruler(here), backlog_rate(here)) for _ in range(ROUNDS)]
    ruler, ours = (median(rates) for rates in zip(*rounds, strict=True))
    report.figure(f"Dramatiq job that marks a row, {RULER_PROCESSES} x {RULER_THREADS} threads", f"{ruler:,.0f}/s")
    report.figure(f"orders fully applied, {WORKERS} workers", f"{ours:,.0f}/s")
    report.ratio("orders fully applied against the job that marks a row", ours / ruler, at_least=1)


def fill(here: Place, first: int, amount: int) -> None:
    """Receive new orders."""
    ingest = here.container.ingest_webhook()
    for start in range(first, first + amount, BATCH):
        outcomes = ingest([_delivery(number) for number in range(start, min(start + BATCH, first + amount))])
        assert set(outcomes) == {IntakeOutcome.STORED}


def _delivery(number: int) -> Delivery:
    body = an_order(number)
    return Delivery(ShopDomain(SHOP), "orders/create", f"fill-{number}", webhook_signature(SECRET, body), body)


def backlog_rate(here: Place) -> float:
    """Orders per second that the workers fully apply, while there are more."""
    ((stored,),) = here.execute("SELECT count(*) FROM shopify_webhook_events")
    assert isinstance(stored, int)
    fill(here, stored + 1, EVENTS)
    here.execute("VACUUM ANALYZE shopify_webhook_events")
    with here.redis() as client:
        client.flushall()
    names = [f"worker-{number}" for number in range(WORKERS)]
    for name in names:
        here.processes.start(name, "worker")
    finished = f"SELECT {EVENTS} - count(*) FROM shopify_webhook_events WHERE status IN ('pending', 'processing')"
    rate = steady_rate(here, finished, EVENTS)
    for name in names:
        here.processes.stop(name)
    return rate


def _ruler(here: Place) -> float:
    here.execute("TRUNCATE ruler_bytes")
    here.execute(
        "INSERT INTO ruler_bytes (shop, webhook_id, body)"
        f" SELECT 'ruler', number, {_literal(an_order(1))} FROM generate_series(1, {EVENTS}) AS number"
    )
    here.execute("VACUUM ANALYZE ruler_bytes")
    here.processes.run("sender", (sys.executable, "-m", "tests.bench.marking_job"))
    here.processes.processes.pop("sender").wait()
    options = ("--processes", str(RULER_PROCESSES), "--threads", str(RULER_THREADS))
    here.processes.run("ruler", (sys.executable, "-m", "dramatiq", "tests.bench.marking_job", *options))
    rate = steady_rate(here, "SELECT count(*) FROM ruler_bytes WHERE topic = 'done'", EVENTS)
    here.processes.stop("ruler")
    return rate


def steady_rate(here: Place, count: str, amount: int) -> float:
    """Rows per second between the first tenth and the last, when all processes are at work."""
    reached: list[tuple[float, int]] = []

    def finished() -> bool:
        ((done,),) = here.execute(count)
        assert isinstance(done, int)
        reached.append((time.perf_counter(), done))
        time.sleep(LOOK_EVERY_SECONDS)
        return done >= amount

    eventually(finished, 300, f"{amount} events to be done; the log is {here.processes.log}")
    began = next(each for each in reached if each[1] >= amount / 10)
    ended = next(each for each in reached if each[1] >= amount * 9 / 10)
    return (ended[1] - began[1]) / (ended[0] - began[0])


def _literal(body: bytes) -> str:
    return f"'\\x{body.hex()}'::bytea"
