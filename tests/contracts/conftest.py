"""The candidates of each exam: the in-memory adapter, SQLite and PostgreSQL; and the brokers of the bell."""

from collections.abc import Generator
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import Engine, make_url

from novex_shopify.adapters.crypto.token_cipher import TokenCipher
from novex_shopify.adapters.erp.builtin import BuiltinErp
from novex_shopify.adapters.memory.unit_of_work import MemoryUnitOfWork
from novex_shopify.adapters.persistence.engine import open_engine
from novex_shopify.adapters.persistence.migrate import upgrade
from novex_shopify.adapters.persistence.row import METADATA
from novex_shopify.adapters.persistence.unit_of_work import SqlUnitOfWork
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from tests.servers import drop_database, new_database

CIPHER = TokenCipher([Secret(Fernet.generate_key().decode())])


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server: str, worker_id: str) -> Generator[Engine]:
    """One PostgreSQL database with all tables; each test finds them empty."""
    name = f"novex_contracts_{worker_id}"
    drop_database(postgres_server, name)
    engine = open_engine(make_url(new_database(postgres_server, name)))
    upgrade(engine)
    yield engine
    engine.dispose()
    drop_database(postgres_server, name)


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Generator[Engine]:
    """One SQLite file with all tables; each test finds them empty."""
    path: Path = tmp_path_factory.mktemp("sqlite") / "contracts.db"
    engine = open_engine(make_url(f"sqlite:///{path}"))
    upgrade(engine)
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """A real database, empty."""
    name = {"sqlite": "migrated_sqlite", "postgresql": "migrated_postgres"}[request.param]
    engine: Engine = request.getfixturevalue(name)
    empty(engine)
    return engine


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def unit_of_work(request: pytest.FixtureRequest) -> UnitOfWork:
    """Every candidate for the transaction and all that is in it."""
    if request.param == "memory":
        return MemoryUnitOfWork()
    name = {"sqlite": "migrated_sqlite", "postgresql": "migrated_postgres"}[request.param]
    engine: Engine = request.getfixturevalue(name)
    empty(engine)
    return SqlUnitOfWork(engine, CIPHER, BuiltinErp)


def empty(engine: Engine) -> None:
    """Remove every row."""
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            names = ", ".join(METADATA.tables)
            connection.exec_driver_sql(f"TRUNCATE {names} RESTART IDENTITY CASCADE")
            return
        for table in reversed(METADATA.sorted_tables):
            connection.execute(table.delete())
