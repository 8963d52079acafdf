"""The contract of `ImportRuns`."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import Engine

from novex_shopify.adapters.erp.erp import BuiltinErp
from novex_shopify.adapters.persistence.unit_of_work import SqlUnitOfWork
from novex_shopify.domain.model.bulk_operation import RefusalReason, RefusedLine
from novex_shopify.domain.model.import_run import ImportFilter, ImportKind, ImportProgress, ImportRun, ImportStatus
from novex_shopify.domain.model.reconciliation import OrderRange
from novex_shopify.domain.model.work import WorkerId
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from tests.builders import HOUR, NOON, OTHER_SHOP, SECOND, SHOP
from tests.databases import CIPHER, truncate_tables

ANN, BOB = WorkerId("ann", 1), WorkerId("bob", 2)


HALFWAY = ImportProgress(
    last_line=300, read=250, written=240, refused=3, total=900, records_per_second=17.5, step="next"
)


def test_an_unfinished_run_is_returned_instead_of_a_second_one(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        run = tx.imports.start(SHOP, ImportKind.PRODUCTS, NOON)
        assert tx.imports.start(SHOP, ImportKind.PRODUCTS, NOON).id == run.id
        assert tx.imports.start(SHOP, ImportKind.CUSTOMERS, NOON).id != run.id
        assert tx.imports.start(OTHER_SHOP, ImportKind.PRODUCTS, NOON).id != run.id
        claimed = claim_run(tx, ANN)
        assert tx.imports.start(SHOP, ImportKind.PRODUCTS, NOON).id == run.id
        assert tx.imports.save(claimed.finish(ImportStatus.DONE, NOON), NOON)
        assert tx.imports.start(SHOP, ImportKind.PRODUCTS, NOON).id != run.id


def test_the_newest_run_of_a_kind_is_found(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        assert tx.imports.find_last(SHOP, ImportKind.PRODUCTS) is None
        first = tx.imports.start(SHOP, ImportKind.PRODUCTS, NOON)
        assert tx.imports.find_last(SHOP, ImportKind.PRODUCTS) == first
        assert tx.imports.find_last(SHOP, ImportKind.CUSTOMERS) is None
        assert tx.imports.find_last(OTHER_SHOP, ImportKind.PRODUCTS) is None
        tx.imports.cancel(first.id, NOON)
        assert tx.imports.find_last(SHOP, ImportKind.PRODUCTS) == tx.imports.get(first.id)
        second = tx.imports.start(SHOP, ImportKind.PRODUCTS, NOON)
        assert tx.imports.find_last(SHOP, ImportKind.PRODUCTS) == second


def test_the_newest_run_of_each_store_and_kind_is_listed(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        first = tx.imports.start(SHOP, ImportKind.PRODUCTS, NOON)
        customers = tx.imports.start(SHOP, ImportKind.CUSTOMERS, NOON)
        tx.imports.cancel(first.id, NOON)
        second = tx.imports.start(SHOP, ImportKind.PRODUCTS, NOON)
        other = tx.imports.start(OTHER_SHOP, ImportKind.PRODUCTS, NOON)
        assert list(tx.imports.list_last()) == [customers, second, other]


@pytest.mark.parametrize("created", [True, False])
def test_the_order_range_of_a_run_is_stored(unit_of_work: UnitOfWork, *, created: bool) -> None:
    orders = OrderRange(NOON, NOON + HOUR, created)
    with unit_of_work() as tx:
        run = tx.imports.start(SHOP, ImportKind.ORDERS, NOON, orders)
        assert run.order_range == orders
        assert claim_run(tx, ANN).order_range == orders
        other = tx.imports.start(SHOP, ImportKind.ORDERS, NOON, OrderRange(NOON - HOUR, NOON))
        assert (other.id, other.order_range) == (run.id, orders)


def test_a_run_is_claimed_by_one_worker(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.imports.start(SHOP, ImportKind.PRODUCTS, NOON)
        run = claim_run(tx, ANN)
        assert (run.status, run.claims, run.claimed_by) == (ImportStatus.RUNNING, 1, str(ANN))
        assert tx.imports.claim(BOB, NOON) is None


def test_the_state_of_a_run_is_stored_completely(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.imports.start(SHOP, ImportKind.PRODUCTS, NOON)
        run = replace(claim_run(tx, ANN), operation_id="gid://shopify/BulkOperation/1", progress=HALFWAY, failures=2)
        assert tx.imports.save(run, NOON)
        assert tx.imports.get(run.id) == run
        ended = run.finish(ImportStatus.FAILED, NOON + HOUR, "no answer")
        assert tx.imports.save(ended, NOON)
        assert tx.imports.get(run.id) == replace(ended, claimed_by=None)


def test_a_reclaimed_run_resumes_where_it_stopped(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.imports.start(SHOP, ImportKind.PRODUCTS, NOON)
        run = claim_run(tx, ANN)
        tx.imports.save(replace(run, progress=HALFWAY), NOON + SECOND)
        assert tx.claims.reclaim(ANN, NOON + SECOND, NOON, NOON) == 0
        assert tx.claims.reclaim(ANN, NOON + HOUR, NOON, NOON) == 1
        taken = claim_run(tx, BOB)
        assert (taken.id, taken.progress, taken.claims) == (run.id, HALFWAY, 2)


def test_a_waiting_run_is_claimed_at_its_next_attempt(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.imports.start(SHOP, ImportKind.PRODUCTS, NOON)
        tx.imports.save(claim_run(tx, ANN).wait_until(NOON + HOUR, "no answer", failures=1), NOON)
        assert tx.imports.claim(ANN, NOON) is None
        again = claim_run(tx, ANN, NOON + HOUR)
        assert (again.error, again.failures, again.claims) == ("no answer", 1, 2)


def test_the_newest_runs_come_first(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        first = tx.imports.start(SHOP, ImportKind.PRODUCTS, NOON)
        second = tx.imports.start(SHOP, ImportKind.CUSTOMERS, NOON)
        assert [run.id for run in tx.imports.list_latest(5)] == [second.id, first.id]
        assert [run.id for run in tx.imports.list_latest(5, before=second.id)] == [first.id]
        assert [run.id for run in tx.imports.list_oldest(1)] == [first.id]
        assert [run.id for run in tx.imports.list_oldest(5, after=first.id)] == [second.id]
        for run in (first, second):
            which = ImportFilter(run.shop_domain, run.kind, run.status)
            listed = tx.imports.list_latest(5, which)
            assert listed == tx.imports.list_oldest(5, which)[::-1]
            assert tx.imports.count(5, which) == len(listed) > 0
            assert all((each.shop_domain, each.kind) == (run.shop_domain, run.kind) for each in listed)
        assert tx.imports.count(1) == 1
        assert tx.imports.get(first.id) == first
        assert tx.imports.get(second.id + 1000) is None


def test_releasing_makes_a_waiting_run_due(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.imports.start(SHOP, ImportKind.PRODUCTS, NOON)
        tx.imports.save(claim_run(tx, ANN).wait_until(NOON + HOUR), NOON)
        tx.imports.release(OTHER_SHOP, NOON)
        assert tx.imports.claim(ANN, NOON) is None
        tx.imports.release(SHOP, NOON)
        assert tx.imports.claim(ANN, NOON) is not None


def test_a_worker_whose_claim_was_reclaimed_writes_nothing(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.imports.start(SHOP, ImportKind.PRODUCTS, NOON)
        late = claim_run(tx, ANN)
        tx.claims.reclaim(ANN, NOON + SECOND, NOON, NOON)
        again = claim_run(tx, ANN)
        assert not tx.imports.save(replace(late, progress=HALFWAY), NOON)
        assert not tx.imports.save(late.finish(ImportStatus.DONE, NOON), NOON)
        assert tx.imports.get(late.id) == again


def test_a_run_is_cancelled_once_and_its_worker_writes_nothing(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.imports.start(SHOP, ImportKind.PRODUCTS, NOON)
        run = claim_run(tx, ANN)
        assert tx.imports.cancel(run.id, NOON)
        assert not tx.imports.cancel(run.id, NOON)
        assert not tx.imports.cancel(run.id + 1000, NOON)
        assert not tx.imports.save(replace(run, progress=HALFWAY), NOON)
        assert tx.imports.claim(ANN, NOON) is None
        cancelled = tx.imports.get(run.id)
        assert cancelled is not None
        assert cancelled.finished
        assert tx.imports.start(SHOP, ImportKind.PRODUCTS, NOON).id != run.id


def test_the_file_digest_of_the_last_done_run_is_known_unless_lines_were_refused(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        for digest, status, refused, known in (
            ("a", ImportStatus.DONE, 0, "a"),
            ("b", ImportStatus.FAILED, 0, "a"),
            ("c", ImportStatus.DONE, 1, None),
            ("d", ImportStatus.DONE, 0, "d"),
        ):
            tx.imports.start(SHOP, ImportKind.PRODUCTS, NOON)
            run = replace(claim_run(tx, ANN), file_digest=digest, progress=ImportProgress(refused=refused))
            assert tx.imports.save(run.finish(status, NOON), NOON)
            assert tx.imports.find_last_file_digest(SHOP, ImportKind.PRODUCTS) == known
        assert tx.imports.find_last_file_digest(SHOP, ImportKind.CUSTOMERS) is None
        assert tx.imports.find_last_file_digest(OTHER_SHOP, ImportKind.PRODUCTS) is None


def test_refused_lines_are_stored_once_listed_by_line_and_counted_by_reason(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        run = tx.imports.start(SHOP, ImportKind.PRODUCTS, NOON)
        other = tx.imports.start(SHOP, ImportKind.CUSTOMERS, NOON)
        tx.imports.add_refused_lines(other, [RefusedLine(1, "not ours")])
        assert tx.imports.add_refused_lines(run, [RefusedLine(7, "cut off"), RefusedLine(3, "no id")]) == 2
        assert tx.imports.add_refused_lines(run, [RefusedLine(9, "not UTF-8"), RefusedLine(3, "again")]) == 1
        assert tx.imports.add_refused_lines(run, []) == 0
        assert list(tx.imports.list_refused_lines(run.id, limit=2)) == [
            RefusedLine(3, "no id"),
            RefusedLine(7, "cut off"),
        ]
        assert list(tx.imports.list_refused_lines(run.id, after_line=7)) == [RefusedLine(9, "not UTF-8")]
        more = [RefusedLine(12, "no id"), RefusedLine(4, "no id"), RefusedLine(11, "cut off")]
        assert tx.imports.add_refused_lines(run, more) == 3
        assert list(tx.imports.count_refusal_reasons(run.id, 2)) == [
            RefusalReason("no id", 3, 3),
            RefusalReason("cut off", 2, 7),
        ]
        tx.imports.delete_refused_lines(run)
        assert list(tx.imports.list_refused_lines(run.id)) == []
        assert list(tx.imports.list_refused_lines(other.id)) == [RefusedLine(1, "not ours")]


def test_two_concurrent_requests_get_one_run(migrated_postgres: Engine) -> None:
    truncate_tables(migrated_postgres)
    unit_of_work = SqlUnitOfWork(migrated_postgres, CIPHER, BuiltinErp)

    def start(_: int) -> int:
        with unit_of_work() as tx:
            run = tx.imports.start(SHOP, ImportKind.PRODUCTS, NOON)
            tx.commit()
        return run.id

    with ThreadPoolExecutor(4) as threads:
        assert len(set(threads.map(start, range(12)))) == 1


def claim_run(tx: Transaction, worker: WorkerId, now: datetime = NOON) -> ImportRun:
    run = tx.imports.claim(worker, now)
    assert run is not None
    return run


def test_file_digests_of_one_shop_are_cleared(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        for shop in (SHOP, OTHER_SHOP):
            tx.imports.start(shop, ImportKind.CUSTOMERS, NOON)
            run = tx.imports.claim(ANN, NOON)
            assert run is not None
            tx.imports.save(replace(run, file_digest="f").finish(ImportStatus.DONE, NOON), NOON)
        tx.imports.clear_file_digests(SHOP)
        assert tx.imports.find_last_file_digest(SHOP, ImportKind.CUSTOMERS) is None
        assert tx.imports.find_last_file_digest(OTHER_SHOP, ImportKind.CUSTOMERS) == "f"


def test_crashed_workers_of_a_run_are_counted(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.imports.start(SHOP, ImportKind.CUSTOMERS, NOON)
        tx.imports.claim(ANN, NOON)
        tx.claims.reclaim(ANN, NOON + SECOND, NOON, NOON)
        run = tx.imports.claim(ANN, NOON)
    assert run is not None
    assert run.crash_count == 1
