"""A worker in this process: Dramatiq's threads for notifications, sweeps for missed ones, and periodic jobs."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta

import dramatiq
import structlog
from dramatiq.errors import Retry

from novex_shopify.config.container import Container
from novex_shopify.domain.errors import NovexError, to_log_fields
from novex_shopify.domain.model.actor import Actor, ActorKind, acting_as
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.timing import (
    AUDIT_CHECK_INTERVAL,
    DELETE_OLD_EVENTS_INTERVAL,
    ERASE_INVOICES_INTERVAL,
    ISSUE_CHECK_INTERVAL,
    LOCATIONS_CHECK_INTERVAL,
    NOTIFY_INTERVAL,
    REPORT_CHECK_INTERVAL,
    RESCUE_INTERVAL,
    RESYNC_CHECK_INTERVAL,
    STOCK_DAY_CHECK_INTERVAL,
    STOCK_SWEEP_INTERVAL,
    TRACKER_CHECK_INTERVAL,
    WATCH_DELIVERIES_INTERVAL,
    WORKER_SHUTDOWN_TIMEOUT,
)
from novex_shopify.entrypoints.worker.metrics import JOBS_FAILED
from novex_shopify.entrypoints.worker.runners import Runner, build_runners

_log = structlog.get_logger()

WORKER_THREADS = 8
POLL_MILLISECONDS = 250
"""So often threads look whether they should stop, and whether a delayed message is due."""


class WorkerHost:
    """Works until it is stopped. Work in progress is finished first."""

    def __init__(self, container: Container) -> None:
        self._container = container
        self._brokers = container.brokers()
        self._stopping = threading.Event()
        self._runners = build_runners(container)
        sweep_interval = container.settings().sweep_interval
        jobs: list[tuple[str, timedelta, Callable[[], object]]] = [
            (f"sweep-{work}", _find_sweep_interval(work, sweep_interval), self._build_drain(run_next))
            for work, run_next in self._runners.items()
        ]
        jobs.append(("rescue claims", RESCUE_INTERVAL, container.rescue_claims()))
        jobs.append(("release parked", sweep_interval, container.release_parked_events()))
        jobs.append(("unassign recalled", sweep_interval, container.unassign_recalled().continue_all))
        jobs.append(("resync", RESYNC_CHECK_INTERVAL, container.resync_shops_hourly()))
        jobs.append(("audit orders", AUDIT_CHECK_INTERVAL, container.audit_orders().run_due))
        jobs.append(("delete old events", DELETE_OLD_EVENTS_INTERVAL, container.delete_old_events()))
        jobs.append(("send reports", REPORT_CHECK_INTERVAL, self._build_drain(container.send_due_reports().run_next)))
        jobs.append(("erase expired invoices", ERASE_INVOICES_INTERVAL, container.erase_expired_invoices()))
        jobs.append(("track shipments", TRACKER_CHECK_INTERVAL, container.track_shipments()))
        jobs.append(("compare trackers", TRACKER_CHECK_INTERVAL, container.compare_trackers()))
        jobs.append(("notify of issues", NOTIFY_INTERVAL, container.notify_of_issues()))
        jobs.append(("watch deliveries", WATCH_DELIVERIES_INTERVAL, container.watch_deliveries()))
        jobs.append(("read locations", LOCATIONS_CHECK_INTERVAL, container.read_locations().run_due))
        jobs.append(("mark new day", STOCK_DAY_CHECK_INTERVAL, container.mark_new_day()))
        jobs.append(("compare issues", ISSUE_CHECK_INTERVAL, container.compare_issues()))
        self._job_threads = [
            threading.Thread(target=self._run_periodically, args=each, name=each[0], daemon=True) for each in jobs
        ]
        self._workers = [
            dramatiq.Worker(broker, worker_threads=WORKER_THREADS, worker_timeout=POLL_MILLISECONDS)
            for broker in self._brokers.all()
        ]

    def start(self) -> None:
        for work, run_next in self._runners.items():
            register_actor = dramatiq.actor(
                broker=self._brokers[work], actor_name=work, queue_name=self._brokers.queue_name(work)
            )
            register_actor(_without_known_tracebacks(work, self._build_drain(run_next)))
        for worker in self._workers:
            worker.start()
        for thread in self._job_threads:
            thread.start()
        _log.info("worker.started", worker_id=self._container.worker_id().name)

    def stop(self) -> None:
        """Finish the work in progress. What takes longer than the timeout is reclaimed by another worker."""
        self._stopping.set()
        stop_threads = [
            threading.Thread(
                target=worker.stop, args=(WORKER_SHUTDOWN_TIMEOUT // timedelta(milliseconds=1),), daemon=True
            )
            for worker in self._workers
        ]
        for stop in stop_threads:
            stop.start()
        deadline = time.monotonic() + WORKER_SHUTDOWN_TIMEOUT.total_seconds()
        for thread in (*stop_threads, *self._job_threads):
            thread.join(max(0, deadline - time.monotonic()))
        _log.info("worker.stopped")

    def _build_drain(self, run_next: Runner) -> Callable[[], None]:
        def drain() -> None:
            while not self._stopping.is_set() and run_next():
                pass

        return drain

    def _run_periodically(self, name: str, interval: timedelta, job: Callable[[], object]) -> None:
        # A sweep works in its own thread, so it needs no broker.
        while not self._stopping.is_set():
            try:
                with acting_as(Actor(ActorKind.WORKER, name)):
                    job()
            except NovexError as error:
                JOBS_FAILED.labels(job_name=name).inc()
                _log.warning("job.failed", job=name, **to_log_fields(error))
            except Exception:
                JOBS_FAILED.labels(job_name=name).inc()
                _log.exception("job.failed", job=name)
            self._stopping.wait(interval.total_seconds())


def _find_sweep_interval(work: Work, usual: timedelta) -> timedelta:
    """Who moves stock notifies no worker, so it looks often."""
    return min(usual, STOCK_SWEEP_INTERVAL) if work is Work.STOCK else usual


def _without_known_tracebacks(work: Work, drain: Callable[[], None]) -> Callable[[], None]:
    """Dramatiq logs every error with its traceback, but not its own `Retry`, after which it tries again as well."""

    def run() -> None:
        try:
            with acting_as(Actor(ActorKind.WORKER, str(work))):
                drain()
        except NovexError as error:
            _log.warning("work.failed", work=str(work), **to_log_fields(error))
            raise Retry from error

    return run
