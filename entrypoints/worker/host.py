"""A worker inside a process: Dramatiq's threads for wake-ups, and a sweep for what nobody was woken for."""

import threading
import time
from collections.abc import Callable

import dramatiq
import structlog

from novex_shopify.config.container import Container
from novex_shopify.entrypoints.worker.runners import Runner, runners

_log = structlog.get_logger()

THREADS = 8
POLL_MILLISECONDS = 100
STOP_WITHIN_SECONDS = 8
RESCUE_EVERY_SECONDS = 2
DELETE_EVERY_SECONDS = 600
RECONCILE_EVERY_SECONDS = 60
PROVE_EVERY_SECONDS = 600
WATCH_EVERY_SECONDS = 20


class WorkerHost:
    """Runs work until it is stopped. A stop lets what is under way come to its end."""

    def __init__(self, container: Container) -> None:
        self._container = container
        self._brokers = container.brokers()
        self._queue_of = container.queue_of()
        self._stopping = threading.Event()
        self._runners = runners(container)
        period = container.settings().sweep_seconds
        rounds: list[tuple[str, float, Callable[[], object]]] = [
            (f"sweep-{work}", period, self._drain_of(run_next)) for work, run_next in self._runners.items()
        ]
        rounds.append(("rescue", RESCUE_EVERY_SECONDS, container.rescue_claims()))
        rounds.append(("release", period, container.release_parked()))
        rounds.append(("reconcile", RECONCILE_EVERY_SECONDS, container.catch_up()))
        rounds.append(("prove", PROVE_EVERY_SECONDS, container.prove_orders().run_due))
        rounds.append(("delete old events", DELETE_EVERY_SECONDS, container.delete_old_events()))
        rounds.append(("watch deliveries", WATCH_EVERY_SECONDS, container.watch_deliveries()))
        self._rounds = [threading.Thread(target=self._repeat, args=each, name=each[0], daemon=True) for each in rounds]
        self._workers = [
            dramatiq.Worker(broker, worker_threads=THREADS, worker_timeout=POLL_MILLISECONDS)
            for broker in dict.fromkeys(self._brokers.values())
        ]

    def start(self) -> None:
        """Begin to work."""
        for work, run_next in self._runners.items():
            declare = dramatiq.actor(broker=self._brokers[work], actor_name=work, queue_name=self._queue_of(work))
            declare(self._drain_of(run_next))
        for worker in self._workers:
            worker.start()
        for thread in self._rounds:
            thread.start()
        _log.info("worker.started", claims_as=str(self._container.worker_id()))

    def stop(self) -> None:
        """Finish what is under way, and take no more. What takes too long is left for others to take back."""
        self._stopping.set()
        stops = [
            threading.Thread(target=worker.stop, args=(STOP_WITHIN_SECONDS * 1000,), daemon=True)
            for worker in self._workers
        ]
        for stop in stops:
            stop.start()
        deadline = time.monotonic() + STOP_WITHIN_SECONDS
        for thread in (*stops, *self._rounds):
            thread.join(max(0, deadline - time.monotonic()))
        _log.info("worker.stopped")

    def _drain_of(self, run_next: Runner) -> Callable[[], None]:
        def drain() -> None:
            while not self._stopping.is_set() and run_next():
                pass

        return drain

    def _repeat(self, name: str, period: float, task: Callable[[], object]) -> None:
        """Do something by the clock. A sweep does its work itself, in its own thread, and so needs no broker."""
        while not self._stopping.is_set():
            try:
                task()
            except Exception:
                _log.exception("round.failed", round=name)
            self._stopping.wait(period)
