"""CSV files that people edit in spreadsheets."""

import csv
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Protocol

from novex_shopify.domain.errors import UnreadableCsvFile

_SEPARATORS = ",;\t"
_BYTE_ORDER_MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class CsvLine:
    """The cells of one line by column name, without spaces around them; `cells` is None if the line is no CSV."""

    number: int
    cells: Mapping[str, str] | None


def parse_csv(lines: Iterable[str], required_columns: Collection[str]) -> Iterator[CsvLine]:
    """Parse lines separated by commas, semicolons or tabs, with or without a byte order mark; empty lines are skipped.

    Names of columns are read in lower case. Raises `UnreadableCsvFile` if the header lacks a required column.
    """
    lines = iter(lines)
    first = next(lines, "").removeprefix(_BYTE_ORDER_MARK)
    rows = csv.reader(chain([first], lines), delimiter=max(_SEPARATORS, key=first.count))
    columns = {name.strip().lower(): place for place, name in enumerate(next(rows, []))}
    if missing := [name for name in required_columns if name not in columns]:
        raise UnreadableCsvFile(f"The first line names no column {' and '.join(missing)}.")
    for number, row in _number_rows(rows):
        if row is None:
            yield CsvLine(number, None)
        elif any(cell.strip() for cell in row):
            yield CsvLine(number, {name: row[place].strip() for name, place in columns.items() if place < len(row)})


class _CsvReader(Protocol):
    @property
    def line_num(self) -> int: ...

    def __next__(self) -> list[str]: ...


def _number_rows(rows: _CsvReader) -> Iterator[tuple[int, Sequence[str] | None]]:
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error:
            yield rows.line_num, None
        else:
            yield rows.line_num, row
