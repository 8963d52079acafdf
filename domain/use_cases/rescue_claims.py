"""Work whose worker is gone goes back to the queue."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from novex_shopify.domain.model.work import OUTCOME_UNKNOWN_FOR, ActiveClaims, Work, WorkerId
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.processes import Processes
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.ports.work_notifier import WorkNotifier

CLAIM_LEASE = timedelta(minutes=1)
RENEW_CLAIMS_AFTER = timedelta(seconds=5)
ABANDONED_AFTER = timedelta(seconds=10)
START_TIME_PRECISION = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class RescueClaims:
    """Renews this process's claims, and takes back those that nobody works on any more.

    On this computer a worker is gone when its process is, or when the process of that number began after the claim: a
    container restarts under the same name and number. Elsewhere it is gone when its claims were not renewed for the
    time of a lease. Claims of this process are given up when none of its threads has them in hand, which is so when the
    database failed between claiming and settling. `born` is when this process began; it has claimed nothing before.
    """

    unit_of_work: UnitOfWork
    processes: Processes
    notifier: WorkNotifier
    clock: Clock
    worker: WorkerId
    active_claims: ActiveClaims
    process_started_at: datetime
    outcome_unknown_for: timedelta = OUTCOME_UNKNOWN_FOR

    def __call__(self) -> int:
        """Look once; returns how many pieces of work were taken back."""
        now = self.clock.now()
        with self.unit_of_work() as tx:
            tx.claims.renew(self.worker, self.active_claims.snapshot(), now - RENEW_CLAIMS_AFTER, now)
            holders = tx.claims.list_holders()
            taken_back = sum(
                tx.claims.reclaim(holder, self._abandoned_before(holder, now), now, now + self.outcome_unknown_for)
                for holder in holders
            )
            tx.commit()
        if taken_back:
            for work in Work:
                self.notifier.notify(work)
        return taken_back

    def _abandoned_before(self, holder: WorkerId, now: datetime) -> datetime:
        """What the holder claimed, and last renewed, before this moment is abandoned."""
        if holder == self.worker:
            return max(self.process_started_at, now - ABANDONED_AFTER)
        lease_began = now - CLAIM_LEASE
        if holder.hostname != self.worker.hostname:
            return lease_began
        started_at = self.processes.find_start_time(holder.pid)
        if started_at is None:
            return now + CLAIM_LEASE
        return max(started_at - START_TIME_PRECISION, lease_began)
