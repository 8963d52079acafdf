"""Predictable nonces."""

from itertools import count


class SequentialNonces:
    """The port `Nonces`: nonce-1, nonce-2, and so on."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def generate(self) -> str:
        return f"nonce-{next(self._numbers)}"
