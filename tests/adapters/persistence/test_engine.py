"""SQLite has one write lock, which only transactions that write may take."""

from pathlib import Path

import pytest
from sqlalchemy import make_url

from novex_shopify.adapters.erp.erp import BuiltinErp
from novex_shopify.adapters.persistence.engine import open_engine
from novex_shopify.adapters.persistence.migrate import upgrade
from novex_shopify.adapters.persistence.unit_of_work import SqlUnitOfWork
from novex_shopify.domain.errors import DatabaseUnavailable
from tests.builders import NOON
from tests.databases import CIPHER


def test_a_transaction_that_reads_cannot_write(tmp_path: Path) -> None:
    engine = open_engine(make_url(f"sqlite:///{tmp_path / 'novex.db'}"))
    upgrade(engine)
    unit_of_work = SqlUnitOfWork(engine, CIPHER, BuiltinErp)
    with pytest.raises(DatabaseUnavailable, match="readonly"), unit_of_work.read() as reading:
        reading.sign_in_failures.lock("10.0.0.1", NOON)
    with unit_of_work() as writing:
        writing.sign_in_failures.lock("10.0.0.1", NOON)
    engine.dispose()
