"""Imports all records of a kind from a file that Shopify writes."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from novex_shopify.domain.errors import (
    BulkFileExpired,
    BulkOperationFailed,
    BulkOperationRetriesExhausted,
    ShopifyAccessDenied,
    ShopNotApproved,
    TransientError,
    WorkersDied,
    describe,
    to_log_fields,
    unexpected,
)
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.model.bulk_operation import BulkOperation, BulkStatus
from novex_shopify.domain.model.import_run import ImportKind, ImportRun, ImportStatus
from novex_shopify.domain.model.reconciliation import OrderRange
from novex_shopify.domain.model.shop import ShopDomain, require_active
from novex_shopify.domain.model.work import ActiveClaims, Work, WorkerId
from novex_shopify.domain.policies.order_access_window import check_order_access
from novex_shopify.domain.policies.retry import Retry, RetryPolicy
from novex_shopify.domain.ports.bulk_operations import BulkOperations
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.ports.work_notifier import WorkNotifier
from novex_shopify.domain.timing import MAX_BULK_POLL_INTERVAL, MIN_BULK_POLL_INTERVAL, UNAVAILABLE_CHECK_INTERVAL
from novex_shopify.domain.use_cases.claim_lost import ClaimLost
from novex_shopify.domain.use_cases.imports.import_records import ClaimedRun, ImportRecords
from novex_shopify.domain.use_cases.imports.importer import Importer
from novex_shopify.domain.use_cases.shops.record_connection_state import (
    connection_from_error,
    record_connection_failure,
)
from novex_shopify.domain.use_cases.shops.refresh_access_token import RefreshAccessToken

_log = logging.getLogger(__name__)

_ACCESS_DENIED = "ACCESS_DENIED"


@dataclass(frozen=True, slots=True)
class RunImport:
    """Runs planned imports.

    Shopify takes seconds to hours to write a file (docs/shopify.md, Bulk operations). No thread waits for it: the
    webhook `bulk_operations/finish` makes the run due, and so does a poll. The file is then stored in batches, each
    committed together with the run's progress, so that a stopped run resumes there.
    """

    unit_of_work: UnitOfWork
    operations: BulkOperations
    importers: Mapping[ImportKind, Importer[Any]]
    access: RefreshAccessToken
    retry: RetryPolicy
    notifier: WorkNotifier
    clock: Clock
    worker: WorkerId
    active_claims: ActiveClaims
    max_batch_size: int = 1000

    def start(self, shop: ShopDomain, kind: ImportKind, order_range: OrderRange | None = None) -> ImportRun:
        """Plan a run, or return the unfinished one of the same store and kind.

        Only orders take a range, and need one. Raises `ShopNotConnected`, `ShopNotApproved`,
        `OrdersNotAccessible` and `AddressChanged`.
        """
        if (kind is ImportKind.ORDERS) is not (order_range is not None):
            raise ValueError("An import of orders needs an order range. Other imports take none.")
        with self.unit_of_work() as tx:
            self.access.address.require_confirmed(tx)
            known = require_active(tx.shops.get(shop), shop)
            if order_range:
                check_order_access(known, order_range.since, self.clock.now())
            unfinished = tx.imports.find_last(shop, kind)
            run = tx.imports.start(shop, kind, self.clock.now(), order_range)
            if unfinished is None or unfinished.id != run.id:
                subject = AuditSubject(AuditedKind.IMPORT, str(run.id), shop)
                tx.audit_log.record(AuditAction.IMPORT_STARTED, subject, after={"kind": kind.value})
            tx.commit()
        self.notifier.notify(Work.IMPORTS)
        return run

    def cancel(self, run_id: int) -> bool:
        """End a run after its current batch; imported records stay. Returns False if the run has finished."""
        with self.unit_of_work() as tx:
            cancelled, run = tx.imports.cancel(run_id, self.clock.now()), tx.imports.get(run_id)
            if cancelled and run:
                subject = AuditSubject(AuditedKind.IMPORT, str(run_id), run.shop_domain)
                tx.audit_log.record(AuditAction.IMPORT_CANCELLED, subject)
            tx.commit()
        return cancelled

    def run_next(self) -> bool:
        """Continue one run; returns False if none is due."""
        with self.unit_of_work() as tx:
            may_read = self.access.address.is_confirmed(tx)
            run = tx.imports.claim(self.worker, self.clock.now()) if may_read else None
            tx.commit()
        if run is None:
            return False
        claimed = ClaimedRun(self.unit_of_work, self.clock, run)
        with self.active_claims.hold(Work.IMPORTS, (run.id,)):
            try:
                self._advance(claimed)
            except ClaimLost:
                _log.warning("import.claim_lost", extra={"shop": run.shop_domain, "kind": str(run.kind)})
            except Exception as error:  # any error belongs on the row; in the thread it would be lost
                self._record_failure(claimed, error)
        return True

    def _advance(self, claimed: ClaimedRun) -> None:
        if claimed.run.crash_count > self.retry.max_attempts:
            raise WorkersDied(claimed.run.crash_count)
        with self.unit_of_work.read() as tx:
            require_active(tx.shops.get(claimed.run.shop_domain), claimed.run.shop_domain)
        operation = self._get_or_start_operation(claimed)
        if operation.status is BulkStatus.RUNNING:
            self._wait_for_operation(claimed, operation)
            return
        try:
            ImportRecords(self.operations, self.importers[claimed.run.kind], self.max_batch_size)(claimed, operation)
        except BulkFileExpired:
            claimed.restart()
            raise
        if operation.status is not BulkStatus.COMPLETED:
            self._fail_incomplete(claimed, operation)
        claimed.save(claimed.run.finish(ImportStatus.DONE, self.clock.now()))
        self.notifier.notify(Work.EVENTS)

    def _get_or_start_operation(self, claimed: ClaimedRun) -> BulkOperation:
        run = claimed.run
        access = self.access(run.shop_domain)
        operation = self.operations.get(access, run.operation_id) if run.operation_id else None
        if operation is None or operation.status is BulkStatus.EXPIRED:
            if run.files_requested >= self.retry.max_attempts:
                raise BulkOperationRetriesExhausted(run.kind, run.files_requested, run.error)
            operation = self.operations.start(access, run.kind, run.order_range)
            claimed.restart(operation.id)
        return operation

    def _wait_for_operation(self, claimed: ClaimedRun, operation: BulkOperation) -> None:
        run, now = claimed.run, self.clock.now()
        # A quarter of the time so far: even without the webhook, the import notices the file soon enough.
        pause = min(max((now - run.created_at) / 4, MIN_BULK_POLL_INTERVAL), MAX_BULK_POLL_INTERVAL)
        progress = replace(run.progress, total=operation.record_count)
        claimed.save(replace(run, progress=progress).wait_until(at=now + pause))
        self.notifier.notify(Work.IMPORTS, after=pause)

    def _fail_incomplete(self, claimed: ClaimedRun, operation: BulkOperation) -> None:
        kind, read = claimed.run.kind, claimed.run.progress.read
        if operation.error == _ACCESS_DENIED:
            raise ShopifyAccessDenied(f"Shopify refused to export the {kind}: the app lacks a scope for them.")
        claimed.restart()
        raise BulkOperationFailed(kind, operation.status, operation.error, read)

    def _record_failure(self, claimed: ClaimedRun, error: Exception) -> None:
        run, now = claimed.run, self.clock.now()
        fields = {"shop": run.shop_domain, "kind": str(run.kind), **to_log_fields(error)}
        _log.warning("import.failed", extra=fields, exc_info=unexpected(error))
        try:
            claimed.save(self._plan_retry(run, error, now))
        except ClaimLost:
            _log.warning("import.claim_lost", extra=fields)
        with self.unit_of_work() as tx:
            record_connection_failure(tx, run.shop_domain, error, now)
            tx.commit()

    def _plan_retry(self, run: ImportRun, error: Exception, now: datetime) -> ImportRun:
        message = describe(error)
        # Neither an outage of the store nor a missing approval uses up attempts: the import resumes afterwards.
        if connection_from_error(error) or isinstance(error, ShopNotApproved):
            return run.wait_until(now + UNAVAILABLE_CHECK_INTERVAL, message, run.failures)
        decision = self.retry.decide(error, self._count_failures(run, error))
        if isinstance(decision, Retry):
            return run.wait_until(now + decision.delay, message, run.failures + 1)
        return run.finish(ImportStatus.FAILED, now, message)

    def _count_failures(self, run: ImportRun, error: Exception) -> int:
        """An outage or a throttle ends, so these are retried for as long as it takes. Files have their own limit."""
        failures = run.failures + 1
        return min(failures, self.retry.max_attempts - 1) if isinstance(error, TransientError) else failures
