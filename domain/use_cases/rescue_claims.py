"""Work whose worker is gone goes back to the queue."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from novex_shopify.domain.model.work import UNCLEAR_FOR, Work, WorkerId, WorkInHand
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.processes import Processes
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.ports.wakeups import Wakeups

LEASE = timedelta(minutes=1)
RENEW_AFTER = timedelta(seconds=5)
LEFT_BEHIND_AFTER = timedelta(seconds=10)
START_IS_KNOWN_TO_WITHIN = timedelta(seconds=2)


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
    wakeups: Wakeups
    clock: Clock
    worker: WorkerId
    in_hand: WorkInHand
    born: datetime
    unclear_for: timedelta = UNCLEAR_FOR

    def __call__(self) -> int:
        """Look once; returns how many pieces of work were taken back."""
        now = self.clock.now()
        with self.unit_of_work() as tx:
            tx.claims.renew(self.worker, self.in_hand.held(), now - RENEW_AFTER, now)
            holders = tx.claims.holders()
            taken_back = sum(
                tx.claims.take_back(holder, self._valid_since(holder, now), now, now + self.unclear_for)
                for holder in holders
            )
            tx.commit()
        if taken_back:
            for work in Work:
                self.wakeups.wake(work)
        return taken_back

    def _valid_since(self, holder: WorkerId, now: datetime) -> datetime:
        """What the holder claimed, and last renewed, before this moment is abandoned."""
        if holder == self.worker:
            return max(self.born, now - LEFT_BEHIND_AFTER)
        lease_began = now - LEASE
        if holder.hostname != self.worker.hostname:
            return lease_began
        started_at = self.processes.started_at(holder.pid)
        if started_at is None:
            return now + LEASE
        return max(started_at - START_IS_KNOWN_TO_WITHIN, lease_began)
