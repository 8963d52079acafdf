"""Every process and server fails while webhooks arrive: nothing is lost, nothing is applied twice.

`make test` runs a short form; `make chaos` sends thousands of webhooks for each of several seeds.
"""

import os
import random
import re
from collections.abc import Callable, Generator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import httpx
import psycopg
import pytest

from novex_shopify.domain.errors import DatabaseUnavailable
from novex_shopify.domain.model.webhook_event import Delivery, EventStatus
from novex_shopify.entrypoints.embedded.connector import Connector
from tests.builders import a_delivery, an_order_body
from tests.installation import build_environment, seed_database
from tests.polling import wait_until
from tests.process_cluster import START_TIMEOUT_SECONDS, ProcessCluster, run_process_cluster
from tests.servers import PostgresServer, RedisServer

LONG_RUN = "CHAOS_SEEDS" in os.environ
SEEDS = range(int(os.environ.get("CHAOS_SEEDS", "1")))
ORDERS, STATES_PER_ORDER, FORGED = (1_000, 5, 500) if LONG_RUN else (150, 4, 60)
SENDERS = 12

_RECORD_WRITES = """
CREATE TABLE recorded_writes (shopify_order_id bigint, financial_status text);
CREATE FUNCTION record_write() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN INSERT INTO recorded_writes VALUES (NEW.shopify_order_id, NEW.financial_status); RETURN NEW; END';
CREATE TRIGGER record_write AFTER INSERT OR UPDATE ON erp_orders FOR EACH ROW EXECUTE FUNCTION record_write();
"""


