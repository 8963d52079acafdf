"""The product starts on a database that fits, or says in one message what to do."""

from collections.abc import Generator
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from structlog.testing import capture_logs

from novex_shopify.adapters.persistence.migrate import get_head_revision, list_revisions
from novex_shopify.adapters.persistence.schema_version import VERSION_TABLE
from novex_shopify.config.container import Container
from novex_shopify.config.errors import CannotStart, InvalidSettings
from novex_shopify.config.example_values import EXAMPLE_VALUES
from novex_shopify.config.settings import read_settings
from novex_shopify.config.startup import build_container, fetch_schema_version, migrate_database, warn_about_redis
from novex_shopify.domain.model.check_result import CheckFailed
from novex_shopify.entrypoints.doctor.installation_checks import check_database, check_redis, check_schema
from tests.servers import create_database, drop_database
from tests.tls_proxy import TlsProxy

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
    assert fetch_schema_version(container).current == get_head_revision()
    container.engine().dispose()


def test_a_postgresql_database_is_ready_once_it_is_migrated(environment: pytest.MonkeyPatch, postgres_url: str) -> None:
    use_postgres(environment, postgres_url)
    installation = Container(settings=read_settings())
    assert fetch_schema_version(installation).current is None
    assert migrate_database(installation) == get_head_revision()
    container = build_container()
    assert fetch_schema_version(container).current == get_head_revision()
    for each in (installation, container):
        each.engine().dispose()


def test_an_unreachable_database_is_named_without_its_password(environment: pytest.MonkeyPatch) -> None:
    query = "password=planted-password&sslpassword=planted-password"
    use_postgres(environment, f"postgresql+psycopg://novex:planted-password@127.0.0.1:1/novex?{query}")
    with pytest.raises(CannotStart, match="Start it, or correct DATABASE_URL") as refusal:
        build_container()
    assert "novex:***@127.0.0.1:1/novex" in str(refusal.value)
    assert "planted-password" not in str(refusal.value)


def test_a_missing_right_differs_from_a_server_that_is_away(environment: pytest.MonkeyPatch, postgres_url: str) -> None:
    separator = "&" if "?" in postgres_url else "?"
    use_postgres(environment, f"{postgres_url}{separator}options=-crole%3Dpg_read_all_data")
    installation = Container(settings=read_settings())
    with pytest.raises(CannotStart, match=r"permission denied .* Give its user this right"):
        migrate_database(installation)
    installation.engine().dispose()


@pytest.mark.parametrize("encoding", ["SQL_ASCII", "LATIN1"])
def test_a_database_that_cannot_hold_every_name_is_refused_by_one_message(
    environment: pytest.MonkeyPatch, postgres_server: str, encoding: str
) -> None:
    url = create_database(postgres_server, f"novex_{encoding}".lower(), encoding=encoding)
    use_postgres(environment, url)
    installation = Container(settings=read_settings())
    for start in (lambda: migrate_database(installation), build_container):
        with pytest.raises(CannotStart, match=f"has the encoding {encoding}, .*; it must be UTF8") as refusal:
            start()
        assert len(str(refusal.value).splitlines()) == 1
    with pytest.raises(CheckFailed, match="it must be UTF8"):
        check_database(installation)
    installation.engine().dispose()
    drop_database(postgres_server, f"novex_{encoding}".lower())


@pytest.fixture
def installation(environment: pytest.MonkeyPatch, postgres_url: str) -> Generator[Container]:
    """A migrated PostgreSQL database."""
    use_postgres(environment, postgres_url)
    installation = Container(settings=read_settings())
    migrate_database(installation)
    yield installation
    installation.engine().dispose()


def set_revision(installation: Container, revision: str) -> None:
    """As another version of the product migrates."""
    with installation.engine().begin() as connection:
        connection.exec_driver_sql(f"UPDATE {VERSION_TABLE} SET version_num = '{revision}'")


def test_a_newer_revision_of_the_same_generation_is_accepted_and_kept(installation: Container) -> None:
    set_revision(installation, "0999")
    assert migrate_database(installation) == "0999"
    container = build_container()
    assert check_schema(container) == "at revision 0999, newer than this program needs"
    container.engine().dispose()


@pytest.mark.parametrize("revision", ["1000", "a1erp"])
def test_an_incompatible_revision_says_which_side_is_older_and_how_to_go_back(
    installation: Container, revision: str
) -> None:
    set_revision(installation, revision)
    message = f"This program is older than the database: .*{revision}.*migrate --to {get_head_revision()}"
    for start in (build_container, lambda: migrate_database(installation)):
        with pytest.raises(CannotStart, match=message):
            start()
    with pytest.raises(CheckFailed, match="This program is older than the database"):
        check_schema(installation)


def test_a_database_goes_back_to_a_revision_and_forward_again(installation: Container) -> None:
    assert migrate_database(installation, "base") == "none"
    with pytest.raises(CannotStart, match=r"at revision none, this version needs .* Run `novex-shopify migrate` first"):
        build_container()
    assert migrate_database(installation, get_head_revision()) == get_head_revision()
    assert migrate_database(installation, get_head_revision()) == get_head_revision()


def test_a_revision_that_this_version_does_not_know_cannot_be_reached(installation: Container) -> None:
    with pytest.raises(CannotStart, match=f"no revision 0999. This version has .*{get_head_revision()}"):
        migrate_database(installation, "0999")
    set_revision(installation, "0999")
    with pytest.raises(CannotStart, match="only the version that migrated it can go back"):
        migrate_database(installation, get_head_revision())


def test_every_revision_of_this_version_is_a_number_of_four_digits_in_order() -> None:
    assert all(len(revision) == 4 and revision.isdecimal() for revision in list_revisions())
    assert list(list_revisions()) == sorted(list_revisions())


def test_the_product_starts_without_its_redis_and_logs_what_that_means(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("REDIS_URL", "redis://:planted-password@127.0.0.1:1/0")
    container = build_container()
    with capture_logs() as logs:
        warn_about_redis(container)
    assert logs == [
        {
            "event": "redis.unavailable",
            "outage": "redis",
            "log_level": "warning",
            "cause": "cannot be reached (connection error)",
            "effect": "work waits for the next sweep",
        }
    ]
    container.engine().dispose()


def test_a_redis_whose_certificate_is_not_verified_is_named_in_the_log_and_by_the_doctor(
    environment: pytest.MonkeyPatch, redis_url: str, tmp_path: Path
) -> None:
    port = int(redis_url.rpartition(":")[2].partition("/")[0])
    with TlsProxy(port, tmp_path) as proxy:
        environment.setenv("REDIS_URL", f"rediss://127.0.0.1:{proxy.port}/0")
        verifying = Container(settings=read_settings())
        with pytest.raises(CheckFailed, match="certificate is not trusted") as refusal:
            check_redis(verifying)
        assert "REDIS_TLS_VERIFY=false" in refusal.value.fix
        environment.setenv("REDIS_TLS_VERIFY", "false")
        unverified = Container(settings=read_settings())
        assert check_redis(unverified).endswith("its certificate is not verified")
        with capture_logs() as logs:
            warn_about_redis(unverified)
        assert [log["event"] for log in logs] == ["redis.certificate_not_verified"]
        for container in (verifying, unverified):
            container.redis_probe().redis.close()


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
