"""Tables that leave the product as files for spreadsheets."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum, auto

Cell = str | int | Decimal | date | datetime | None


class SheetFormat(StrEnum):
    """How a sheet is written."""

    CSV = auto()
    XLSX = auto()

    @property
    def media_type(self) -> str:
        return {
            SheetFormat.CSV: "text/csv; charset=utf-8",
            SheetFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }[self]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table. Its rows are read while they are written, so it may be of any length; they can be read once."""

    name: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Cell]]
