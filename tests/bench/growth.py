"""Speed with a million finished events in the table."""

from statistics import median

from tests.bench.environment import BenchEnvironment
from tests.bench.intake import CONNECTIONS, run_load
from tests.bench.processing import measure_backlog_rate
from tests.bench.report import Report

ROUNDS = 3
FINISHED = 1_000_000
REQUESTS = 10_000
_INSERT_FINISHED_EVENTS = f"""
INSERT INTO shopify_webhook_events
    (shop_domain, webhook_id, topic, resource_key, body, status, attempts, received_at, settled_at, next_attempt_at)
SELECT shop_domain, 'copy-' || number, topic, 'order:-' || number, body, 'done', 1, received_at, now(), received_at
FROM (SELECT * FROM shopify_webhook_events LIMIT 1) AS one, generate_series(1, {FINISHED}) AS number
"""


def measure(env: BenchEnvironment, report: Report) -> None:
    """Measure the same with few finished events and with many."""
    few = _measure_rates(env)
    env.execute(_INSERT_FINISHED_EVENTS)
    env.execute("VACUUM ANALYZE shopify_webhook_events")
    many = _measure_rates(env)
    for what, before, after in zip(("intake", "processing"), few, many, strict=True):
        report.add_figure(f"{what}: few finished events, then {FINISHED:,}", f"{before:,.0f}/s, {after:,.0f}/s")
        report.add_ratio(f"{what} with {FINISHED:,} finished events against few", after / before, at_least=0.9)


def _measure_rates(env: BenchEnvironment) -> tuple[float, float]:
    env.processes.start("web", "serve")
    env.processes.wait_until_reachable(f"http://127.0.0.1:{env.port}/healthz")
    intake = []
    for _ in range(ROUNDS + 1):
        env.execute("CHECKPOINT")
        intake.append(run_load(env.port, CONNECTIONS, REQUESTS).per_second)
    env.processes.stop("web")
    env.execute("DELETE FROM shopify_webhook_events WHERE status = 'pending'")
    return median(intake[1:]), median(measure_backlog_rate(env) for _ in range(ROUNDS))
