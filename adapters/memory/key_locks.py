"""Key locks in memory."""

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MemoryKeyLocks:
    """The port `KeyLocks`. There is one transaction at a time, so it holds every key."""

    def acquire(self, keys: Collection[str]) -> None:
        return
