"""A worker in this process: Dramatiq's threads for notifications, sweeps for missed ones, and periodic jobs."""

import threading
import time
from collections.abc import Callable

import dramatiq
import structlog

from novex_shopify.config.container import Container
from novex_shopify.entrypoints.worker.runners import Runner, build_runners

_log = structlog.get_logger()

WORKER_THREADS = 8
POLL_MILLISECONDS = 100
SHUTDOWN_TIMEOUT_SECONDS = 8
RESCUE_EVERY_SECONDS = 2
DELETE_OLD_EVENTS_EVERY_SECONDS = 600
RESYNC_EVERY_SECONDS = 60
AUDIT_EVERY_SECONDS = 600
WATCH_DELIVERIES_EVERY_SECONDS = 20


class WorkerHost:
    """Works until it is stopped. Work in progress is finished first."""

    def __init__(self, container: Container) -> None:
        self._container = container
        self._brokers = container.brokers()
        self._stopping = threading.Event()
        self._runners = build_runners(container)
        sweep_period = container.settings().sweep_seconds
        jobs: list[tuple[str, float, Callable[[], object]]] = [
            (f"sweep-{work}", sweep_period, self._build_drain(run_next)) for work, run_next in self._runners.items()
        ]
        jobs.append(("rescue claims", RESCUE_EVERY_SECONDS, container.rescue_claims()))
        jobs.append(("release parked", sweep_period, container.release_parked_events()))
        jobs.append(("resync", RESYNC_EVERY_SECONDS, container.resync_shops()))
        jobs.append(("audit orders", AUDIT_EVERY_SECONDS, container.audit_orders().run_due))
        jobs.append(("delete old events", DELETE_OLD_EVENTS_EVERY_SECONDS, container.delete_old_events()))
        jobs.append(("watch deliveries", WATCH_DELIVERIES_EVERY_SECONDS, container.watch_deliveries()))
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
            register_actor(self._build_drain(run_next))
        for worker in self._workers:
            worker.start()
        for thread in self._job_threads:
            thread.start()
        _log.info("worker.started", worker_id=str(self._container.worker_id()))

    def stop(self) -> None:
        """Finish the work in progress. What takes longer than the timeout is reclaimed by another worker."""
        self._stopping.set()
        stop_threads = [
            threading.Thread(target=worker.stop, args=(SHUTDOWN_TIMEOUT_SECONDS * 1000,), daemon=True)
            for worker in self._workers
        ]
        for stop in stop_threads:
            stop.start()
        deadline = time.monotonic() + SHUTDOWN_TIMEOUT_SECONDS
        for thread in (*stop_threads, *self._job_threads):
            thread.join(max(0, deadline - time.monotonic()))
        _log.info("worker.stopped")

    def _build_drain(self, run_next: Runner) -> Callable[[], None]:
        def drain() -> None:
            while not self._stopping.is_set() and run_next():
                pass

        return drain

    def _run_periodically(self, name: str, period: float, job: Callable[[], object]) -> None:
        # A sweep works in its own thread, so it needs no broker.
        while not self._stopping.is_set():
            try:
                job()
            except Exception:
                _log.exception("job.failed", job=name)
            self._stopping.wait(period)
