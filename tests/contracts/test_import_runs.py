"""The exam for `ImportRuns`."""

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import Engine

from novex_shopify.adapters.erp.builtin import BuiltinErp
from novex_shopify.adapters.persistence.unit_of_work import SqlUnitOfWork
from novex_shopify.domain.model.import_run import ImportKind, ImportStatus
from novex_shopify.domain.model.work import WorkerId
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from tests.builders import HOUR, NOON, OTHER_SHOP, SECOND, SHOP
from tests.contracts.conftest import CIPHER, empty

ANN, BOB = WorkerId("ann", 1), WorkerId("bob", 2)


def test_an_unfinished_run_serves_whoever_asks_for_another(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        run = tx.imports.start(SHOP, ImportKind.PRODUCTS, NOON)
        assert tx.imports.start(SHOP, ImportKind.PRODUCTS, NOON).id == run.id
        assert tx.imports.start(SHOP, ImportKind.CUSTOMERS, NOON).id != run.id
        assert tx.imports.start(OTHER_SHOP, ImportKind.PRODUCTS, NOON).id != run.id
        claimed = tx.imports.claim(ANN, NOON)
        assert claimed is not None
        assert tx.imports.start(SHOP, ImportKind.PRODUCTS, NOON).id == run.id
        assert tx.imports.settle(claimed, ImportStatus.DONE, NOON)
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


def test_a_worker_whose_claim_was_taken_over_writes_nothing(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.imports.start(SHOP, ImportKind.PRODUCTS, NOON)
        late = tx.imports.claim(ANN, NOON)
        assert late is not None
        tx.claims.take_back(ANN, NOON + SECOND, NOON, NOON)
        again = tx.imports.claim(BOB, NOON)
        assert again is not None
        assert tx.imports.advance(late, "page-2", 250, NOON) is None
        assert not tx.imports.settle(late, ImportStatus.DONE, NOON)
        assert tx.imports.get(late.id) == again


def test_a_run_is_cancelled_once_and_its_worker_writes_nothing_more(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.imports.start(SHOP, ImportKind.PRODUCTS, NOON)
        run = tx.imports.claim(ANN, NOON)
        assert run is not None
        assert tx.imports.cancel(run.id, NOON)
        assert not tx.imports.cancel(run.id, NOON)
        assert not tx.imports.cancel(run.id + 1000, NOON)
        assert tx.imports.advance(run, "page-2", 250, NOON) is None
        assert tx.imports.claim(ANN, NOON) is None
        cancelled = tx.imports.get(run.id)
        assert cancelled is not None
        assert cancelled.finished
        assert tx.imports.start(SHOP, ImportKind.PRODUCTS, NOON).id != run.id


def test_two_who_ask_at_the_same_moment_get_one_run(migrated_postgres: Engine) -> None:
    empty(migrated_postgres)
    unit_of_work = SqlUnitOfWork(migrated_postgres, CIPHER, BuiltinErp)

    def start(_: int) -> int:
        with unit_of_work() as tx:
            run = tx.imports.start(SHOP, ImportKind.PRODUCTS, NOON)
            tx.commit()
        return run.id

    with ThreadPoolExecutor(4) as threads:
        assert len(set(threads.map(start, range(12)))) == 1
