"""A store that keeps stock and buys labels, for tests of the packing station."""

from collections.abc import Generator
from dataclasses import replace

import pytest
from dependency_injector import providers
from starlette.testclient import TestClient

from novex_shopify.config.container import Container
from novex_shopify.config.in_memory_container import IN_MEMORY_SETTINGS, build_in_memory_container
from novex_shopify.config.settings import Settings
from novex_shopify.domain.model.label import CarrierMode
from novex_shopify.domain.model.secret import Secret
from tests.domain.use_cases.labels.label_steps import BOX, build_request
from tests.entrypoints.web.console.local_console import LOCAL, open_local_console
from tests.warehouse_world import KIMCHI, open_warehouse

GTIN = "04012345123456"


@pytest.fixture
def container() -> Container:
    """A store that keeps stock and has an account for labels, and a box."""
    container = build_in_memory_container()
    container.settings.override(providers.Object(Settings.model_validate({**IN_MEMORY_SETTINGS, **LOCAL})))
    container.process_label_purchase.add_kwargs(build_request=build_request)
    open_warehouse(container)
    with container.transaction() as tx:
        tx.erp.catalog.put([replace(KIMCHI, barcode=GTIN)])
        tx.carrier_accounts.save(None, CarrierMode.TEST, Secret("key"), None)
        tx.boxes.save(BOX)
        tx.commit()
    return container


@pytest.fixture
def console(container: Container) -> Generator[TestClient]:
    with open_local_console(container) as client:
        yield client
