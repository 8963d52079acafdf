"""One event behind another store's backlog, and what fair claims cost that store's throughput."""

import threading
import time
from collections.abc import Generator
from contextlib import contextmanager

from sqlalchemy import TextualSelect

from novex_shopify.adapters.persistence.webhooks import claim_statements
from novex_shopify.adapters.persistence.webhooks.statements import read_sql
from novex_shopify.domain.model.shop import Scopes, Shop, ShopDomain
from novex_shopify.domain.model.webhook_event import Delivery, EventStatus
from novex_shopify.domain.policies.signatures import sign_webhook
from tests.bench.environment import BenchEnvironment
from tests.bench.orders import SECRET
from tests.bench.processing import ingest_orders, measure_steady_rate
from tests.bench.report import Report
from tests.polling import wait_until

BACKLOG = 50_000
ROUNDS = 4
EVENTS = 6_000
THREADS = 8
OTHER_SHOP = ShopDomain("quiet.myshopify.com")
BODY = b'{"id": 1, "admin_graphql_api_id": "gid://shopify/Product/1", "variants": []}'

_OLDEST_HEADS = """
WITH heads AS (
    SELECT id, shop_domain, resource_key FROM shopify_webhook_events AS event
    WHERE status = 'pending' AND next_attempt_at <= :now AND crash_count = 0
        AND NOT EXISTS (
            SELECT 1 FROM shopify_webhook_events AS other
            WHERE other.shop_domain = event.shop_domain AND other.resource_key = event.resource_key
                AND other.status IN ('pending', 'processing')
                AND (other.id < event.id OR other.status = 'processing')
            OFFSET 0
        )
    ORDER BY next_attempt_at, id LIMIT :limit
    FOR UPDATE SKIP LOCKED
"""
_INDEX = "ix_shopify_webhook_events_due"
_COUNT_PENDING = "SELECT count(*) FROM shopify_webhook_events WHERE status IN ('pending', 'processing')"


def measure(env: BenchEnvironment, report: Report) -> None:
    """Measure one store's throughput with our claim and with one of the oldest event, in turn; then a backlog.

    The best rounds are compared, because other load on the machine can only slow a round down.
    """
    _measure_rate(env, fair=True)
    rounds = [{fair: _measure_rate(env, fair=fair) for fair in (turn, not turn)} for turn in (True, False) * ROUNDS]
    unfair, shared = (max(rates[fair] for rates in rounds) for fair in (False, True))
    report.add_figure(
        "orders of one store applied: the oldest first, a share for each", f"{unfair:,.0f}/s, {shared:,.0f}/s"
    )
    report.add_ratio(
        "throughput of one store, a share for each against the oldest first", shared / unfair, at_least=0.95
    )
    with _use_claim_order(env, fair=True):
        seconds = _measure_latency_behind_backlog(env)
    report.add_ratio(f"one event behind {BACKLOG:,} of another store: seconds until applied", seconds, at_most=1)


@contextmanager
def _use_claim_order(env: BenchEnvironment, *, fair: bool) -> Generator[None]:
    """Claim events in one way or the other, each with the index that suits it best."""
    columns = "shop_domain, next_attempt_at, id" if fair else "next_attempt_at, id"
    env.execute(f"DROP INDEX {_INDEX}")
    env.execute(f"CREATE INDEX {_INDEX} ON shopify_webhook_events ({columns}) WHERE status = 'pending'")
    by_share = claim_statements.CLAIM_FAIR_SHARE["postgresql"]
    claim_statements.CLAIM_FAIR_SHARE["postgresql"] = by_share if fair else _build_claim_of_oldest()
    try:
        yield
    finally:
        claim_statements.CLAIM_FAIR_SHARE["postgresql"] = by_share


def _build_claim_of_oldest() -> TextualSelect:
    """Build a claim of the oldest due events, whichever store they belong to."""
    _, separator, rest = read_sql("claim_fair_share.postgresql").partition("), followers AS (")
    return claim_statements.build_claim_statement(_OLDEST_HEADS + separator + rest)


@contextmanager
def _run_worker_threads(env: BenchEnvironment) -> Generator[None]:
    """Process the backlog in threads of this process."""
    stopping = threading.Event()
    process = env.container.process_event()

    def work() -> None:
        while not stopping.is_set():
            if not process.run_next():
                stopping.wait(0.01)

    threads = [threading.Thread(target=work) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stopping.set()
        for thread in threads:
            thread.join()


def _measure_rate(env: BenchEnvironment, *, fair: bool) -> float:
    _ingest_events(env, EVENTS)
    with _use_claim_order(env, fair=fair), _run_worker_threads(env):
        return measure_steady_rate(env, f"SELECT {EVENTS} - ({_COUNT_PENDING})", EVENTS)


def _measure_latency_behind_backlog(env: BenchEnvironment) -> float:
    with env.container.unit_of_work()() as tx:
        tx.shops.save(Shop(OTHER_SHOP, Scopes.parse("read_products"), "2026-10", env.container.clock().now()))
        tx.commit()
    _ingest_events(env, BACKLOG)
    with _run_worker_threads(env):
        wait_until(lambda: env.execute(_COUNT_PENDING)[0][0] < BACKLOG - EVENTS, 60, "the flood to be worked at")  # type: ignore[operator]
        began = time.perf_counter()
        signature = sign_webhook(SECRET, BODY)
        env.container.ingest_webhook()([Delivery(OTHER_SHOP, "products/update", "single", signature, BODY)])
        wait_until(lambda: _is_done(env), 600, "the single event")
        seconds = time.perf_counter() - began
        assert env.execute(_COUNT_PENDING)[0][0] > 0, "the flood was over before"  # type: ignore[operator]
    return seconds


def _ingest_events(env: BenchEnvironment, amount: int) -> None:
    ((stored,),) = env.execute("SELECT count(*) FROM shopify_webhook_events")
    assert isinstance(stored, int)
    ingest_orders(env, stored + 1, amount)
    env.execute("VACUUM ANALYZE shopify_webhook_events")


def _is_done(env: BenchEnvironment) -> bool:
    found = env.execute(f"SELECT status FROM shopify_webhook_events WHERE shop_domain = '{OTHER_SHOP}'")
    return found == [(EventStatus.DONE,)]
