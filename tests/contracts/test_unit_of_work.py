"""The exam for `UnitOfWork`."""

import pytest

from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from tests.builders import OTHER_SHOP, SHOP, a_shop


def test_what_is_not_committed_never_was(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.shops.save(a_shop())
    with unit_of_work() as tx:
        assert tx.shops.all() == []


def test_what_is_committed_stays(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.shops.save(a_shop())
        tx.commit()
    with unit_of_work() as tx:
        assert tx.shops.get(SHOP) == a_shop()


def test_an_error_undoes_the_transaction(unit_of_work: UnitOfWork) -> None:
    def fail() -> None:
        with unit_of_work() as tx:
            tx.shops.save(a_shop())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with unit_of_work() as tx:
        assert tx.shops.all() == []


def test_a_savepoint_is_undone_alone(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.shops.save(a_shop())
        with pytest.raises(ZeroDivisionError):
            fail_inside_a_savepoint(tx)
        tx.commit()
    with unit_of_work() as tx:
        assert [shop.domain for shop in tx.shops.all()] == [SHOP]


def test_a_savepoint_that_ends_well_is_still_undone_with_the_transaction(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx, tx.savepoint():
        tx.shops.save(a_shop())
    with unit_of_work() as tx:
        assert tx.shops.all() == []


def fail_inside_a_savepoint(tx: Transaction) -> None:
    """Save another store, and then it goes wrong."""
    with tx.savepoint():
        tx.shops.save(a_shop(domain=OTHER_SHOP))
        raise ZeroDivisionError
