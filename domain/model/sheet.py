"""Tables that leave the product as files for spreadsheets."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

Cell = str | int | date | datetime | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table. Its rows are read while they are written, so it may be of any length; they can be read once."""

    name: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Cell]]
