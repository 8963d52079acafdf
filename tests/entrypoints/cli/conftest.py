"""An installation of its own for each test of a command."""

from collections.abc import Generator
from pathlib import Path

import pytest

from novex_shopify.entrypoints.embedded.connector import Connector


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An empty installation."""
    monkeypatch.chdir(tmp_path)
    for name, value in {
        "SHOPIFY_CLIENT_ID": "app-1",
        "SHOPIFY_CLIENT_SECRET": "a-planted-secret-0123456789",
        "DATABASE_URL": "",
        "REDIS_URL": "",
        "COLUMNS": "200",
    }.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def connector() -> Generator[Connector]:
    """A look into the same installation."""
    connector = Connector.from_env()
    yield connector
    connector.close()
