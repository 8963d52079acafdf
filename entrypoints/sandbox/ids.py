"""Ids of new resources, and gids built from them."""

import hashlib
import itertools
from datetime import datetime

from novex_shopify.entrypoints.sandbox.errors import NotFound


class IdSequence:
    """Counts upwards from beyond 2**53, where a reader that keeps ids as floats goes wrong.

    The start depends on the time, so that a restarted sandbox does not reuse ids.
    """

    def __init__(self, started_at: datetime) -> None:
        self._numbers = itertools.count(2**53 + int(started_at.timestamp() * 1000) * 1000 + 1)

    def next_id(self) -> int:
        return next(self._numbers)


def compute_first_seed_id(domain: str) -> int:
    """Return the first id of a shop's seed data: the same on every run, different for every shop."""
    return int(hashlib.sha256(domain.encode()).hexdigest()[:8], 16) * 10_000 + 1


def build_gid(type_name: str, resource_id: int) -> str:
    return f"gid://shopify/{type_name}/{resource_id}"


def parse_gid(type_name: str, value: str) -> int:
    """Return the number of a gid of this type. Raises `NotFound` for anything else."""
    prefix, _, number = value.rpartition("/")
    if prefix != f"gid://shopify/{type_name}" or not number.isascii() or not number.isdigit():
        raise NotFound(f"Invalid global id '{value}'")
    return int(number)
