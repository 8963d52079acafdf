"""Values that nobody can guess."""

from typing import Protocol


class Nonces(Protocol):
    """Makes unguessable values."""

    def generate(self) -> str:
        """A fresh value of `[A-Za-z0-9_-]`, at least 128 bits strong."""
        ...
