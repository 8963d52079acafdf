"""Puts work back into the queue whose worker is gone."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from novex_shopify.domain.model.work import ActiveClaims, Work, WorkerId
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.processes import Processes
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.ports.work_notifier import WorkNotifier
from novex_shopify.domain.timing import (
    ABANDONED_AFTER,
    CLAIM_LEASE,
    OUTCOME_UNKNOWN_FOR,
    RENEW_CLAIMS_AFTER,
    START_TIME_PRECISION,
)


@dataclass(frozen=True, slots=True)
class RescueClaims:
    """Renews this process's claims, and reclaims those that no worker is working on.

    - A worker is gone when its claims were not renewed for the length of a lease.
    - If its pid can be looked up from here, it is gone as soon as its process is. Another container may have the same
      hostname and pid and be alive, so there only the lease decides.
    - A claim of this process is abandoned when no thread holds it: the database failed between claiming and settling.
    """

    unit_of_work: UnitOfWork
    processes: Processes
    notifier: WorkNotifier
    clock: Clock
    worker: WorkerId
    active_claims: ActiveClaims
    outcome_unknown_for: timedelta = OUTCOME_UNKNOWN_FOR

    def __call__(self) -> int:
        """Check once; returns how many claims were reclaimed."""
        now = self.clock.now()
        with self.unit_of_work() as tx:
            tx.claims.renew(self.worker, self.active_claims.snapshot(), now - RENEW_CLAIMS_AFTER, now)
            holders = tx.claims.list_holders()
            reclaimed = sum(
                tx.claims.reclaim(holder, self._abandoned_before(holder, now), now, now + self.outcome_unknown_for)
                for holder in holders
            )
            tx.commit()
        if reclaimed:
            for work in Work:
                self.notifier.notify(work)
        return reclaimed

    def _abandoned_before(self, holder: WorkerId, now: datetime) -> datetime:
        """A claim of the holder that was last renewed before this moment is abandoned."""
        if holder == self.worker:
            return now - ABANDONED_AFTER
        lease_began = now - CLAIM_LEASE
        if not self.worker.sees_pid_of(holder):
            return lease_began
        started_at = None if holder.pid == self.worker.pid else self.processes.find_start_time(holder.pid)
        if started_at is None:  # no such process, or this one has its pid now
            return now + CLAIM_LEASE
        # A process that started after the claim has reused the pid of the one that made it.
        return max(started_at - START_TIME_PRECISION, lease_began)
