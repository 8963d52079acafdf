"""Dramatiq's broker on Redis whose consumers are woken by messages, instead of asking for them ten times a second.

Four consumers that ask so often are 160 commands a second for an idle worker. Needs the extra `redis`.
"""

import time
from collections import Counter
from contextlib import suppress
from threading import Condition, Event, Thread
from typing import Any

import structlog
from dramatiq import Message
from dramatiq.brokers.redis import RedisBroker, _RedisConsumer
from redis import Redis, RedisError

from novex_shopify.domain.errors import describe_kind

_log = structlog.get_logger()

MAX_QUIET_SECONDS = 5.0
"""So often a consumer asks unwoken: an announcement may be lost, and Dramatiq counts this as a heartbeat."""

_LISTEN_SECONDS, _RECONNECT_SECONDS = 1.0, 1.0


class Announcements:
    """Counts the messages that any process says it has sent, by queue. One thread listens on a connection of its own.

    While it cannot listen, such as where a user of Redis may use no channels, consumers ask regularly.
    """

    def __init__(self, client: Redis, prefix: str) -> None:
        self._client, self._channel = client, f"{prefix}:announced"
        self._counts: Counter[str] = Counter()
        self._connections = 0
        self._changed, self._stopping = Condition(), Event()
        self._listener: Thread | None = None
        self.are_heard = False

    def announce(self, queue: str) -> None:
        """Wake the consumers of a queue; if that fails, they find the message a little later."""
        with suppress(RedisError):
            self._client.publish(self._channel, queue)

    def count(self, queue: str) -> int:
        """Each new connection counts as well: what was announced before it was not heard."""
        return self._counts[queue] + self._connections

    def wait(self, queue: str, known: int, seconds: float) -> None:
        """Wait until a message is announced that is not among the known ones, or until the time is over."""
        with self._changed:
            self._changed.wait_for(lambda: self.count(queue) != known, seconds)

    def listen(self) -> None:
        """Start the thread, unless it runs."""
        with self._changed:
            if self._listener is None:
                self._listener = Thread(target=self._run, name="announcements", daemon=True)
                self._listener.start()

    def close(self) -> None:
        self._stopping.set()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._hear()
            except (RedisError, OSError, ValueError) as error:  # ValueError: the client was closed meanwhile
                if self.are_heard and not self._stopping.is_set():
                    _log.warning("announcements.lost", outage="redis", cause=describe_kind(error))
                self.are_heard = False
                self._stopping.wait(_RECONNECT_SECONDS)

    def _hear(self) -> None:
        with self._client.pubsub() as channel:  # type: ignore[no-untyped-call]
            channel.subscribe(self._channel)
            while not self._stopping.is_set():
                heard = channel.get_message(timeout=_LISTEN_SECONDS)
                with self._changed:
                    if heard and heard["type"] == "subscribe":
                        self._connections, self.are_heard = self._connections + 1, True
                    elif heard:
                        self._counts[heard["data"].decode()] += 1
                    self._changed.notify_all()


class WokenRedisBroker(RedisBroker):
    """Announces each message that it sends."""

    def __init__(self, announcements: Announcements, **options: Any) -> None:
        super().__init__(**options)  # type: ignore[no-untyped-call]
        self.announcements = announcements

    @property
    def consumer_class(self) -> type["_WokenConsumer"]:
        return _WokenConsumer

    def enqueue(self, message: Message[Any], *, delay: int | None = None) -> Message[Any]:
        sent = super().enqueue(message, delay=delay)
        self.announcements.announce(sent.queue_name)
        return sent

    def close(self) -> None:
        self.announcements.close()
        super().close()


class _WokenConsumer(_RedisConsumer):
    """Asks after an announcement, while there are messages, and after a quiet time.

    It returns None once in each `timeout`, in milliseconds, so that its thread handles delayed messages and ends.
    """

    def __init__(self, broker: WokenRedisBroker, queue_name: str, prefetch: int, timeout: int) -> None:
        super().__init__(broker, queue_name, prefetch, timeout=1)  # type: ignore[no-untyped-call]
        self._announcements, self._tick = broker.announcements, timeout / 1000
        self._known, self._asks_at = 0, 0.0
        self._announcements.listen()

    def __next__(self) -> Any:
        if not self.message_cache:
            if self.outstanding_message_count >= self.prefetch:
                time.sleep(self._tick)
                return None
            if not self._should_ask():
                self._announcements.wait(self.queue_name, self._known, self._tick)
            if not self._should_ask():
                return None
        announced = self._announcements.count(self.queue_name)
        message = super().__next__()  # type: ignore[no-untyped-call]
        if message is None:
            pause = MAX_QUIET_SECONDS if self._announcements.are_heard else self._tick
            self._known, self._asks_at = announced, time.monotonic() + pause
        else:
            self._asks_at = 0.0
        return message

    def _should_ask(self) -> bool:
        return self._announcements.count(self.queue_name) != self._known or time.monotonic() >= self._asks_at
