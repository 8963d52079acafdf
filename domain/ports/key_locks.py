"""Locks on what does not exist yet."""

from collections.abc import Collection
from typing import Protocol


class KeyLocks(Protocol):
    """Keeps two transactions from creating the same thing, which have no row yet that one of them could lock."""

    def acquire(self, keys: Collection[str]) -> None:
        """Wait until no other transaction holds one of these keys; hold them until the end of this one."""
        ...
