"""Kinds of errors, by what to do next; and how an error is told."""

from collections.abc import Iterable
from datetime import timedelta


class NovexError(Exception):
    """The root of all errors of this product."""


class TransientError(NovexError):
    """The same work may succeed later.

    `retry_after` is the least time to wait, where the other side named one.
    """

    def __init__(self, message: str, retry_after: timedelta | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class PermanentError(NovexError):
    """Trying again cannot help."""


class NeedsAttention(NovexError):
    """The work waits for something that only a person or a later event can supply.

    `waiting_for` holds keys such as `variant:123`; supplying one of them releases the work.
    """

    def __init__(self, message: str, waiting_for: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.waiting_for = tuple(waiting_for)


def describe(error: Exception) -> str:
    """One line for a row that people read.

    Only our own errors are known to carry no customer's data, so of any other just its kind is told; the log has more.
    """
    if isinstance(error, NovexError):
        return f"{type(error).__name__}: {error}"
    return f"{type(error).__name__} (an error in the product; the log of this time says more)"


def unexpected(error: Exception) -> Exception | None:
    """The error, if it is a fault in the product and so needs its traceback in the log; ours say enough in one line."""
    return None if isinstance(error, NovexError) else error
