"""Keeps an outage of the database or of Redis, and strangers, from flooding the log."""

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable

from novex_shopify.domain.errors import describe_kind

_ONE_LINE_PER_SECONDS = 1


class OutageFilter(logging.Filter):
    """Passes one line per second and outage, without a traceback, and everything else.

    A line about an outage has the field `outage` (`database` or `redis`). A line that anybody can cause has the field
    `burst`, and is treated in the same way. A line that passes has in `left_out` how many
    did not since the one before it.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._lock = threading.Lock()
        self._silent_until: dict[str, float] = {}
        self._left_out: Counter[str] = Counter()

    def filter(self, record: logging.LogRecord) -> bool:
        _recognize_outage(record)
        # structlog passes its fields as the message.
        fields = record.msg if isinstance(record.msg, dict) else record.__dict__
        outage = fields.get("outage") or fields.get("burst")
        if outage is None:
            return True
        with self._lock:
            now = self._clock()
            if now < self._silent_until.get(outage, now):
                self._left_out[outage] += 1
                return False
            self._silent_until[outage] = now + _ONE_LINE_PER_SECONDS
            if left_out := self._left_out.pop(outage, 0):
                fields["left_out"] = left_out
        return True


def _recognize_outage(record: logging.LogRecord) -> None:
    """Give the lines of libraries about a lost connection the form of this product's, which has no traceback."""
    if record.levelno < logging.WARNING:
        return
    error = record.exc_info[1] if record.exc_info else _find_error_argument(record)
    if not isinstance(error, Exception):
        return
    if record.name.startswith("dramatiq.") and _is_of_redis(error):
        _rewrite(record, "redis.unavailable", "redis", error)
    elif record.name.startswith("sqlalchemy.pool"):
        _rewrite(record, "database.connection_lost", "database", error)


def _find_error_argument(record: logging.LogRecord) -> Exception | None:
    return next((each for each in record.args or () if isinstance(each, Exception)), None)


def _is_of_redis(error: BaseException) -> bool:
    # By name: neither library is needed where the log is configured.
    return type(error).__module__.startswith("redis.") or type(error).__name__ == "ConnectionClosed"


def _rewrite(record: logging.LogRecord, event: str, outage: str, error: Exception) -> None:
    inner = next((each for each in error.args if isinstance(each, Exception)), error)
    record.msg, record.args, record.exc_info, record.exc_text = event, (), None, None
    record.levelno, record.levelname = logging.WARNING, "WARNING"
    record.__dict__.update(outage=outage, cause=describe_kind(inner))
