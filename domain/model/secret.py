"""A string that must not be shown."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, repr=False)
class Secret:
    """Holds a token or key; printing or logging it shows nothing of it."""

    value: str

    def __repr__(self) -> str:
        return "Secret(***)"

    __str__ = __repr__
