"""Waking workers through Dramatiq."""

from dataclasses import dataclass

import structlog
from dramatiq import Broker, Message
from dramatiq.errors import BrokerConnectionError
from redis import RedisError

from novex_shopify.adapters.queue.broker import QUEUE
from novex_shopify.domain.model.work import Work

_log = structlog.get_logger()


def message(work: Work) -> Message[None]:
    """What a wake-up looks like: the name of the actor, and nothing else."""
    return Message(queue_name=QUEUE, actor_name=work, args=(), kwargs={}, options={})


@dataclass(frozen=True, slots=True)
class RedisWakeups:
    """The port `Wakeups` for workers in any process."""

    broker: Broker

    def wake(self, work: Work) -> None:
        """Send a message. Without Redis the work waits for the sweep."""
        try:
            self.broker.enqueue(message(work))
        except (RedisError, BrokerConnectionError) as error:
            _log.warning("wakeup.lost", work=str(work), cause=type(error).__name__)


@dataclass(frozen=True, slots=True)
class EmbeddedWakeups:
    """The port `Wakeups` for a worker in this process. In a process without one, the sweep of the other finds it."""

    broker: Broker

    def wake(self, work: Work) -> None:
        """Queue a message, if there is an actor for it here."""
        if work in self.broker.actors:
            self.broker.enqueue(message(work))
