"""A store's records are brought over, all of a kind, by way of a file that Shopify writes."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from novex_shopify.domain.errors import (
    BulkFileGone,
    BulkOperationFailed,
    ListNeverFinished,
    ShopifyAccessDenied,
    ShopNotConnected,
    WorkersDied,
    describe,
    unforeseen,
)
from novex_shopify.domain.model.bulk_operation import BulkOperation, BulkStatus
from novex_shopify.domain.model.import_run import ImportKind, ImportRun, ImportStatus
from novex_shopify.domain.model.reconciliation import OrderRange
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.work import Work, WorkerId, WorkInHand
from novex_shopify.domain.policies.retry import RetryPolicy, TryAgain
from novex_shopify.domain.policies.shown_orders import check_shown
from novex_shopify.domain.ports.bulk_operations import BulkOperations
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.ports.wakeups import Wakeups
from novex_shopify.domain.use_cases.bring_over import BringOver, ClaimedRun, ClaimLost, Importer
from novex_shopify.domain.use_cases.note_connection import LOOK_WHILE_AWAY_EVERY, note_failure, told_by
from novex_shopify.domain.use_cases.refresh_access_token import RefreshAccessToken

_log = logging.getLogger(__name__)

_LOOK_AFTER_AT_LEAST, _LOOK_AFTER_AT_MOST = timedelta(seconds=1), timedelta(seconds=30)
_ACCESS_DENIED = "ACCESS_DENIED"


@dataclass(frozen=True, slots=True)
class RunImport:
    """Works off planned imports.

    Shopify is asked for a file, which may take it seconds or hours (facts.md, 8). Meanwhile the run waits, and no
    thread with it: the webhook `bulk_operations/finish` ends the wait, and so does a look every now and then. Then the
    file is stored in batches, each committed with how far the run is, so that a run goes on where it was stopped.
    """

    unit_of_work: UnitOfWork
    operations: BulkOperations
    importers: Mapping[ImportKind, Importer[Any]]
    access: RefreshAccessToken
    retry: RetryPolicy
    wakeups: Wakeups
    clock: Clock
    worker: WorkerId
    in_hand: WorkInHand
    most_at_once: int = 1000

    def start(self, shop: ShopDomain, kind: ImportKind, orders: OrderRange | None = None) -> ImportRun:
        """Plan a run; an unfinished one of the same kind and store serves instead.

        An import of orders needs to be told which. Raises `ShopNotConnected` and `OrdersNotShown`.
        """
        if (kind is ImportKind.ORDERS) is not (orders is not None):
            raise ValueError("A range of orders is what an import of orders is about, and no other.")
        with self.unit_of_work() as tx:
            known = tx.shops.get(shop)
            if known is None or not known.connected:
                raise ShopNotConnected(shop)
            if orders:
                check_shown(known, orders.since, self.clock.now())
            run = tx.imports.start(shop, kind, self.clock.now(), orders)
            tx.commit()
        self.wakeups.wake(Work.IMPORTS)
        return run

    def cancel(self, run_id: int) -> bool:
        """End a run after the batch that is being stored; what it has brought over stays. False if it is finished."""
        with self.unit_of_work() as tx:
            cancelled = tx.imports.cancel(run_id, self.clock.now())
            tx.commit()
        return cancelled

    def run_next(self) -> bool:
        """Go on with one run; False if none is due."""
        with self.unit_of_work() as tx:
            run = tx.imports.claim(self.worker, self.clock.now())
            tx.commit()
        if run is None:
            return False
        claimed = ClaimedRun(self.unit_of_work, self.clock, run)
        with self.in_hand.holding(Work.IMPORTS, (run.id,)):
            try:
                self._go_on(claimed)
            except ClaimLost:
                _log.warning("import.stopped", extra={"shop": run.shop_domain, "kind": str(run.kind)})
            except Exception as error:  # whatever it is, it is kept on the row and not lost with the thread
                self._after_failure(claimed, error)
        return True

    def _go_on(self, claimed: ClaimedRun) -> None:
        if claimed.run.taken_back > self.retry.attempts:
            raise WorkersDied(claimed.run.taken_back)
        operation = self._operation(claimed)
        if operation.status is BulkStatus.RUNNING:
            self._wait(claimed, operation)
            return
        try:
            BringOver(self.operations, self.importers[claimed.run.kind], self.most_at_once)(claimed, operation)
        except BulkFileGone:
            claimed.ask_anew()
            raise
        if operation.status is not BulkStatus.COMPLETED:
            self._note_that_it_is_not_whole(claimed, operation)
        claimed.save(claimed.run.ended(ImportStatus.DONE, self.clock.now()))
        self.wakeups.wake(Work.EVENTS)

    def _operation(self, claimed: ClaimedRun) -> BulkOperation:
        """The operation that the run waits for or reads from; asked for if there is none, or none any more."""
        run = claimed.run
        access = self.access(run.shop_domain)
        operation = self.operations.get(access, run.operation_id) if run.operation_id else None
        if operation is None or operation.status is BulkStatus.EXPIRED:
            if run.asked >= self.retry.attempts:
                raise ListNeverFinished(run.kind, run.asked, run.error)
            operation = self.operations.start(access, run.kind, run.orders)
            claimed.ask_anew(operation.id)
        return operation

    def _wait(self, claimed: ClaimedRun, operation: BulkOperation) -> None:
        """Look again later, and the later the longer it takes anyway."""
        run, now = claimed.run, self.clock.now()
        pause = min(max((now - run.created_at) / 4, _LOOK_AFTER_AT_LEAST), _LOOK_AFTER_AT_MOST)
        so_far = replace(run.progress, total=operation.records)
        claimed.save(replace(run, progress=so_far).waiting(until=now + pause))
        self.wakeups.wake(Work.IMPORTS, after=pause)

    def _note_that_it_is_not_whole(self, claimed: ClaimedRun, operation: BulkOperation) -> None:
        kind, read = claimed.run.kind, claimed.run.progress.read
        if operation.error == _ACCESS_DENIED:
            raise ShopifyAccessDenied(f"Shopify refused the list of {kind}: the app lacks a scope for it.")
        claimed.ask_anew()
        raise BulkOperationFailed(kind, operation.status, operation.error, read)

    def _after_failure(self, claimed: ClaimedRun, error: Exception) -> None:
        run, now, message = claimed.run, self.clock.now(), describe(error)
        facts = {"shop": run.shop_domain, "kind": str(run.kind), "error": message}
        _log.warning("import.failed", extra=facts, exc_info=unforeseen(error))
        try:
            claimed.save(self._after(run, error, now))
        except ClaimLost:
            _log.warning("import.stopped", extra=facts)
        with self.unit_of_work() as tx:
            note_failure(tx, run.shop_domain, error, now)
            tx.commit()

    def _after(self, run: ImportRun, error: Exception, now: datetime) -> ImportRun:
        """A store that cannot be reached is waited for, however long that takes."""
        message = describe(error)
        if told_by(error):
            return run.waiting(now + LOOK_WHILE_AWAY_EVERY, message, run.failures)
        decision = self.retry.decide(error, run.failures + 1)
        if isinstance(decision, TryAgain):
            return run.waiting(now + decision.delay, message, run.failures + 1)
        return run.ended(ImportStatus.FAILED, now, message)
