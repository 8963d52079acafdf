"""Numbers for new things, and gids made of them."""

import hashlib
import itertools
from datetime import datetime

from novex_shopify.entrypoints.sandbox.errors import Unknown


class Ids:
    """Counts upwards from beyond 2**53, where a reader that keeps ids as floats goes wrong.

    The start depends on the time, so that a sandbox started anew does not give out the ids of the one before.
    """

    def __init__(self, started: datetime) -> None:
        self._numbers = itertools.count(2**53 + int(started.timestamp() * 1000) * 1000 + 1)

    def next(self) -> int:
        return next(self._numbers)


def seed_number(domain: str) -> int:
    """Answer the number from which a shop's seeded ids start: the same on every run, another for every shop."""
    return int(hashlib.sha256(domain.encode()).hexdigest()[:8], 16) * 10_000 + 1


def gid(kind: str, number: int) -> str:
    return f"gid://shopify/{kind}/{number}"


def number_of(kind: str, text: str) -> int:
    """Read the number out of a gid of this kind. Raises `Unknown` for anything else."""
    prefix, _, number = text.rpartition("/")
    if prefix != f"gid://shopify/{kind}" or not number.isascii() or not number.isdigit():
        raise Unknown(f"Invalid global id '{text}'")
    return int(number)
