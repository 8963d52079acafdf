"""Random values."""

from typing import Protocol


class Nonces(Protocol):
    """A source of values that cannot be guessed."""

    def generate(self) -> str:
        """Return a new value of `[A-Za-z0-9_-]` with at least 128 bits of randomness."""
        ...
