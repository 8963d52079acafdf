"""What every test may ask for: real servers, with a place of its own in them."""

import os
from collections.abc import Generator
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from hypothesis import settings
from redis import Redis

from tests.servers import PostgresServer, RedisServer, drop_database, given, new_database

# Hypothesis notices CI and would repeat the same examples for ever; new ones each time find more.
settings.register_profile("default", settings.get_profile("default"), deadline=None)
settings.register_profile("ci", settings.get_profile("ci"), deadline=None, derandomize=False)
settings.load_profile("ci" if os.environ.get("CI") else "default")


@pytest.fixture(scope="session")
def postgres_server() -> Generator[str]:
    """The address of a PostgreSQL server, started when the first test asks for it."""
    if url := given("TEST_DATABASE_URL"):
        yield url
        return
    with PostgresServer() as server:
        yield server.url


@pytest.fixture(scope="session")
def redis_server(worker_id: str) -> Generator[str]:
    """The address of a Redis server, started when the first test asks for it, or of a place in a given one."""
    if url := given("TEST_REDIS_URL"):
        number = worker_id.removeprefix("gw")
        yield urlsplit(url)._replace(path=f"/{number}").geturl() if number.isdecimal() else url
        return
    with RedisServer() as server:
        yield server.url


@pytest.fixture
def postgres_url(postgres_server: str) -> Generator[str]:
    """An empty PostgreSQL database."""
    name = f"novex_{uuid4().hex}"
    yield new_database(postgres_server, name)
    drop_database(postgres_server, name)


@pytest.fixture
def redis_url(redis_server: str) -> str:
    """An empty Redis database."""
    with Redis.from_url(redis_server) as client:
        client.flushdb()
    return redis_server


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The address of a SQLite file that is not there yet."""
    return f"sqlite:///{tmp_path / 'novex-shopify.db'}"


@pytest.hookimpl(wrapper=True)
def pytest_sessionfinish(session: pytest.Session) -> Generator[None]:
    """In CI nothing is skipped: what cannot run there is a failure."""
    result = yield
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        reporter.write_line("Tests were skipped. In CI that is a failure.", red=True)
    return result
