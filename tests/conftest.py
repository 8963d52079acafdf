"""Fixtures for all tests: real servers, with a database for each test."""

import gc
import os
import shutil
from collections.abc import Generator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from hypothesis import settings
from redis import Redis
from sqlalchemy import URL, Engine, create_engine, make_url

from novex_shopify.adapters.erp.erp import BuiltinErp
from novex_shopify.adapters.memory.unit_of_work import MemoryUnitOfWork
from novex_shopify.adapters.persistence.engine import open_engine
from novex_shopify.adapters.persistence.migrate import upgrade
from novex_shopify.adapters.persistence.unit_of_work import SqlUnitOfWork
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from tests.databases import CIPHER, truncate_tables
from tests.deselection import pytest_terminal_summary, pytest_testnodedown
from tests.servers import PostgresServer, RedisServer, create_database, drop_database, get_server_url

__all__ = ["pytest_terminal_summary", "pytest_testnodedown"]

# In CI, Hypothesis would repeat the same examples every time; new ones find more. Many runs of few examples find as
# much as few runs of many; HYPOTHESIS_EXAMPLES=1000 searches longer.
settings.register_profile(
    "novex",
    settings.get_profile("ci" if os.environ.get("CI") else "default"),
    max_examples=int(os.environ.get("HYPOTHESIS_EXAMPLES", "40")),
    deadline=None,
    derandomize=False,
)
settings.load_profile("novex")

SLOWEST_FIRST = ("chaos", "e2e", "browser")
"""Folders whose files take long: begun last, one of them would keep one process busy while the others have ended."""

MEMORY_DISK, MIN_FREE_BYTES = Path("/dev/shm"), 2 * 2**30


def pytest_configure() -> None:
    """Keep the files of tests in memory where there is room: SQLite waits for the disk at each commit.

    What is imported and collected stays: looking for garbage among it takes a quarter of the collection's time.
    """
    gc.disable()
    if MEMORY_DISK.is_dir() and shutil.disk_usage(MEMORY_DISK).free > MIN_FREE_BYTES:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY_DISK))


@pytest.fixture(scope="session")
def postgres_server() -> Generator[str]:
    """The address of a PostgreSQL server, started when the first test requests it."""
    if url := get_server_url("TEST_DATABASE_URL"):
        yield url
        return
    with PostgresServer() as server:
        yield server.url


@pytest.fixture(scope="session")
def redis_server(worker_id: str) -> Generator[str]:
    """The address of a Redis server, started when a test requests it, or of a database on a configured one."""
    if url := get_server_url("TEST_REDIS_URL"):
        number = worker_id.removeprefix("gw")
        yield urlsplit(url)._replace(path=f"/{number}").geturl() if number.isdecimal() else url
        return
    with RedisServer() as server:
        yield server.url


@pytest.fixture
def postgres_url(postgres_server: str) -> Generator[str]:
    """An empty PostgreSQL database."""
    name = f"novex_{uuid4().hex}"
    yield create_database(postgres_server, name)
    drop_database(postgres_server, name)


@pytest.fixture
def redis_url(redis_server: str) -> str:
    """An empty Redis database."""
    with Redis.from_url(redis_server) as client:
        client.flushdb()
    return redis_server


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The address of a SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'novex-shopify.db'}"


@pytest.fixture
def migrated_sqlite_url(sqlite_url: str, tmp_path: Path, sqlite_template: Path) -> str:
    """The address of a SQLite file with all tables and no rows."""
    shutil.copy(sqlite_template, tmp_path / "novex-shopify.db")
    return sqlite_url


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server: str, worker_id: str) -> Generator[Engine]:
    """One PostgreSQL database with all tables, which are emptied for each test."""
    name = f"novex_contracts_{worker_id}"
    drop_database(postgres_server, name)
    engine = open_engine(make_url(create_database(postgres_server, name)))
    upgrade(engine)
    yield engine
    engine.dispose()
    drop_database(postgres_server, name)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables and no rows. A test that needs a file of its own copies it instead of migrating."""
    path: Path = tmp_path_factory.mktemp("sqlite") / "template.db"
    engine = open_engine(make_url(f"sqlite:///{path}"))
    upgrade(engine)
    engine.dispose()
    return path


@pytest.fixture(scope="session", autouse=True)
def shared_statements() -> Generator[None]:
    """Compile a statement for SQLite once, not once for each engine: that takes longer than most tests."""
    warm = create_engine("sqlite://", query_cache_size=10_000)
    warm.connect().close()

    def create(url: URL, **options: Any) -> Engine:
        engine = create_engine(url, **options)
        engine.dialect, engine._compiled_cache = warm.dialect, warm._compiled_cache
        return engine

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("novex_shopify.adapters.persistence.engine.create_engine", create)
        yield
    warm.dispose()


@pytest.fixture(scope="session")
def migrated_sqlite(sqlite_template: Path) -> Generator[Engine]:
    """One SQLite file with all tables, which are emptied for each test."""
    path = sqlite_template.with_name("contracts.db")
    shutil.copy(sqlite_template, path)
    engine = open_engine(make_url(f"sqlite:///{path}"))
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """An empty database of each kind."""
    name = {"sqlite": "migrated_sqlite", "postgresql": "migrated_postgres"}[request.param]
    engine: Engine = request.getfixturevalue(name)
    truncate_tables(engine)
    return engine


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def unit_of_work(request: pytest.FixtureRequest) -> UnitOfWork:
    """Each implementation of `UnitOfWork`, empty."""
    if request.param == "memory":
        return MemoryUnitOfWork()
    name = {"sqlite": "migrated_sqlite", "postgresql": "migrated_postgres"}[request.param]
    engine: Engine = request.getfixturevalue(name)
    truncate_tables(engine)
    return SqlUnitOfWork(engine, CIPHER, BuiltinErp)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """As many processes as processors: each can have a browser and a product, which time out if they get less."""
    return os.cpu_count() or 1


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run the slowest folders first, otherwise in the random order of pytest-randomly. Their coverage is not measured.

    Most of their code runs in other processes and in browsers, and measuring would double the work of the rest.
    """
    order = {Path(__file__).parent / name: rank for rank, name in enumerate(SLOWEST_FIRST)}
    items.sort(key=lambda item: order.get(item.path.parent, len(order)))
    if config.pluginmanager.hasplugin("_cov"):
        for item in items:
            if item.path.parent in order:
                item.add_marker(pytest.mark.no_cover)


def pytest_collection_finish() -> None:
    """Look for garbage from now on, among what tests make."""
    gc.freeze()
    gc.enable()


@pytest.hookimpl(wrapper=True)
def pytest_sessionfinish(session: pytest.Session) -> Generator[None]:
    """Fail the session in CI if a test was skipped."""
    result = yield
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        reporter.write_line("Tests were skipped. In CI that is a failure.", red=True)
    return result
