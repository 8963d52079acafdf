"""Processes are killed while webhooks come in doubled and out of order: nothing is lost, nothing applied twice."""

import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from cryptography.fernet import Fernet
from sqlalchemy import make_url

from novex_shopify.config.connector import Connector
from novex_shopify.config.container import Container
from novex_shopify.config.settings import read_settings
from novex_shopify.config.start import migrate_database
from novex_shopify.domain.model.product import MatchedBy, ProductMapping
from novex_shopify.domain.model.webhook_event import Delivery, EventStatus
from novex_shopify.entrypoints.demo.patience import eventually
from novex_shopify.entrypoints.demo.servers import free_port
from tests.builders import SECRET, SHOP, a_delivery, a_shop, a_variant, an_item, an_order_body
from tests.plant import plant

ORDERS = 120
STATES = 3
KILLS = 4


@pytest.fixture
def environment(postgres_url: str, redis_url: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """PostgreSQL, Redis, and a port of one's own."""
    port = free_port()
    environment = {
        "SHOPIFY_CLIENT_ID": "chaos",
        "SHOPIFY_CLIENT_SECRET": SECRET.value,
        "DATABASE_URL": make_url(postgres_url).render_as_string(hide_password=False),
        "REDIS_URL": redis_url,
        "TOKEN_ENCRYPTION_KEYS": Fernet.generate_key().decode(),
        "APP_URL": f"http://127.0.0.1:{port}",
        "PORT": str(port),
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return environment


@pytest.mark.parametrize("seed", [20261123])
def test_killed_workers_and_web_lose_nothing_and_double_nothing(
    environment: dict[str, str], tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    deliveries = [delivery(order, state) for order in range(ORDERS) for state in range(STATES)]
    stream = chance.choices(deliveries, k=len(deliveries) // 2) + deliveries
    chance.shuffle(stream)
    connector = an_installation()
    with plant(environment, tmp_path / "chaos.log") as running:
        for name, command in (("web", "serve"), ("worker-1", "worker"), ("worker-2", "worker")):
            running.start(name, command)
        running.wait_for_web(f"{environment['APP_URL']}/healthz")
        with ThreadPoolExecutor(9) as threads:
            sent = threads.map(lambda each: deliver(environment["APP_URL"], each), stream)
            for _ in range(KILLS):
                running.kill(chance.choice(("worker-1", "worker-2")))
                wait_for_progress(connector)
            running.kill("web")
            assert set(sent) == {200}
        eventually(lambda: all_settled(connector, len(deliveries)), 60, "all events to be settled")
    documents = connector.orders(ORDERS * 2)
    connector.close()
    assert {order.shopify_order_id: order.financial_status for order in documents} == {
        order + 1: f"state-{STATES - 1}" for order in range(ORDERS)
    }
    assert len(documents) == ORDERS


def an_installation() -> Connector:
    """Migrated, with a connected shop and its only product mapped."""
    container = Container(settings=read_settings())
    migrate_database(container)
    container.engine().dispose()
    connector = Connector.from_env()
    connector.put_items([an_item()])
    with connector.container.unit_of_work()() as tx:
        tx.shops.save(a_shop())
        tx.mappings.save(ProductMapping(SHOP, a_variant(), "ART-1", MatchedBy.SKU))
        tx.commit()
    return connector


def delivery(order: int, state: int) -> Delivery:
    """One state of one order, under a webhook id of its own."""
    body = an_order_body(
        id=order + 1,
        name=f"#{order}",
        updated_at=f"2026-11-23T12:00:0{state}+01:00",
        financial_status=f"state-{state}",
    )
    return a_delivery("orders/updated", body, f"webhook-{order}-{state}")


def deliver(address: str, sent: Delivery) -> int:
    """Send until it is answered with 200, as Shopify does."""
    headers = {
        "X-Shopify-Topic": sent.topic,
        "X-Shopify-Hmac-Sha256": sent.signature,
        "X-Shopify-Shop-Domain": sent.shop_domain,
        "X-Shopify-Webhook-Id": sent.webhook_id,
    }

    def post() -> int | None:
        try:
            answer = httpx.post(f"{address}/webhooks/shopify", content=sent.body, headers=headers, timeout=5)
        except httpx.TransportError:
            return None
        return answer.status_code if answer.is_success else None

    return eventually(post, 60, "an answer of 200")


def wait_for_progress(connector: Connector) -> None:
    """Until some more events are done than now."""
    before = done(connector)
    eventually(lambda: done(connector) > before or done(connector) == ORDERS * STATES, 30, "progress")


def done(connector: Connector) -> int:
    """How many events have come to a good end."""
    with connector.container.unit_of_work()() as tx:
        counts = tx.events.counts()
    return counts.get(EventStatus.DONE, 0) + counts.get(EventStatus.SUPERSEDED, 0)


def all_settled(connector: Connector, expected: int) -> bool:
    """Whether every event, and no other, is done or superseded."""
    with connector.container.unit_of_work()() as tx:
        counts = tx.events.counts()
    return sum(counts.values()) == expected == done(connector)
