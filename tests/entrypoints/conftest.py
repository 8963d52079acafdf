"""The product in this process, on a SQLite file, with a Shopify that a test can script."""

import shutil
from collections.abc import Generator
from pathlib import Path

import httpx
import pytest
from dependency_injector import providers
from starlette.testclient import TestClient

from novex_shopify.config.container import Container
from novex_shopify.config.settings import Settings
from novex_shopify.config.startup import migrate_database
from novex_shopify.entrypoints.web.app import create_app
from tests.entrypoints.scripted_shopify import ScriptedShopify

SECRET = "s3cret-of-the-app-0123456789"
METRICS_TOKEN = "token-of-the-monitoring-0123456789"
MONITORING = {"Authorization": f"Bearer {METRICS_TOKEN}"}
"""The headers of a monitoring that may see everything."""
PREVIOUS_SECRET = "s3cret-of-last-year-0123456789"


@pytest.fixture(scope="session")
def read_settings() -> Settings:
    """Embedded defaults, and two client secrets as during a rotation."""
    return Settings.model_validate(
        {
            "shopify_client_id": "app-1",
            "shopify_client_secret": SECRET,
            "shopify_client_secret_previous": PREVIOUS_SECRET,
            "app_url": "https://erp.example.com",
            "shopify_shops": "tea-and-paper.myshopify.com",
            "metrics_token": METRICS_TOKEN,
        }
    )


@pytest.fixture
def settings(tmp_path: Path, sqlite_template: Path, read_settings: Settings) -> Settings:
    """The same for each test, on a migrated file of its own."""
    shutil.copy(sqlite_template, tmp_path / "novex-shopify.db")
    return read_settings.model_copy(update={"database_url": f"sqlite:///{tmp_path / 'novex-shopify.db'}"})


@pytest.fixture
def shopify() -> ScriptedShopify:
    """Shopify as the tests script it."""
    return ScriptedShopify()


@pytest.fixture(scope="session")
def unused_container() -> Container:
    """Made once: its 300 providers take longer to make than most tests do."""
    return Container()


@pytest.fixture
def container(unused_container: Container, settings: Settings, shopify: ScriptedShopify) -> Generator[Container]:
    """Every part is real except the transport of the HTTP client; nothing of it is kept for the next test."""
    container = unused_container
    container.settings.override(providers.Object(settings))
    container.http.override(providers.Object(httpx.Client(transport=httpx.MockTransport(shopify))))
    migrate_database(container)
    yield container
    container.http().close()
    container.engine().dispose()
    container.reset_singletons()
    for provider in container.traverse(types=[providers.Provider]):
        provider.reset_override()


@pytest.fixture
def web(container: Container) -> Generator[TestClient]:
    """The web process, without a worker, so that stored events stay unprocessed."""
    app = create_app(container, with_worker=False)
    with TestClient(app, base_url="https://erp.example.com", follow_redirects=False) as client:
        yield client
