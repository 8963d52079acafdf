"""The list of stores."""

import re
from collections.abc import Generator
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from novex_shopify.config.container import Container
from novex_shopify.domain.model.shop import ShopDomain
from tests.builders import NOON, OTHER_SHOP, SHOP, a_shop
from tests.entrypoints.web.console.local_console import open_local_console


@pytest.fixture
def console(container: Container) -> Generator[TestClient]:
    """The console of a local installation with 52 stores; the first two by name were connected last."""
    with container.transaction() as tx:
        tx.shops.save(a_shop(domain=OTHER_SHOP, installed_at=NOON))
        tx.shops.save(a_shop(installed_at=NOON + timedelta(hours=1)))
        for number in range(50):
            domain = ShopDomain(f"z-{number:02}.myshopify.com")
            tx.shops.save(a_shop(domain=domain, installed_at=NOON - timedelta(days=number + 1)))
        tx.commit()
    with open_local_console(container) as client:
        yield client


def list_stores(page: str) -> list[str]:
    return re.findall(r'<tr id="store-([^"]+)"', page)


def test_stores_are_sorted_paged_and_exported(console: TestClient) -> None:
    first = console.get("/console/stores").text
    assert "<title>Stores (52)" in first
    assert list_stores(first)[:2] == [OTHER_SHOP, SHOP]
    assert (
        list_stores(console.get(f"/console/stores?after={list_stores(first)[-1]}").text)
        == list_stores(console.get("/console/stores?sort=-store").text)[1::-1]
    )
    assert list_stores(console.get("/console/stores?sort=-connected").text)[:2] == [SHOP, OTHER_SHOP]
    lines = console.get("/console/stores?format=csv&sort=connected").text.splitlines()
    assert [len(lines), lines[1].split(",")[0]] == [53, "z-49.myshopify.com"]
