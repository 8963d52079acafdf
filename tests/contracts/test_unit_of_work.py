"""The contract of `UnitOfWork`."""

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from novex_shopify.adapters.erp.erp import BuiltinErp
from novex_shopify.adapters.persistence.unit_of_work import SqlUnitOfWork
from novex_shopify.domain.errors import DatabaseUnavailable
from novex_shopify.domain.ports.unit_of_work import ReadOnlyTransaction, Transaction, UnitOfWork
from tests.builders import OTHER_SHOP, SHOP, a_shop
from tests.databases import CIPHER


def test_without_a_commit_nothing_is_stored(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.shops.save(a_shop())
    with unit_of_work() as tx:
        assert tx.shops.list_all() == []


def test_a_commit_is_durable(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.shops.save(a_shop())
        tx.commit()
    with unit_of_work() as tx:
        assert tx.shops.get(SHOP) == a_shop()


def test_an_error_rolls_the_transaction_back(unit_of_work: UnitOfWork) -> None:
    def fail() -> None:
        with unit_of_work() as tx:
            tx.shops.save(a_shop())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with unit_of_work() as tx:
        assert tx.shops.list_all() == []


def test_an_error_in_a_savepoint_rolls_back_only_the_savepoint(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.shops.save(a_shop())
        with pytest.raises(ZeroDivisionError):
            fail_inside_a_savepoint(tx)
        tx.commit()
    with unit_of_work() as tx:
        assert [shop.domain for shop in tx.shops.list_all()] == [SHOP]


def test_a_completed_savepoint_is_rolled_back_with_the_transaction(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx, tx.savepoint():
        tx.shops.save(a_shop())
    with unit_of_work() as tx:
        assert tx.shops.list_all() == []


def test_an_action_is_called_after_the_commit_in_a_transaction_of_its_own(unit_of_work: UnitOfWork) -> None:
    seen = []

    def look() -> None:
        with unit_of_work() as other:
            seen.append([shop.domain for shop in other.shops.list_all()])
            other.shops.save(a_shop(domain=OTHER_SHOP))
            other.commit()

    with unit_of_work() as tx:
        with tx.savepoint():
            tx.shops.save(a_shop())
            tx.call_after_commit(look)
        assert seen == []
        tx.commit()
    assert seen == [[SHOP]]
    with unit_of_work() as tx:
        tx.call_after_commit(look)
        assert len(tx.shops.list_all()) == 2
    assert seen == [[SHOP]], "what was not committed has no consequences"


def test_a_transaction_that_reads_is_never_committed(unit_of_work: UnitOfWork) -> None:
    with unit_of_work.read() as tx, pytest.raises(ReadOnlyTransaction):
        tx.commit()


def test_reading_does_not_wait_for_a_transaction_that_writes_nor_see_it(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as writing:
        writing.shops.save(a_shop())
        with unit_of_work.read() as reading:
            assert reading.shops.list_all() == []
        writing.commit()
    with unit_of_work.read() as reading:
        assert [shop.domain for shop in reading.shops.list_all()] == [SHOP]


def test_a_transaction_that_writes_does_not_wait_for_one_that_reads(unit_of_work: UnitOfWork) -> None:
    with unit_of_work.read() as reading:
        assert reading.shops.list_all() == []
        with unit_of_work() as writing:
            writing.shops.save(a_shop())
            writing.commit()
        assert [shop.domain for shop in reading.shops.list_all()] in ([], [SHOP])
    with unit_of_work.read() as reading:
        assert len(reading.shops.list_all()) == 1


def fail_inside_a_savepoint(tx: Transaction) -> None:
    with tx.savepoint():
        tx.shops.save(a_shop(domain=OTHER_SHOP))
        raise ZeroDivisionError


def test_a_deadlock_in_a_savepoint_is_reported_as_database_unavailable(engine: Engine) -> None:
    deadlock = OperationalError("INSERT", None, Exception("deadlock detected"))
    unit_of_work = SqlUnitOfWork(engine, CIPHER, BuiltinErp)
    with unit_of_work() as tx, pytest.raises(DatabaseUnavailable, match="deadlock"), tx.savepoint():
        raise deadlock
