"""Waking workers through Dramatiq."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from threading import Lock
from time import sleep

import structlog
from dramatiq import Message
from dramatiq.errors import BrokerConnectionError
from redis import RedisError

from novex_shopify.adapters.queue.broker import Brokers, queue_of
from novex_shopify.domain.model.work import Work

_log = structlog.get_logger()

_NOW = timedelta()
_REST_SECONDS = 0.05


def message(work: Work) -> Message[None]:
    """What a wake-up looks like: the name of the actor, and nothing else."""
    return Message(queue_name=queue_of(work), actor_name=work, args=(), kwargs={}, options={})


class RedisWakeups:
    """The port `Wakeups` for workers in any process.

    Messages leave from a thread of their own, so that nobody who has committed waits for Redis, present or absent. Of
    equal wake-ups that wait to be sent, one is sent; a short rest after each lets them gather when webhooks pour in.
    """

    def __init__(self, brokers: Brokers) -> None:
        self._brokers = brokers
        self._sender = ThreadPoolExecutor(1, thread_name_prefix="wakeups")
        self._unsent: set[tuple[Work, int]] = set()
        self._lock = Lock()

    def wake(self, work: Work, after: timedelta = _NOW) -> None:
        """Send a message. Without Redis the work waits for the sweep."""
        wakeup = (work, _milliseconds(after))
        with self._lock:
            if wakeup in self._unsent:
                return
            self._unsent.add(wakeup)
        self._sender.submit(self._send, *wakeup)

    def close(self) -> None:
        """Send what is still to be sent, and nothing after it."""
        self._sender.shutdown()

    def _send(self, work: Work, delay: int) -> None:
        with self._lock:  # before sending: whoever asks from here on may have committed after the workers looked
            self._unsent.discard((work, delay))
        try:
            self._brokers[work].enqueue(message(work), delay=delay or None)
        except (RedisError, BrokerConnectionError) as error:
            _log.warning("wakeup.lost", work=str(work), cause=type(error).__name__)
        sleep(_REST_SECONDS)


@dataclass(frozen=True, slots=True)
class EmbeddedWakeups:
    """The port `Wakeups` for a worker in this process. In a process without one, the sweep of the other finds it."""

    brokers: Brokers

    def wake(self, work: Work, after: timedelta = _NOW) -> None:
        """Queue a message, if there is an actor for it here."""
        broker = self.brokers[work]
        if work in broker.actors:
            broker.enqueue(message(work), delay=_milliseconds(after) or None)


def _milliseconds(after: timedelta) -> int:
    """Whole seconds, so that work due at nearly the same time shares one wake-up; never too early."""
    return ceil(after.total_seconds()) * 1000
