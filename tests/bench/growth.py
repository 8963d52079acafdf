"""With a million finished events in the table, nothing gets slower."""

from statistics import median

from tests.bench.intake import CONNECTIONS, load
from tests.bench.place import Place
from tests.bench.processing import backlog_rate
from tests.bench.report import Report

ROUNDS = 3
FINISHED = 1_000_000
REQUESTS = 10_000
_FINISHED_EVENTS = f"""
INSERT INTO shopify_webhook_events
    (shop_domain, webhook_id, topic, resource_key, body, status, attempts, received_at, settled_at, next_attempt_at)
SELECT shop_domain, 'copy-' || number, topic, 'order:-' || number, body, 'done', 1, received_at, now(), received_at
FROM (SELECT * FROM shopify_webhook_events LIMIT 1) AS one, generate_series(1, {FINISHED}) AS number
"""


def measure(here: Place, report: Report) -> None:
    """The same twice: with few finished events, and with many."""
    few = _rates(here)
    here.execute(_FINISHED_EVENTS)
    here.execute("VACUUM ANALYZE shopify_webhook_events")
    many = _rates(here)
    for what, before, after in zip(("intake", "processing"), few, many, strict=True):
        report.figure(f"{what}: few finished events, then {FINISHED:,}", f"{before:,.0f}/s, {after:,.0f}/s")
        report.ratio(f"{what} with {FINISHED:,} finished events against few", after / before, at_least=0.9)


def _rates(here: Place) -> tuple[float, float]:
    here.processes.start("web", "serve")
    here.processes.wait_for_web(f"http://127.0.0.1:{here.port}/healthz")
    intake = []
    for _ in range(ROUNDS + 1):
        here.execute("CHECKPOINT")
        intake.append(load(here.port, CONNECTIONS, REQUESTS).per_second)
    here.processes.stop("web")
    here.execute("DELETE FROM shopify_webhook_events WHERE status = 'pending'")
    return median(intake[1:]), median(backlog_rate(here) for _ in range(ROUNDS))
