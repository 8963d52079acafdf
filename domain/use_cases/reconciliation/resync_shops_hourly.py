"""Asks Shopify every hour for changes whose webhook was lost, and within a minute after a missed window.

See docs/reconciliation.md.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime

from novex_shopify.domain.errors import DatabaseUnavailable, describe, to_log_fields, unexpected
from novex_shopify.domain.model.import_run import ImportKind, ImportRun, ImportStatus
from novex_shopify.domain.model.missed_window import MissedWindow
from novex_shopify.domain.model.reconciliation import OrderRange
from novex_shopify.domain.model.resync import ALL_RECORDS, ResyncProblem, ResyncSubject
from novex_shopify.domain.model.shop import Shop, ShopDomain
from novex_shopify.domain.model.work import Work, WorkerId
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.ports.work_notifier import WorkNotifier
from novex_shopify.domain.timing import BULK_IMPORT_AFTER, MISSED_WINDOW_INTERVAL, RESYNC_INTERVAL, RESYNC_OVERLAP
from novex_shopify.domain.use_cases.periodic_jobs import try_start_job
from novex_shopify.domain.use_cases.reconciliation.reconcile_customers import ReconcileCustomers
from novex_shopify.domain.use_cases.reconciliation.reconcile_orders import ReconcileOrders
from novex_shopify.domain.use_cases.shops.record_connection_state import record_connection_failure

_log = logging.getLogger(__name__)

_ALL_CUSTOMERS = (ResyncSubject.CUSTOMERS, ALL_RECORDS)


@dataclass(frozen=True, slots=True)
class ResyncShopsHourly:
    """Resyncs every store that is due."""

    unit_of_work: UnitOfWork
    reconcile_orders: ReconcileOrders
    reconcile_customers: ReconcileCustomers
    notifier: WorkNotifier
    clock: Clock
    worker: WorkerId

    def __call__(self) -> None:
        """Resync each reachable store that is due; only one of all workers resyncs it."""
        with self.unit_of_work.read() as tx:
            may_read = self.reconcile_orders.access.address.is_confirmed(tx)
            shops = [shop for shop in tx.shops.list_all() if shop.reachable and may_read]
            windows = {window.shop: window for window in tx.missed_windows.list_open()}
        for shop in shops:
            try:
                self._resync_if_due(shop, windows.get(shop.domain))
            except Exception as error:  # one store must not keep the others waiting
                fields = {"shop": shop.domain, **to_log_fields(error)}
                _log.warning("resync.failed", extra=fields, exc_info=unexpected(error))

    def _resync_if_due(self, shop: Shop, window: MissedWindow | None) -> None:
        started_at = self.clock.now()
        period = MISSED_WINDOW_INTERVAL if window else RESYNC_INTERVAL
        if try_start_job(self.unit_of_work, f"resync {shop.domain}", self.worker, started_at, period):
            unread_since = self._find_unread_customers(shop, window)
            with self._record_outcome(shop.domain, ResyncSubject.CUSTOMERS, unread_since):
                self._resync_customers(shop.domain, unread_since, started_at)
            with self._record_outcome(shop.domain, ResyncSubject.ORDERS, started_at):
                self._resync_orders(shop, window, started_at)

    @contextmanager
    def _record_outcome(self, shop: ShopDomain, subject: ResyncSubject, unread_since: datetime) -> Iterator[None]:
        """Record a failure, which does not keep the other subject from being read, or that there is none any more."""
        try:
            yield
        except Exception as error:  # the next resync continues at the watermark
            fields = {"shop": shop, "subject": str(subject), **to_log_fields(error)}
            _log.warning("resync.failed", extra=fields, exc_info=unexpected(error))
            with suppress(DatabaseUnavailable):
                self._record_failure(ResyncProblem(shop, subject, ALL_RECORDS, describe(error), unread_since), error)
        else:
            with self.unit_of_work() as tx:
                tx.reconciliations.clear_problems(shop, subject, [ALL_RECORDS])
                tx.commit()

    def _find_unread_customers(self, shop: Shop, window: MissedWindow | None) -> datetime:
        """Return the time since when changes of customers may be missing."""
        with self.unit_of_work.read() as tx:
            watermark = tx.reconciliations.get_watermark(shop.domain, ResyncSubject.CUSTOMERS) or shop.installed_at
            problems = tx.reconciliations.list_problems(shop.domain)
        # A missed window is closed when its orders were read. If customers failed then, their problem still says since.
        failed = [each.since for each in problems if (each.subject, each.record) == _ALL_CUSTOMERS]
        return min([watermark, *failed, *([window.since] if window else [])])

    def _resync_customers(self, shop: ShopDomain, unread_since: datetime, started_at: datetime) -> None:
        self.reconcile_customers(shop, unread_since - RESYNC_OVERLAP, started_at)
        with self.unit_of_work() as tx:
            tx.reconciliations.move_watermark(shop, started_at, ResyncSubject.CUSTOMERS)
            tx.commit()
        self.reconcile_customers.clear_deleted(shop, started_at)

    def _resync_orders(self, shop: Shop, window: MissedWindow | None, started_at: datetime) -> None:
        with self.unit_of_work.read() as tx:
            since = tx.reconciliations.get_watermark(shop.domain) or shop.installed_at
            last_import = tx.imports.find_last(shop.domain, ImportKind.ORDERS)
        earliest = min(since, window.since) if window else since
        if started_at - earliest > BULK_IMPORT_AFTER:
            if last_import is None or not _is_pending(last_import, started_at):
                self._start_import(shop.domain, OrderRange(earliest - RESYNC_OVERLAP, started_at))
            return
        if earliest < since:
            self.reconcile_orders.reconcile(shop.domain, OrderRange(earliest - RESYNC_OVERLAP, since))
        self.reconcile_orders.reconcile(
            shop.domain, OrderRange(since - RESYNC_OVERLAP, started_at), keep_watermark=True
        )
        self._record_success(shop, window, started_at)

    def _start_import(self, shop: ShopDomain, order_range: OrderRange) -> None:
        # The end of the import moves the watermark. If it fails, a later resync starts another.
        with self.unit_of_work() as tx:
            tx.imports.start(shop, ImportKind.ORDERS, order_range.until, order_range)
            tx.commit()
        self.notifier.notify(Work.IMPORTS)

    def _record_success(self, shop: Shop, window: MissedWindow | None, started_at: datetime) -> None:
        with self.unit_of_work() as tx:
            tx.reconciliations.move_watermark(shop.domain, started_at)
            tx.pushes.release(shop.domain, started_at)
            if window:
                tx.missed_windows.close(window)
            tx.commit()
        self.notifier.notify(Work.FULFILLMENTS)

    def _record_failure(self, problem: ResyncProblem, error: Exception) -> None:
        with self.unit_of_work() as tx:
            tx.reconciliations.record_problem(problem)
            record_connection_failure(tx, problem.shop, error, self.clock.now())
            tx.commit()


def _is_pending(run: ImportRun, now: datetime) -> bool:
    """Return whether an import is running, or failed so recently that another would probably fail too."""
    if run.finished_at is None:
        return True
    return run.status is not ImportStatus.DONE and now - run.finished_at < RESYNC_INTERVAL
