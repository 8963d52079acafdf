"""Numbers for new things, and gids made of them."""

import hashlib
import itertools
from datetime import datetime

from novex_shopify.entrypoints.sandbox.errors import NotFound


class IdSequence:
    """Counts upwards from beyond 2**53, where a reader that keeps ids as floats goes wrong.

    The start depends on the time, so that a sandbox started anew does not give out the ids of the one before.
    """

    def __init__(self, started_at: datetime) -> None:
        self._numbers = itertools.count(2**53 + int(started_at.timestamp() * 1000) * 1000 + 1)

    def next_id(self) -> int:
        return next(self._numbers)


def compute_first_seed_id(domain: str) -> int:
    """Answer the number from which a shop's seeded ids start: the same on every run, another for every shop."""
    return int(hashlib.sha256(domain.encode()).hexdigest()[:8], 16) * 10_000 + 1


def build_gid(type_name: str, resource_id: int) -> str:
    return f"gid://shopify/{type_name}/{resource_id}"


def parse_gid(type_name: str, value: str) -> int:
    """Read the number out of a gid of this kind. Raises `Unknown` for anything else."""
    prefix, _, number = value.rpartition("/")
    if prefix != f"gid://shopify/{type_name}" or not number.isascii() or not number.isdigit():
        raise NotFound(f"Invalid global id '{value}'")
    return int(number)
