"""Everything that can go away goes away while webhooks pour in: nothing is lost, nothing is applied twice.

`make test` runs a short form; `make chaos` runs thousands of webhooks for each of several seeds.
"""

import os
import random
from collections.abc import Callable, Generator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import httpx
import psycopg
import pytest

from novex_shopify.config.connector import Connector
from novex_shopify.domain.errors import StoreUnavailable
from novex_shopify.domain.model.webhook_event import Delivery, EventStatus
from novex_shopify.entrypoints.demo.patience import eventually
from tests.builders import a_delivery, an_order_body
from tests.installation import a_furnished_database, an_environment
from tests.plant import Plant, plant
from tests.servers import PostgresServer, RedisServer

LONG = "CHAOS_SEEDS" in os.environ
SEEDS = range(int(os.environ.get("CHAOS_SEEDS", "1")))
ORDERS, STATES, FORGED = (1_000, 5, 500) if LONG else (150, 4, 60)
SENDERS = 12

_COUNT_WRITES = """
CREATE TABLE written (shopify_order_id bigint, financial_status text);
CREATE FUNCTION note_write() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN INSERT INTO written VALUES (NEW.shopify_order_id, NEW.financial_status); RETURN NEW; END';
CREATE TRIGGER note_write AFTER INSERT OR UPDATE ON erp_orders FOR EACH ROW EXECUTE FUNCTION note_write();
"""


@dataclass(frozen=True, slots=True)
class Installation:
    """A web process, two workers, PostgreSQL and Redis: each can be taken away."""

    postgres: PostgresServer
    redis: RedisServer
    environment: Mapping[str, str]
    processes: Plant
    connector: Connector

    @property
    def disruptions(self) -> Mapping[str, Callable[[], object]]:
        """What may happen."""
        return {
            "a worker is killed": lambda: self.processes.kill("worker-1"),
            "the other worker is killed": lambda: self.processes.kill("worker-2"),
            "Redis is emptied": self._empty_redis,
            "the web process is killed": lambda: self.processes.kill("web"),
            "PostgreSQL is restarted": self.postgres.restart,
            "Redis crashes and starts empty": self._crash_redis,
            "PostgreSQL crashes and recovers": self._crash_postgres,
        }

    def counts(self) -> dict[EventStatus, int]:
        """How many events stand where."""
        try:
            with self.connector.container.unit_of_work()() as tx:
                return tx.events.counts()
        except StoreUnavailable:
            return {}

    def finished(self) -> int:
        """How many events have come to a good end."""
        counts = self.counts()
        return counts.get(EventStatus.DONE, 0) + counts.get(EventStatus.SUPERSEDED, 0)

    def query(self, statement: str) -> list[tuple[object, ...]]:
        """Ask the database."""
        with psycopg.connect(self.postgres.url.replace("+psycopg", "")) as connection:
            return connection.execute(statement.encode()).fetchall()

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
    """All of it, running, with a connected shop and its only product mapped."""
    with PostgresServer() as postgres, RedisServer() as redis:
        environment = an_environment(postgres.url, redis.url)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        connector = a_furnished_database()
        with psycopg.connect(postgres.url.replace("+psycopg", "")) as connection:
            connection.execute(_COUNT_WRITES)
        with plant(environment, tmp_path / "chaos.log") as running:
            for name, command in (("web", "serve"), ("worker-1", "worker"), ("worker-2", "worker")):
                running.start(name, command)
            running.wait_for_web(f"{environment['APP_URL']}/healthz")
            yield Installation(postgres, redis, environment, running, connector)
        connector.close()


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.timeout(900)
def test_whatever_goes_away_nothing_is_lost_and_nothing_is_applied_twice(installation: Installation, seed: int) -> None:
    chance = random.Random(seed)
    deliveries = [a_state(order, state) for order in range(ORDERS) for state in range(STATES)]
    stream = deliveries + chance.choices(deliveries, k=len(deliveries) // 2)
    stream += [a_forgery(number) for number in range(FORGED)]
    chance.shuffle(stream)

    address = f"{installation.environment['APP_URL']}/webhooks/shopify"
    with ThreadPoolExecutor(SENDERS) as threads, httpx.Client(timeout=5) as shopify:
        answers = [threads.submit(deliver, shopify, address, delivery) for delivery in stream]
        for what in disruptions(installation, chance):
            installation.disruptions[what]()
            wait_for_progress(installation, len(deliveries))
            if LONG and all(answer.done() for answer in answers):
                break
        assert sorted(answer.result() for answer in answers) == [200] * (len(stream) - FORGED) + [401] * FORGED

    eventually(lambda: installation.finished() == len(deliveries), 120, "every event to be finished")
    assert sum(installation.counts().values()) == len(deliveries)
    newest = f"count(*) FILTER (WHERE financial_status = 'state-{STATES - 1}')"
    assert installation.query(f"SELECT count(*), {newest} FROM erp_orders") == [(ORDERS, ORDERS)]
    written = installation.query("SELECT count(*), count(DISTINCT (shopify_order_id, financial_status)) FROM written")
    assert written == [(installation.counts()[EventStatus.DONE],) * 2]


def disruptions(installation: Installation, chance: random.Random) -> Generator[str]:
    """Each once in the short form; in the long one again and again, in any order."""
    names = list(installation.disruptions)
    yield from names
    while LONG:
        yield chance.choice(names)


def a_state(order: int, state: int) -> Delivery:
    """One state of one order, under a webhook id of its own."""
    body = an_order_body(
        id=order + 1,
        name=f"#{order}",
        updated_at=f"2026-11-23T12:00:0{state}+01:00",
        financial_status=f"state-{state}",
    )
    return a_delivery("orders/updated", body, f"webhook-{order}-{state}")


def a_forgery(number: int) -> Delivery:
    """A delivery that nobody signed."""
    body = an_order_body(id=number + 1, updated_at="2027-01-01T00:00:00Z", financial_status="forged")
    return a_delivery("orders/updated", body, f"forged-{number}", signature="AAAA")


def deliver(shopify: httpx.Client, address: str, sent: Delivery) -> int:
    """Send until it is answered for good, as Shopify does."""
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

    return eventually(post, 120, "an answer")


def wait_for_progress(installation: Installation, all_of_them: int) -> None:
    """Until some more events are finished than now."""
    before = installation.finished()
    eventually(lambda: installation.finished() > before or installation.finished() == all_of_them, 60, "progress")
