"""The contract of `JobRuns`."""

from novex_shopify.domain.model.job_run import JobRun
from novex_shopify.domain.model.work import WorkerId
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from tests.builders import HOUR, NOON, SECOND

ANN, BOB = WorkerId("ann", 1), WorkerId("bob", 2)


def test_a_job_runs_once_per_period_across_workers(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        assert tx.job_runs.find_last("count deliveries") is None
        assert tx.job_runs.try_start("count deliveries", ANN, NOON, HOUR)
        assert not tx.job_runs.try_start("count deliveries", BOB, NOON + HOUR - SECOND, HOUR)
        assert tx.job_runs.find_last("count deliveries") == JobRun("count deliveries", "ann:1", NOON)
        assert tx.job_runs.try_start("other", BOB, NOON, HOUR)
        assert tx.job_runs.try_start("count deliveries", BOB, NOON + HOUR, HOUR)
        assert tx.job_runs.find_last("count deliveries") == JobRun("count deliveries", "bob:2", NOON + HOUR)
