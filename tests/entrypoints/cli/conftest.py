"""An installation of its own for each test of a command."""

import shutil
from collections.abc import Generator
from decimal import Decimal
from pathlib import Path

import pytest

from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.resource_link import ResourceLink, StateVersion
from novex_shopify.domain.model.sales_order import SalesOrder, SalesOrderLine
from novex_shopify.domain.model.shop import Scopes, Shop
from novex_shopify.entrypoints.embedded.connector import Connector
from tests.entrypoints.cli.commands import LINE, NOON, SHOP


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sqlite_template: Path) -> None:
    """The settings of an installation on a SQLite file in the current folder, which is migrated."""
    shutil.copy(sqlite_template, tmp_path / "novex-shopify.db")
    monkeypatch.chdir(tmp_path)
    for name, value in {
        "SHOPIFY_CLIENT_ID": "app-1",
        "SHOPIFY_CLIENT_SECRET": "a-planted-secret-0123456789",
        "DATABASE_URL": "",
        "REDIS_URL": "",
        "COLUMNS": "200",
        "SMTP_URL": "smtp://127.0.0.1:1",
        "MAIL_FROM": "reports@example.com",
    }.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def connector() -> Generator[Connector]:
    """A connector to the same installation."""
    connector = Connector.from_env()
    yield connector
    connector.close()


@pytest.fixture
def an_order(connector: Connector) -> str:
    """A connected store with an order; the ERP's id of the order."""
    euros = Money(Decimal("11.90"), "EUR")
    none = Money(Decimal("0.00"), "EUR")
    line = SalesOrderLine(LINE, "ART-1", "TEA", "Tea", 1, 1, euros, none, none, euros)
    with connector.container.unit_of_work()() as tx:
        tx.shops.save(Shop(SHOP, Scopes.parse("read_orders"), "2026-10", NOON))
        erp_id = tx.erp.orders.apply([SalesOrder(SHOP, 450789469, "#1001", NOON, NOON, euros, (line,))])[0]
        tx.order_links.save([ResourceLink(SHOP, 450789469, erp_id, StateVersion(NOON))])
        tx.commit()
    return erp_id
