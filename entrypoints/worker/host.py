"""A worker inside a process: Dramatiq's threads for wake-ups, and a sweep for what nobody was woken for."""

import threading
from collections.abc import Callable

import dramatiq
import structlog

from novex_shopify.config.container import Container
from novex_shopify.domain.model.work import Work
from novex_shopify.entrypoints.worker.runners import Runner, runners, take_back_abandoned

_log = structlog.get_logger()

THREADS = 4
POLL_MILLISECONDS = 100
STOP_WITHIN_MILLISECONDS = 8_000


class WorkerHost:
    """Runs work until it is stopped. A stop lets what is under way come to its end."""

    def __init__(self, container: Container) -> None:
        self._container = container
        self._broker = container.broker()
        self._period = container.settings().sweep_seconds
        self._stopping = threading.Event()
        self._runners = runners(container)
        self._sweeps = [threading.Thread(target=self._sweep, args=(work,), name=f"sweep-{work}") for work in Work]
        self._worker = dramatiq.Worker(self._broker, worker_threads=THREADS, worker_timeout=POLL_MILLISECONDS)

    def start(self) -> None:
        """Begin to work."""
        for work, run_next in self._runners.items():
            dramatiq.actor(broker=self._broker, actor_name=work)(self._drain_of(run_next))
        self._worker.start()
        for sweep in self._sweeps:
            sweep.start()
        _log.info("worker.started", claims_as=str(self._container.worker_id()))

    def stop(self) -> None:
        """Finish what is under way, and take no more."""
        self._stopping.set()
        self._worker.stop(timeout=STOP_WITHIN_MILLISECONDS)
        for sweep in self._sweeps:
            sweep.join(STOP_WITHIN_MILLISECONDS / 1000)
        _log.info("worker.stopped")

    def _drain_of(self, run_next: Runner) -> Callable[[], None]:
        def drain() -> None:
            while not self._stopping.is_set() and run_next():
                pass

        return drain

    def _sweep(self, work: Work) -> None:
        """Look for work by the clock. It does the work itself, so that it needs no broker."""
        drain = self._drain_of(self._runners[work])
        while not self._stopping.is_set():
            try:
                if work is Work.EVENTS:
                    take_back_abandoned(self._container)
                drain()
            except Exception:
                _log.exception("sweep.failed", work=str(work))
            self._stopping.wait(self._period)
