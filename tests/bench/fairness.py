"""One event behind another store's flood, and what it costs that store's throughput that nobody has to wait for it."""

import threading
import time
from collections.abc import Generator
from contextlib import contextmanager

from novex_shopify.adapters.persistence import webhook_queue
from novex_shopify.domain.model.shop import Scopes, Shop, ShopDomain
from novex_shopify.domain.model.webhook_event import Delivery, EventStatus
from novex_shopify.domain.policies.signatures import webhook_signature
from novex_shopify.entrypoints.demo.patience import eventually
from tests.bench.orders import SECRET
from tests.bench.place import Place
from tests.bench.processing import fill, steady_rate
from tests.bench.report import Report

FLOOD = 50_000
ROUNDS = 4
EVENTS = 6_000
THREADS = 8
OTHER_SHOP = ShopDomain("quiet.myshopify.com")
BODY = b'{"id": 1, "admin_graphql_api_id": "gid://shopify/Product/1"}'

_INDEX = "ix_shopify_webhook_events_due"
_WAITING = "SELECT count(*) FROM shopify_webhook_events WHERE status IN ('pending', 'processing')"


def measure(here: Place, report: Report) -> None:
    """The throughput of one store, by turns with the claim as it is and with one that takes the oldest; then a flood.

    The best rounds are compared: whatever else runs on the machine only ever slows one down.
    """
    _rate(here, fair=True)
    rounds = [{fair: _rate(here, fair=fair) for fair in (turn, not turn)} for turn in (True, False) * ROUNDS]
    unfair, shared = (max(rates[fair] for rates in rounds) for fair in (False, True))
    report.figure(
        "orders of one store applied: the oldest first, a share for each", f"{unfair:,.0f}/s, {shared:,.0f}/s"
    )
    report.ratio("throughput of one store, a share for each against the oldest first", shared / unfair, at_least=0.95)
    with _claiming(here, fair=True):
        seconds = _behind_a_flood(here)
    report.ratio(f"one event behind {FLOOD:,} of another store: seconds until applied", seconds, at_most=1)


@contextmanager
def _claiming(here: Place, *, fair: bool) -> Generator[None]:
    """Have the events claimed in one way or the other, each with the index that serves it best."""
    suspect, by_share = webhook_queue.CLAIMS["postgresql"]
    columns = "shop_domain, next_attempt_at, id" if fair else "next_attempt_at, id"
    here.execute(f"DROP INDEX {_INDEX}")
    here.execute(f"CREATE INDEX {_INDEX} ON shopify_webhook_events ({columns}) WHERE status = 'pending'")
    oldest = webhook_queue.claim_of("postgresql", webhook_queue.OLDEST_OF_ALL, suspicion="= 0")
    claims = dict(webhook_queue.CLAIMS)
    webhook_queue.CLAIMS["postgresql"] = (suspect, by_share if fair else oldest)
    try:
        yield
    finally:
        webhook_queue.CLAIMS.update(claims)


@contextmanager
def _working(here: Place) -> Generator[None]:
    """Threads that work off what waits, in this process."""
    stopping = threading.Event()
    process = here.container.process_event()

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


def _rate(here: Place, *, fair: bool) -> float:
    _fill(here, EVENTS)
    with _claiming(here, fair=fair), _working(here):
        return steady_rate(here, f"SELECT {EVENTS} - ({_WAITING})", EVENTS)


def _behind_a_flood(here: Place) -> float:
    with here.container.unit_of_work()() as tx:
        tx.shops.save(Shop(OTHER_SHOP, Scopes.parse("read_products"), "2026-10", here.container.clock().now()))
        tx.commit()
    _fill(here, FLOOD)
    with _working(here):
        eventually(lambda: here.execute(_WAITING)[0][0] < FLOOD - EVENTS, 60, "the flood to be worked at")  # type: ignore[operator]
        began = time.perf_counter()
        signature = webhook_signature(SECRET, BODY)
        here.container.ingest_webhook()([Delivery(OTHER_SHOP, "products/delete", "single", signature, BODY)])
        eventually(lambda: _is_done(here), 600, "the single event")
        seconds = time.perf_counter() - began
        assert here.execute(_WAITING)[0][0] > 0, "the flood was over before"  # type: ignore[operator]
    return seconds


def _fill(here: Place, amount: int) -> None:
    ((stored,),) = here.execute("SELECT count(*) FROM shopify_webhook_events")
    assert isinstance(stored, int)
    fill(here, stored + 1, amount)
    here.execute("VACUUM ANALYZE shopify_webhook_events")


def _is_done(here: Place) -> bool:
    found = here.execute(f"SELECT status FROM shopify_webhook_events WHERE shop_domain = '{OTHER_SHOP}'")
    return found == [(EventStatus.DONE,)]
