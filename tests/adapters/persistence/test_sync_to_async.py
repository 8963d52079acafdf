"""Stores webhooks in PostgreSQL from an event loop, through the same use case as everywhere."""

import asyncio
from collections.abc import Coroutine, Generator, Sequence
from typing import Any

import pytest
from cryptography.fernet import Fernet

from novex_shopify.config.container import Container
from novex_shopify.config.settings import Settings
from novex_shopify.config.startup import migrate_database
from novex_shopify.domain.model.webhook_event import Delivery, IntakeOutcome
from tests.builders import OTHER_SHOP, SECRET, a_delivery, a_shop, an_order_body

BODY = an_order_body()
STORED, NOT_STORED = IntakeOutcome.STORED, IntakeOutcome.NOT_STORED


@pytest.fixture
def container(postgres_url: str) -> Generator[Container]:
    """A connected store on PostgreSQL."""
    container = Container(settings=build_settings(postgres_url))
    migrate_database(container)
    with container.unit_of_work()() as tx:
        tx.shops.save(a_shop())
        tx.commit()
    yield container
    container.engine().dispose()


def build_settings(database_url: str) -> Settings:
    return Settings.model_validate(
        {
            "shopify_client_id": "app",
            "shopify_client_secret": SECRET.value,
            "database_url": database_url,
            "token_encryption_keys": Fernet.generate_key().decode(),
        }
    )


def ingest(container: Container, *batches: Sequence[Delivery]) -> list[list[IntakeOutcome]]:
    """Ingest all batches concurrently."""

    async def run() -> list[list[IntakeOutcome]]:
        waits: list[Coroutine[Any, Any, list[IntakeOutcome]]] = [container.ingest()(batch) for batch in batches]
        try:
            return list(await asyncio.gather(*waits))
        finally:
            await container.ingest().close()

    return asyncio.run(run())


def list_webhook_ids(container: Container) -> list[str]:
    """Oldest first."""
    with container.unit_of_work()() as tx:
        return [event.webhook_id for event in tx.events.list_latest(100)][::-1]


def make_deliveries(*names: str, **changes: Any) -> list[Delivery]:
    return [a_delivery(body=BODY, webhook_id=name, **changes) for name in names]


def test_each_delivery_gets_its_own_outcome(container: Container) -> None:
    batch = [
        *make_deliveries("a", "b", "a"),
        *make_deliveries("c", shop_domain=OTHER_SHOP),
        *make_deliveries("d", signature="forged"),
    ]
    assert ingest(container, batch) == [
        [STORED, STORED, IntakeOutcome.DUPLICATE, IntakeOutcome.UNKNOWN_SHOP, IntakeOutcome.BAD_SIGNATURE]
    ]
    assert list_webhook_ids(container) == ["a", "b"]


def test_the_same_deliveries_in_concurrent_batches_are_stored_once(container: Container) -> None:
    names = [f"webhook-{number}" for number in range(50)]
    first, second = ingest(container, make_deliveries(*names), make_deliveries(*reversed(names)))
    assert [first, second].count([STORED] * 50) <= 1
    assert (first + second).count(STORED) == 50
    assert len(list_webhook_ids(container)) == 50


def test_a_delivery_that_the_database_refuses_does_not_fail_the_others(container: Container) -> None:
    batch = [*make_deliveries("a"), *make_deliveries("b", topic="orders/\0create"), *make_deliveries("c")]
    assert ingest(container, batch) == [[STORED, NOT_STORED, STORED]]
    assert list_webhook_ids(container) == ["a", "c"]


def test_without_a_database_no_delivery_counts_as_stored() -> None:
    away = Container(settings=build_settings("postgresql+psycopg://novex@127.0.0.1:1/novex"))
    assert ingest(away, make_deliveries("a", "b")) == [[NOT_STORED, NOT_STORED]]


def test_a_dropped_connection_costs_at_most_one_batch(container: Container) -> None:
    async def run() -> list[IntakeOutcome]:
        ingest = container.ingest()
        outcomes: list[IntakeOutcome] = await ingest(make_deliveries("a"))
        await asyncio.to_thread(cut_all_connections, container)
        outcomes += await ingest(make_deliveries("b"))
        outcomes += await ingest(make_deliveries("b"))
        await container.ingest().close()
        return outcomes

    first, *_, last = asyncio.run(run())
    assert first is STORED
    assert last in (STORED, IntakeOutcome.DUPLICATE)
    assert list_webhook_ids(container) == ["a", "b"]


def cut_all_connections(container: Container) -> None:
    """As a restart of the server does."""
    with container.engine().connect() as connection:
        connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
