"""Use cases together, in memory: work waits for a store or a file, and continues when it is ready."""

import pytest

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.shopify.fake_shop import FakeShop
from novex_shopify.config.container import Container
from novex_shopify.config.in_memory_container import build_in_memory_container
from novex_shopify.domain.model.import_run import ImportStatus
from tests.builders import SHOP, a_customer, a_delivery


@pytest.fixture
def shop() -> FakeShop:
    return FakeShop(customers=[a_customer()])


@pytest.fixture
def container(shop: FakeShop) -> Container:
    """The product, with the store connected."""
    container = build_in_memory_container(shop)
    container.connect_shop().connect_with_token(SHOP, shop.access_token)
    return container


@pytest.fixture
def clock(container: Container) -> ManualClock:
    clock = container.clock()
    assert isinstance(clock, ManualClock)
    return clock


def test_a_webhook_ends_the_wait_for_the_file_of_an_import(container: Container, shop: FakeShop) -> None:
    shop.delays_bulk_operations = True
    while container.run_import().run_next():
        pass
    assert list_import_statuses(container) == {ImportStatus.PENDING}
    finish = b'{"admin_graphql_api_id": "gid://shopify/BulkOperation/2", "status": "completed", "type": "query"}'
    container.ingest_webhook()([a_delivery("bulk_operations/finish", finish)])
    container.process_event().run_next()
    while container.run_import().run_next():
        pass
    assert list_import_statuses(container) == {ImportStatus.DONE}


def list_import_statuses(container: Container) -> set[ImportStatus]:
    with container.unit_of_work()() as tx:
        return {run.status for run in tx.imports.list_latest(9)}
