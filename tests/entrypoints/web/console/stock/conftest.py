"""A warehouse and its console."""

from collections.abc import Generator

import pytest
from dependency_injector import providers
from starlette.testclient import TestClient

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.config.container import Container
from novex_shopify.domain.model.product import DateKind, Item
from novex_shopify.domain.model.storage_location import StorageKind, StorageLocation
from tests.builders import NOON
from tests.entrypoints.web.console.local_console import open_local_console


@pytest.fixture
def console(container: Container) -> Generator[TestClient]:
    """The console of a local installation with two items, a rack and a freezer, at noon of 23 November 2026."""
    container.clock.override(providers.Object(ManualClock(NOON)))
    with container.transaction() as tx:
        tx.erp.catalog.put(
            [
                Item("KIMCHI", "Kimchi, mild", "KIM-350", "4006381333931", unit="jar", date_kind=DateKind.USE_BY),
                Item("TEA", "Green tea"),
            ]
        )
        tx.commit()
    container.save_location()(StorageLocation(0, "Rack", StorageKind.RACK))
    container.save_location()(StorageLocation(0, "Freezer", StorageKind.FREEZER))
    with open_local_console(container) as client:
        yield client
