"""Keeps what needs attention, from one look to the next."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from novex_shopify.domain.model.actor import get_current_actor
from novex_shopify.domain.model.issue_record import IssueChangeKind
from novex_shopify.domain.model.work import WorkerId
from novex_shopify.domain.policies.issue_comparison import ComparedIssue, FoundIssues, compare_issues
from novex_shopify.domain.policies.issue_states import SEEN_PRECISION, build_change, differs
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.timing import ISSUE_CHECK_INTERVAL, RESOLVED_ISSUES_RETENTION
from novex_shopify.domain.use_cases.issue_details import lock_issue_details
from novex_shopify.domain.use_cases.issues.find_issues import FindIssues
from novex_shopify.domain.use_cases.periodic_jobs import try_start_job

COMPARE_ISSUES_JOB = "compare issues"
ISSUES_COMPARED = "issues compared"
"""The run whose start is that of the last comparison that was completed."""


@dataclass(frozen=True, slots=True)
class CompareIssues:
    """Stores what is new, what has ended and what has grown, each with the change that says so (`Issues`)."""

    unit_of_work: UnitOfWork
    clock: Clock
    worker: WorkerId
    find_issues: FindIssues

    def __call__(self) -> None:
        """Compare if it is due; any number of workers may call this."""
        now = self.clock.now()
        if try_start_job(self.unit_of_work, COMPARE_ISSUES_JOB, self.worker, now, ISSUE_CHECK_INTERVAL):
            self.compare()

    def compare(self) -> None:
        """Compare now. Most comparisons find nothing to store but that they were made."""
        now = self.clock.now()
        with self.unit_of_work.read() as tx:
            is_to_store = any(map(_is_to_store, _compare(tx, self.find_issues.find_in(tx), now)))
        with self.unit_of_work() as tx:
            if is_to_store:
                self._compare_and_store(tx, now)
            tx.job_runs.try_start(ISSUES_COMPARED, self.worker, now, timedelta(0))
            tx.commit()

    def _compare_and_store(self, tx: Transaction, now: datetime) -> None:
        lock_issue_details(tx)
        tx.issues.lock([each.id for each in tx.issues.list_watched()])
        compared = list(_compare(tx, self.find_issues.find_in(tx), now))
        for each in compared:
            _store(tx, each)
        tx.issues.mark_seen([each.record.id for each in compared if each.issue and each.stored], now)
        tx.issues.delete_old(now - RESOLVED_ISSUES_RETENTION)


def _compare(tx: Transaction, found: FoundIssues, now: datetime) -> Iterator[ComparedIssue]:
    records = {each.id: each for each in tx.issues.list_watched()}
    known = {each.key for each in records.values()}
    records |= {each.id: each for each in tx.issues.find({each.key for each in found.issues} - known)}
    return compare_issues(found, records.values(), now, get_current_actor())


def _is_to_store(compared: ComparedIssue) -> bool:
    stored, record = compared.stored, compared.record
    return stored is None or differs(stored, record) or record.last_seen_at - stored.last_seen_at >= SEEN_PRECISION


def _store(tx: Transaction, compared: ComparedIssue) -> None:
    if compared.stored is None:
        if new := tx.issues.add(compared.record):
            tx.issues.record_change(build_change(new, IssueChangeKind.OPENED))
    elif differs(compared.stored, compared.record):
        tx.issues.save(compared.record)
        for change in compared.changes:
            tx.issues.record_change(change)
