"""What makes two errors the same cause."""

import hashlib
import re

_VARIABLE = re.compile(
    r"""
    (?<!\w)'[^']*'(?!\w) | "[^"]*" | “[^”]*”       # what a message quotes
    | \S+@\S+                                      # an e-mail address
    | \b(?=[0-9a-f-]*\d)[0-9a-f]{8,}(?:-[0-9a-f]{4,})*\b  # a UUID, a hash
    | \#?\d+(?:[.,:/-]\d+)*                        # a number, an amount, a date
    """,
    re.VERBOSE | re.IGNORECASE,
)
_BLANKS = re.compile(r"\s+")


def normalize_error(error: str) -> str:
    """The error without what differs from one event to the next: numbers, ids, and what it quotes."""
    return _BLANKS.sub(" ", _VARIABLE.sub("…", error)).strip()


def digest_error(error: str) -> str:
    """A short name of a cause; a hash, because an error can name a person."""
    return hashlib.sha256(normalize_error(error).encode()).hexdigest()[:32]
