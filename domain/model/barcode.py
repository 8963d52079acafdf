"""A barcode to print."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Barcode:
    """Black bars, each with its start and its width; all in modules, the width of the narrowest bar."""

    text: str
    width: int
    bars: tuple[tuple[int, int], ...]