@dataclass(frozen=True, slots=True)
class Installation:
    """A web process, two workers, PostgreSQL and Redis, each of which can be killed."""

    postgres: PostgresServer
    redis: RedisServer
    environment: Mapping[str, str]
    processes: ProcessCluster
    connector: Connector

    @property
    def disruptions(self) -> Mapping[str, Callable[[], object]]:
        return {
            "a worker is killed": lambda: self._kill_and_restart("worker-1"),
            "the other worker is killed": lambda: self._kill_and_restart("worker-2"),
            "Redis is emptied": self._empty_redis,
            "the web process is killed": lambda: self._kill_and_restart("web"),
            "PostgreSQL is restarted": self.postgres.restart,
            "Redis crashes and starts empty": self._crash_redis,
            "PostgreSQL crashes and recovers": self._crash_postgres,
        }

    def count_events(self) -> dict[EventStatus, int]:
        """The number of events by status; empty while the database is away."""
        try:
            with self.connector.container.unit_of_work()() as tx:
                return tx.events.count_by_status()
        except DatabaseUnavailable:
            return {}

    def count_finished_events(self) -> int:
        counts = self.count_events()
        return counts.get(EventStatus.DONE, 0) + counts.get(EventStatus.SUPERSEDED, 0)

    def count_starts(self) -> int:
        """How often a process has found its database."""
        return len(re.findall(r'"(web|worker)\.started"', self.processes.log.read_text()))

    def query_database(self, statement: str) -> list[tuple[object, ...]]:
        with psycopg.connect(self.postgres.url.replace("+psycopg", "")) as connection:
            return connection.execute(statement.encode()).fetchall()

    def _kill_and_restart(self, name: str) -> None:
        """Wait until it has found its database: without one a process refuses to start, and a platform tries again."""
        starts = self.count_starts()
        self.processes.kill_and_restart(name)
        wait_until(lambda: self.count_starts() > starts, START_TIMEOUT_SECONDS, f"the start of {name}")

    def _empty_redis(self) -> None:
        with self.connector.container.redis() as client:
            client.flushall()

    def _crash_redis(self) -> None:
        self.redis.kill()
        self.redis.start()

    def _crash_postgres(self) -> None:
        self.postgres.kill()
        self.postgres.start()


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[Installation]:
    """The running installation, with a connected shop whose only product is mapped."""
    with PostgresServer() as postgres, RedisServer() as redis:
        environment = build_environment(postgres.url, redis.url)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        connector = seed_database()
        with psycopg.connect(postgres.url.replace("+psycopg", "")) as connection:
            connection.execute(_RECORD_WRITES)
        with run_process_cluster(environment, tmp_path / "chaos.log") as running:
            for name, command in (("web", "serve"), ("worker-1", "worker"), ("worker-2", "worker")):
                running.fork(name, command)
            running.wait_until_reachable(f"{environment['APP_URL']}/healthz")
            installation = Installation(postgres, redis, environment, running, connector)
            wait_until(
                lambda: installation.count_starts() == len(running.processes), START_TIMEOUT_SECONDS, "the starts"
            )
            yield installation
        connector.close()


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.timeout(900)
def test_whatever_fails_nothing_is_lost_and_nothing_is_applied_twice(installation: Installation, seed: int) -> None:
    chance = random.Random(seed)
    deliveries = [make_order_delivery(order, state) for order in range(ORDERS) for state in range(STATES_PER_ORDER)]
    stream = deliveries + chance.choices(deliveries, k=len(deliveries) // 2)
    stream += [make_forged_delivery(number) for number in range(FORGED)]
    chance.shuffle(stream)

    address = f"{installation.environment['APP_URL']}/webhooks/shopify"
    with ThreadPoolExecutor(SENDERS) as threads, httpx.Client(timeout=5) as shopify:
        answers = [threads.submit(deliver_until_answered, shopify, address, delivery) for delivery in stream]
        for what in iter_disruptions(installation, chance):
            installation.disruptions[what]()
            wait_for_progress(installation, len(deliveries))
            if LONG_RUN and all(answer.done() for answer in answers):
                break
        assert sorted(answer.result() for answer in answers) == [200] * (len(stream) - FORGED) + [401] * FORGED

    wait_until(lambda: installation.count_finished_events() == len(deliveries), 120, "every event to be finished")
    assert sum(installation.count_events().values()) == len(deliveries)
    newest = f"count(*) FILTER (WHERE financial_status = 'state-{STATES_PER_ORDER - 1}')"
    assert installation.query_database(f"SELECT count(*), {newest} FROM erp_orders") == [(ORDERS, ORDERS)]
    recorded_writes = installation.query_database(
        "SELECT count(*), count(DISTINCT (shopify_order_id, financial_status)) FROM recorded_writes"
    )
    assert recorded_writes == [(installation.count_events()[EventStatus.DONE],) * 2]


def iter_disruptions(installation: Installation, rng: random.Random) -> Generator[str]:
    """Each once in the short form; endlessly and in random order in the long one."""
    names = list(installation.disruptions)
    yield from names
    while LONG_RUN:
        yield rng.choice(names)


def make_order_delivery(order: int, state: int) -> Delivery:
    """One state of one order, with a webhook id of its own."""
    body = an_order_body(
        id=order + 1,
        name=f"#{order}",
        updated_at=f"2026-11-23T12:00:0{state}+01:00",
        financial_status=f"state-{state}",
    )
    return a_delivery("orders/updated", body, f"webhook-{order}-{state}")


def make_forged_delivery(number: int) -> Delivery:
    """A delivery with an invalid signature."""
    body = an_order_body(id=number + 1, updated_at="2027-01-01T00:00:00Z", financial_status="forged")
    return a_delivery("orders/updated", body, f"forged-{number}", signature="AAAA")


def deliver_until_answered(shopify: httpx.Client, address: str, sent: Delivery) -> int:
    """Send until the answer is final, as Shopify does."""
    headers = {
        "X-Shopify-Topic": sent.topic,
        "X-Shopify-Hmac-Sha256": sent.signature,
        "X-Shopify-Shop-Domain": sent.shop_domain,
        "X-Shopify-Webhook-Id": sent.webhook_id,
    }

    def post() -> int | None:
        try:
            answer = shopify.post(address, content=sent.body, headers=headers)
        except httpx.TransportError:
            return None
        return answer.status_code if answer.status_code in (200, 401) else None

    return wait_until(post, 120, "an answer")


def wait_for_progress(installation: Installation, total: int) -> None:
    """Wait until more events are finished than now."""
    before = installation.count_finished_events()
    wait_until(
        lambda: installation.count_finished_events() > before or installation.count_finished_events() == total,
        60,
        "progress",
    )
