"""A terminated process finishes its work within ten seconds and leaves nothing half done."""

import time
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from novex_shopify.domain.model.webhook_event import EventStatus
from novex_shopify.entrypoints.embedded.connector import Connector
from tests.builders import a_delivery, an_order_body
from tests.installation import build_environment, seed_database
from tests.polling import wait_until
from tests.process_cluster import ProcessCluster, run_process_cluster

EVENTS = 3_000
STOP_TIMEOUT_SECONDS = 10


@pytest.fixture
def connector(postgres_url: str, redis_url: str, monkeypatch: pytest.MonkeyPatch) -> Generator[Connector]:
    """A connected store with many orders in the inbox."""
    for name, value in build_environment(postgres_url, redis_url).items():
        monkeypatch.setenv(name, value)
    connector = seed_database()
    yield connector
    connector.close()


@pytest.fixture
def processes(tmp_path: Path) -> Generator[ProcessCluster]:
    with run_process_cluster({}, tmp_path / "log") as processes:
        yield processes


def count_events(connector: Connector) -> dict[EventStatus, int]:
    with connector.container.unit_of_work()() as tx:
        return tx.events.count_by_status()


def test_a_worker_in_the_middle_of_its_work(connector: Connector, processes: ProcessCluster) -> None:
    deliveries = [
        a_delivery("orders/create", an_order_body(id=number), f"webhook-{number}") for number in range(1, EVENTS + 1)
    ]
    connector.container.ingest_webhook()(deliveries)
    processes.fork("worker", "worker")
    wait_until(lambda: count_events(connector).get(EventStatus.DONE), 30, "the first orders")
    began = time.monotonic()
    assert processes.stop("worker") == 0
    assert time.monotonic() - began < STOP_TIMEOUT_SECONDS
    left = count_events(connector)
    assert EventStatus.PROCESSING not in left
    assert left[EventStatus.PENDING] + left[EventStatus.DONE] == EVENTS


def test_a_web_process_with_requests_under_way(connector: Connector, processes: ProcessCluster) -> None:
    address = connector.container.settings().app_url
    processes.fork("web", "serve")
    processes.wait_until_reachable(f"{address}/healthz")
    answered: list[str] = []

    def send(sender: int) -> None:
        """Send deliveries on one connection until the process refuses them."""
        with httpx.Client() as client:
            for number in range(EVENTS):
                delivery = a_delivery(body=an_order_body(id=number + 1), webhook_id=f"webhook-{sender}-{number}")
                headers = {
                    "X-Shopify-Topic": delivery.topic,
                    "X-Shopify-Hmac-Sha256": delivery.signature,
                    "X-Shopify-Shop-Domain": delivery.shop_domain,
                    "X-Shopify-Webhook-Id": delivery.webhook_id,
                }
                try:
                    answer = client.post(f"{address}/webhooks/shopify", content=delivery.body, headers=headers)
                except httpx.TransportError:
                    return
                if answer.status_code == httpx.codes.OK:
                    answered.append(delivery.webhook_id)

    with ThreadPoolExecutor(8) as threads:
        sending = [threads.submit(send, sender) for sender in range(8)]
        wait_until(lambda: len(answered) > 100, 30, "some answers")
        began = time.monotonic()
        processes.stop("web")
        assert time.monotonic() - began < STOP_TIMEOUT_SECONDS
        for each in sending:
            each.result()
    with connector.container.unit_of_work()() as tx:
        stored = {event.webhook_id for event in tx.events.list_latest(EVENTS * 8)}
    assert stored >= set(answered)
    assert len(stored - set(answered)) <= len(sending)
