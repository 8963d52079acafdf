"""The exam for `ImportRuns`."""

from novex_shopify.domain.model.import_run import ImportKind, ImportStatus
from novex_shopify.domain.model.work import WorkerId
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from tests.builders import HOUR, NOON, OTHER_SHOP, SECOND, SHOP

ANN, BOB = WorkerId("ann", 1), WorkerId("bob", 2)


def test_an_unfinished_run_serves_whoever_asks_for_another(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        run = tx.imports.start(SHOP, ImportKind.PRODUCTS, NOON)
        assert tx.imports.start(SHOP, ImportKind.PRODUCTS, NOON).id == run.id
        assert tx.imports.start(SHOP, ImportKind.CUSTOMERS, NOON).id != run.id
        assert tx.imports.start(OTHER_SHOP, ImportKind.PRODUCTS, NOON).id != run.id
        tx.imports.settle(run, ImportStatus.DONE, NOON)
        assert tx.imports.start(SHOP, ImportKind.PRODUCTS, NOON).id != run.id


def test_a_run_is_claimed_by_one_worker(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.imports.start(SHOP, ImportKind.PRODUCTS, NOON)
        run = tx.imports.claim(ANN, NOON)
        assert run is not None
        assert (run.status, run.attempts) == (ImportStatus.RUNNING, 1)
        assert tx.imports.claim(BOB, NOON) is None


def test_a_run_that_was_taken_back_goes_on_where_it_stopped(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.imports.start(SHOP, ImportKind.PRODUCTS, NOON)
        run = tx.imports.claim(ANN, NOON)
        assert run is not None
        tx.imports.advance(run, "page-2", 250, NOON + SECOND)
        assert tx.claims.take_back(ANN, NOON + SECOND, NOON, NOON) == 0
        assert tx.claims.take_back(ANN, NOON + HOUR, NOON, NOON) == 1
        taken = tx.imports.claim(BOB, NOON)
        assert taken is not None
        assert (taken.id, taken.cursor, taken.seen, taken.attempts) == (run.id, "page-2", 250, 2)


def test_a_failed_attempt_waits_for_its_time(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.imports.start(SHOP, ImportKind.PRODUCTS, NOON)
        run = tx.imports.claim(ANN, NOON)
        assert run is not None
        tx.imports.settle(run, ImportStatus.PENDING, NOON, "no answer", NOON + HOUR)
        assert tx.imports.claim(ANN, NOON) is None
        again = tx.imports.claim(ANN, NOON + HOUR)
        assert again is not None
        assert (again.error, again.attempts) == ("no answer", 2)


def test_the_newest_runs_come_first(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        first = tx.imports.start(SHOP, ImportKind.PRODUCTS, NOON)
        second = tx.imports.start(SHOP, ImportKind.CUSTOMERS, NOON)
        assert [run.id for run in tx.imports.latest(5)] == [second.id, first.id]
        assert tx.imports.get(first.id) == first
        assert tx.imports.get(second.id + 1000) is None


def test_a_run_that_waits_is_made_due(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.imports.start(SHOP, ImportKind.PRODUCTS, NOON)
        run = tx.imports.claim(ANN, NOON)
        assert run is not None
        tx.imports.settle(run, ImportStatus.PENDING, NOON, None, NOON + HOUR)
        tx.imports.release(OTHER_SHOP, NOON)
        assert tx.imports.claim(ANN, NOON) is None
        tx.imports.release(SHOP, NOON)
        assert tx.imports.claim(ANN, NOON) is not None
