"""The console for tests that only need a store in it."""

from collections.abc import Generator

import pytest
from starlette.testclient import TestClient

from novex_shopify.config.container import Container
from tests.builders import a_shop
from tests.entrypoints.web.console.local_console import open_local_console


@pytest.fixture
def console(container: Container) -> Generator[TestClient]:
    """The console of a local installation with a connected store. A page's tests replace it by one with records."""
    with container.transaction() as tx:
        tx.shops.save(a_shop())
        tx.commit()
    with open_local_console(container) as client:
        yield client
