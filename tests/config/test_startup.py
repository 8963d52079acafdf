"""The product starts on a database that fits, or says in one message what to do."""

from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from novex_shopify.adapters.persistence.migrate import get_head_revision
from novex_shopify.config.container import Container
from novex_shopify.config.errors import CannotStart, InvalidSettings
from novex_shopify.config.settings import EXAMPLE_VALUES, read_settings
from novex_shopify.config.startup import build_container, fetch_schema_revisions, migrate_database

KEY = Fernet.generate_key().decode()


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """The two required variables, and a folder for the database and the key."""
    monkeypatch.chdir(tmp_path)
    for name in EXAMPLE_VALUES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SHOPIFY_CLIENT_ID", "app-1")
    monkeypatch.setenv("SHOPIFY_CLIENT_SECRET", "a-planted-secret-0123456789")
    return monkeypatch


def use_postgres(environment: pytest.MonkeyPatch, url: str) -> None:
    environment.setenv("DATABASE_URL", url)
    environment.setenv("TOKEN_ENCRYPTION_KEYS", KEY)


def test_a_sqlite_file_is_created_and_migrated(tmp_path: Path) -> None:
    container = build_container()
    assert (tmp_path / "novex-shopify.db").exists()
    assert fetch_schema_revisions(container) == (get_head_revision(), get_head_revision())
    container.engine().dispose()


def test_a_postgresql_database_is_ready_once_it_is_migrated(environment: pytest.MonkeyPatch, postgres_url: str) -> None:
    use_postgres(environment, postgres_url)
    installation = Container(settings=read_settings())
    assert fetch_schema_revisions(installation) == (None, get_head_revision())
    assert migrate_database(installation) == get_head_revision()
    container = build_container()
    assert fetch_schema_revisions(container) == (get_head_revision(), get_head_revision())
    for each in (installation, container):
        each.engine().dispose()


def test_an_unreachable_database_is_named_without_its_password(environment: pytest.MonkeyPatch) -> None:
    use_postgres(environment, "postgresql+psycopg://novex:planted-password@127.0.0.1:1/novex")
    with pytest.raises(CannotStart, match="Start it, or correct DATABASE_URL") as refusal:
        build_container()
    assert "novex:***@127.0.0.1:1/novex" in str(refusal.value)
    assert "planted-password" not in str(refusal.value)


def test_an_unreachable_redis_is_named_with_the_way_to_do_without(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("REDIS_URL", "redis://127.0.0.1:1/0")
    with pytest.raises(CannotStart, match=r"The Redis of REDIS_URL cannot be used: .* unset REDIS_URL"):
        build_container()


def test_a_redis_that_responds_is_used(environment: pytest.MonkeyPatch, redis_url: str) -> None:
    environment.setenv("REDIS_URL", redis_url)
    container = build_container()
    assert container.redis().ping()
    container.redis().close()
    container.engine().dispose()


def test_invalid_settings_leave_nothing_behind(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    environment.delenv("SHOPIFY_CLIENT_ID")
    with pytest.raises(InvalidSettings, match="SHOPIFY_CLIENT_ID is missing"):
        build_container()
    assert list(tmp_path.iterdir()) == []
