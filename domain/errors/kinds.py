"""Kinds of errors, by what to do next."""

from collections.abc import Iterable
from datetime import timedelta


class NovexError(Exception):
    """The root of all errors of this product."""


class TransientError(NovexError):
    """The same work may succeed later.

    `retry_after` is the shortest delay that the other side asked for.
    """

    def __init__(self, message: str, retry_after: timedelta | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class PermanentError(NovexError):
    """Trying again cannot help."""


class NeedsAttention(NovexError):
    """The work waits for something that only a person or a later event can supply.

    `waiting_for` holds keys such as `variant:123`; when one becomes available, the work is released.
    """

    def __init__(self, message: str, waiting_for: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.waiting_for = tuple(waiting_for)


def describe(error: Exception) -> str:
    """Return one line for people.

    Only our own errors are known to contain no personal data, so of others only the type is shown.
    """
    if isinstance(error, NovexError):
        return f"{type(error).__name__}: {error}"
    return f"{type(error).__name__} (unexpected error; see the log)"


def unexpected(error: Exception) -> Exception | None:
    """Return the error if it is a bug that needs its traceback in the log; None for our own errors."""
    return None if isinstance(error, NovexError) else error
