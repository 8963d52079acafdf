"""Notifies workers without Redis."""

from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from typing import TYPE_CHECKING

from novex_shopify.domain.model.work import Work

if TYPE_CHECKING:
    from novex_shopify.adapters.queue.brokers import Brokers

NO_DELAY = timedelta()


@dataclass(frozen=True, slots=True)
class EmbeddedWorkNotifier:
    """The port `WorkNotifier` for a worker in this process. A worker elsewhere finds the work at its next poll."""

    brokers: "Brokers"

    def notify(self, work: Work, after: timedelta = NO_DELAY) -> None:
        if self.brokers.has_worker(work):
            self.brokers.send(work, to_milliseconds(after))


class PollOnlyWorkNotifier:
    """The port `WorkNotifier` without Dramatiq: workers in other processes find the work at their next poll."""

    def notify(self, work: Work, after: timedelta = NO_DELAY) -> None:
        pass


def to_milliseconds(after: timedelta) -> int:
    """Rounded up to whole seconds, so that work due at nearly the same time shares one message."""
    return ceil(after.total_seconds()) * 1000
