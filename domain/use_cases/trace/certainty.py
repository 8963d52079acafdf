"""How sure it is that an order has units of a lot."""

from enum import StrEnum, auto


class Certainty(StrEnum):
    """Whether the lot was recorded when the units left, is assumed, or is not known."""

    RECORDED = auto()
    ASSUMED = auto()
    NOT_KNOWN = auto()

    @property
    def words(self) -> str:
        """As files and commands say it."""
        return self.value.replace("_", " ")
