"""Whether and when failed work is tried again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from math import ceil, log2

from novex_shopify.domain.errors import NeedsAttention, PermanentError, TransientError
from novex_shopify.domain.timing import FIRST_RETRY_DELAY, MAX_RETRY_DELAY, POSTAGE_CHECK_DELAYS


@dataclass(frozen=True, slots=True)
class Retry:
    """Try again after `delay`."""

    delay: timedelta


@dataclass(frozen=True, slots=True)
class Park:
    """Wait until one of the keys `waiting_for` is available."""

    waiting_for: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GiveUp:
    """Do not try again automatically."""


Decision = Retry | Park | GiveUp


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """Exponential backoff with jitter and a cap.

    The delay before attempt n+1 is between half and all of `first_delay * 2**(n-1)`, at most `max_delay`, but never
    less than Shopify asked for. `random` returns a number in [0, 1).
    """

    random: Callable[[], float]
    max_attempts: int = 8
    first_delay: timedelta = FIRST_RETRY_DELAY
    max_delay: timedelta = MAX_RETRY_DELAY

    def decide(self, error: Exception, attempt: int) -> Decision:
        """Decide what to do after `attempt` (counted from 1) failed with `error`. Unexpected errors are transient."""
        match error:
            case NeedsAttention():
                return Park(error.waiting_for)
            case PermanentError():
                return GiveUp()
        if attempt >= self.max_attempts:
            return GiveUp()
        asked_for = error.retry_after if isinstance(error, TransientError) else None
        return Retry(max(self.compute_delay(attempt), asked_for or timedelta()))

    def compute_delay(self, attempt: int) -> timedelta:
        doublings = min(attempt - 1, self._max_doublings)
        full = min(self.first_delay * float(2**doublings), self.max_delay)
        return full * (0.5 + self.random() / 2)

    @property
    def _max_doublings(self) -> int:
        return ceil(log2(self.max_delay / self.first_delay))


def find_check_delay(checks: int) -> timedelta:
    """The wait before a label provider's record is read again, after this number of checks that did not settle it."""
    return POSTAGE_CHECK_DELAYS[min(checks, len(POSTAGE_CHECK_DELAYS) - 1)]
