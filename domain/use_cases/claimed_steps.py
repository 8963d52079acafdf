"""Makes one step after another of the records that workers claim, such as purchases of labels and manifests."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from novex_shopify.domain.errors import to_log_fields, unexpected
from novex_shopify.domain.model.work import ActiveClaims, ClaimedRecord, Work, WorkerId
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.ports.work_notifier import WorkNotifier
from novex_shopify.domain.use_cases.claim_lost import ClaimLost

_log = logging.getLogger(__name__)


RecordT = TypeVar("RecordT", bound=ClaimedRecord)


class ClaimedRecords(Protocol[RecordT]):
    """The port of such records."""

    def claim(self, worker: WorkerId, now: datetime) -> RecordT | None: ...

    def get(self, record_id: int, /) -> RecordT | None: ...

    def settle(self, record: RecordT, /) -> bool: ...


@dataclass(frozen=True, slots=True)
class ClaimedSteps(Generic[RecordT]):
    """Claims the next record, has a step made of it, and stores what became of it only under the same claim.

    The log names the events after `name`, and the record `id_field`.
    """

    work: Work
    name: str
    id_field: str
    get_records: Callable[[Transaction], ClaimedRecords[RecordT]]
    unit_of_work: UnitOfWork
    notifier: WorkNotifier
    clock: Clock
    worker: WorkerId
    active_claims: ActiveClaims

    def run_next(self, make_step: Callable[[RecordT], None], decide: Callable[[RecordT, Exception], RecordT]) -> bool:
        """Make the next step that is due, and store what `decide` makes of a failed one; False if none is due."""
        with self.unit_of_work() as tx:
            record = self.get_records(tx).claim(self.worker, self.clock.now())
            tx.commit()
        if record is None:
            return False
        with self.active_claims.hold(self.work, (record.id,)):
            try:
                make_step(record)
            except ClaimLost:
                self._log_lost(record)
            except Exception as error:  # any error at all, so that it is stored and not lost with the thread
                self._settle_failure(record, error, decide)
        return True

    def settle(self, record: RecordT) -> None:
        """Store a record, end its claim, and have its next step made in time. Raises `ClaimLost`."""
        with self.unit_of_work() as tx:
            if not self.get_records(tx).settle(record):
                raise ClaimLost
            tx.commit()
        if record.next_attempt_at:
            self.notifier.notify(self.work, after=record.next_attempt_at - self.clock.now())

    def _settle_failure(
        self, claimed: RecordT, error: Exception, decide: Callable[[RecordT, Exception], RecordT]
    ) -> None:
        event, fields = f"{self.name}.failed", {self.id_field: claimed.id, **to_log_fields(error)}
        _log.warning(event, extra=fields, exc_info=unexpected(error))
        with self.unit_of_work.read() as tx:
            record = self.get_records(tx).get(claimed.id)
        if record is None or (record.claimed_by, record.attempts) != (claimed.claimed_by, claimed.attempts):
            return
        try:
            self.settle(decide(record, error))
        except ClaimLost:
            self._log_lost(claimed)

    def _log_lost(self, record: RecordT) -> None:
        event = f"{self.name}.claim_lost"
        _log.warning(event, extra={self.id_field: record.id})
