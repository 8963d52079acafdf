"""Secrets that must not be shown."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, repr=False)
class Secret:
    """A token or key. Printing or logging it shows nothing of it."""

    value: str

    def __repr__(self) -> str:
        return "Secret(***)"

    __str__ = __repr__
