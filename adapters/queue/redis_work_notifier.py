"""Notifies workers in other processes through Dramatiq and Redis; needs the extra `redis`."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Lock
from time import sleep

import structlog
from dramatiq.errors import BrokerConnectionError
from redis import RedisError

from novex_shopify.adapters.queue.brokers import Brokers
from novex_shopify.adapters.queue.work_notifier import NO_DELAY, to_milliseconds
from novex_shopify.domain.errors import describe_kind
from novex_shopify.domain.model.work import Work

_log = structlog.get_logger()

_PAUSE_BETWEEN_MESSAGES_SECONDS = 0.05


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

    def notify(self, work: Work, after: timedelta = NO_DELAY) -> None:
        notification = (work, to_milliseconds(after))
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
            self._brokers.send(work, delay)
        except (RedisError, BrokerConnectionError) as error:
            _log.warning("work_notification.lost", work=str(work), outage="redis", cause=describe_kind(error))
        sleep(_PAUSE_BETWEEN_MESSAGES_SECONDS)
