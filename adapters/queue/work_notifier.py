"""Notifies workers through Dramatiq."""

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

from novex_shopify.adapters.queue.brokers import Brokers, get_queue_name
from novex_shopify.domain.errors import describe_kind
from novex_shopify.domain.model.work import Work

_log = structlog.get_logger()

_NO_DELAY = timedelta()
_PAUSE_BETWEEN_MESSAGES_SECONDS = 0.05


def build_message(work: Work) -> Message[None]:
    """A message names the actor and nothing else."""
    return Message(queue_name=get_queue_name(work), actor_name=work, args=(), kwargs={}, options={})


class RedisWorkNotifier:
    """The port `WorkNotifier` for workers in any process. Without Redis, workers find the work at their next poll.

    A thread sends the messages, so that no caller waits for Redis. Equal messages that wait to be sent are sent once;
    the pause after each message lets more of them gather when many webhooks arrive.
    """

    def __init__(self, brokers: Brokers) -> None:
        self._brokers = brokers
        self._sender = ThreadPoolExecutor(1, thread_name_prefix="work-notifier")
        self._pending: set[tuple[Work, int]] = set()
        self._lock = Lock()

    def notify(self, work: Work, after: timedelta = _NO_DELAY) -> None:
        notification = (work, _to_milliseconds(after))
        with self._lock:
            if notification in self._pending:
                return
            self._pending.add(notification)
        self._sender.submit(self._send, *notification)

    def close(self) -> None:
        """Send the messages that wait, and accept no others."""
        self._sender.shutdown()

    def _send(self, work: Work, delay: int) -> None:
        with self._lock:  # before sending: work that is committed from here on may need a message of its own
            self._pending.discard((work, delay))
        try:
            self._brokers[work].enqueue(build_message(work), delay=delay or None)
        except (RedisError, BrokerConnectionError) as error:
            _log.warning("work_notification.lost", work=str(work), outage="redis", cause=describe_kind(error))
        sleep(_PAUSE_BETWEEN_MESSAGES_SECONDS)


@dataclass(frozen=True, slots=True)
class EmbeddedWorkNotifier:
    """The port `WorkNotifier` for a worker in this process. A worker elsewhere finds the work at its next poll."""

    brokers: Brokers

    def notify(self, work: Work, after: timedelta = _NO_DELAY) -> None:
        broker = self.brokers[work]
        if work in broker.actors:
            broker.enqueue(build_message(work), delay=_to_milliseconds(after) or None)


def _to_milliseconds(after: timedelta) -> int:
    # Rounded up to whole seconds, so that work due at nearly the same time shares one message.
    return ceil(after.total_seconds()) * 1000
