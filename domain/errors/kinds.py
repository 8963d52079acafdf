"""Kinds of errors, by what to do next."""

import re
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import ClassVar

_WORD_STARTS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


class NovexError(Exception):
    """The root of all errors of this product.

    `code` is the error's name for programs, in the API (docs/http-api.md). A subclass has that of its kind, unless a
    program reacts differently to it. A code never changes, whatever the class is named.
    """

    code: ClassVar[str] = "refused"

    title: ClassVar[str] = "Couldn't be processed"
    """The heading of the error on a page."""

    details: tuple[str, ...] = ()
    """What the message says, one thing a line, if it says several."""

    outage: ClassVar[str | None] = None
    """What is out of order, if the error says nothing about the work at hand. The log has few lines about an outage."""


class TransientError(NovexError):
    """The same work may succeed later.

    `retry_after` is the shortest delay that the other side asked for.
    """

    code = "unavailable"
    title = "Temporarily unavailable"

    def __init__(self, message: str, retry_after: timedelta | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class PermanentError(NovexError):
    """Trying again cannot help."""


class NeedsAttention(NovexError):
    """The work waits for something that only a person or a later event can supply.

    `waiting_for` holds keys such as `variant:123`; when one becomes available, the work is released.
    """

    code = "needs_attention"
    title = "Needs attention"

    def __init__(self, message: str, waiting_for: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.waiting_for = tuple(waiting_for)


def describe(error: Exception) -> str:
    """Return one line for people.

    Only our own errors are known to contain no personal data, so of others only the kind is shown.
    """
    return str(error) if isinstance(error, NovexError) else f"Unexpected {describe_kind(error)}; see the log."


def get_title(error: Exception) -> str:
    return error.title if isinstance(error, NovexError) else "Unexpected error"


def get_details(error: Exception) -> tuple[str, ...]:
    return error.details if isinstance(error, NovexError) else ()


def describe_kind(error: Exception) -> str:
    """Return the kind of a library's error in words, such as "read timeout"."""
    return _WORD_STARTS.sub(" ", type(error).__name__).lower()


def to_log_fields(error: Exception) -> Mapping[str, str]:
    """Return the fields of the log that name an error: its line for people, its class, and an outage that it is of."""
    outage = error.outage if isinstance(error, NovexError) else None
    return {"error": describe(error), "error_type": type(error).__name__, **({"outage": outage} if outage else {})}


def unexpected(error: Exception) -> Exception | None:
    """Return the error if it is a bug that needs its traceback in the log; None for our own errors."""
    return None if isinstance(error, NovexError) else error
