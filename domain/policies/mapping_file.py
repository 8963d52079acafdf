"""The CSV file for mapping many products at once."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Protocol

from novex_shopify.domain.errors import UnreadableMappingFile
from novex_shopify.domain.model.product import MappingStatus, ProductMapping

HEADER = ("variant", "product", "title", "sku", "barcode", "status", "item", "matched_by", "reason")
REQUIRED_COLUMNS = ("variant", "item")
"""Only these and `status` are read. The other columns are for people."""

MAX_ID = 2**63 - 1
_SEPARATORS = ",;\t"
_BYTE_ORDER_MARK = "\ufeff"
_STATUSES = {"", *MappingStatus}


@dataclass(frozen=True, slots=True)
class MappingLine:
    """The decision of one line: an item, no item, or nothing. `error` says why the line is invalid."""

    number: int
    variant_id: int = 0
    item_id: str | None = None
    ignored: bool = False
    error: str | None = None


def to_csv_row(mapping: ProductMapping) -> Sequence[str]:
    """Return a mapping as a row under `HEADER`."""
    variant = mapping.variant
    values = (
        variant.variant_id,
        variant.product_id,
        variant.title,
        variant.sku,
        variant.barcode,
        mapping.status,
        mapping.item_id,
        mapping.matched_by,
        mapping.reason,
    )
    return ["" if value is None else str(value) for value in values]


def parse_mappings(lines: Iterable[str]) -> Iterator[MappingLine]:
    """Parse lines separated by commas, semicolons or tabs, with or without a byte order mark; empty lines are skipped.

    Raises `UnreadableMappingFile` if the header lacks a required column.
    """
    lines = iter(lines)
    first = next(lines, "").removeprefix(_BYTE_ORDER_MARK)
    rows = csv.reader(chain([first], lines), delimiter=max(_SEPARATORS, key=first.count))
    columns = _parse_header(next(rows, []))
    for number, row in _number_rows(rows):
        if row is None:
            yield MappingLine(number, error="it is no CSV")
        elif any(cell.strip() for cell in row):
            yield _parse_line(number, {name: row[place].strip() for name, place in columns.items() if place < len(row)})


def _parse_header(header: Sequence[str]) -> Mapping[str, int]:
    columns = {name.strip().lower(): place for place, name in enumerate(header)}
    if missing := [name for name in REQUIRED_COLUMNS if name not in columns]:
        raise UnreadableMappingFile(f"The first line names no column {' and '.join(missing)}.")
    return columns


class _CsvReader(Protocol):
    @property
    def line_num(self) -> int: ...

    def __next__(self) -> list[str]: ...


def _number_rows(rows: _CsvReader) -> Iterator[tuple[int, list[str] | None]]:
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error:
            yield rows.line_num, None
        else:
            yield rows.line_num, row


def _parse_line(number: int, cells: Mapping[str, str]) -> MappingLine:
    variant, item, status = cells.get("variant", ""), cells.get("item", ""), cells.get("status", "").lower()
    if not (variant.isascii() and variant.isdigit() and int(variant) <= MAX_ID):
        return MappingLine(number, error=f"'{variant}' is no variant's number")
    variant_id = int(variant)
    if status not in _STATUSES:
        return MappingLine(number, variant_id, error=f"there is no status '{status}'")
    ignored = status == MappingStatus.IGNORED
    if ignored and item:
        return MappingLine(number, variant_id, error="it is ignored and names an item; empty one of the two")
    if status == MappingStatus.MAPPED and not item:
        return MappingLine(number, variant_id, error="it is mapped and names no item")
    return MappingLine(number, variant_id, item or None, ignored)
