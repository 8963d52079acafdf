"""The file by which many mappings are decided at once: CSV, as spreadsheets read and write it."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Protocol

from novex_shopify.domain.errors import UnreadableMappingFile
from novex_shopify.domain.model.product import MappingStatus, ProductMapping

HEADER = ("variant", "product", "title", "sku", "barcode", "status", "item", "matched_by", "reason")
NEEDED = ("variant", "item")
"""All that is read, besides `status`. The other columns are for the reader's eyes."""

LARGEST_ID = 2**63 - 1
_SEPARATORS = ",;\t"
_BYTE_ORDER_MARK = "\ufeff"
_STATES = {"", *MappingStatus}


@dataclass(frozen=True, slots=True)
class MappingLine:
    """What one line decides: an item, no item for ever, or nothing. `fault` says why the line is not understood."""

    number: int
    variant_id: int = 0
    item_id: str | None = None
    ignored: bool = False
    fault: str | None = None


def mapping_row(mapping: ProductMapping) -> Sequence[str]:
    """A mapping as a row under `HEADER`."""
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


def read_mappings(lines: Iterable[str]) -> Iterator[MappingLine]:
    """The lines of a file with commas, semicolons or tabs, with or without a byte order mark; empty ones left out.

    Raises `UnreadableMappingFile` if the first line does not name the columns that are needed.
    """
    lines = iter(lines)
    first = next(lines, "").removeprefix(_BYTE_ORDER_MARK)
    rows = csv.reader(chain([first], lines), delimiter=max(_SEPARATORS, key=first.count))
    columns = _columns(next(rows, []))
    for number, row in _numbered(rows):
        if row is None:
            yield MappingLine(number, fault="it is no CSV")
        elif any(cell.strip() for cell in row):
            yield _line(number, {name: row[place].strip() for name, place in columns.items() if place < len(row)})


def _columns(header: Sequence[str]) -> Mapping[str, int]:
    columns = {name.strip().lower(): place for place, name in enumerate(header)}
    if missing := [name for name in NEEDED if name not in columns]:
        raise UnreadableMappingFile(f"The first line names no column {' and '.join(missing)}.")
    return columns


class _Rows(Protocol):
    """What `csv.reader` gives."""

    @property
    def line_num(self) -> int: ...

    def __next__(self) -> list[str]: ...


def _numbered(rows: _Rows) -> Iterator[tuple[int, list[str] | None]]:
    """Each row and the line it ends in; None for what the reader does not understand."""
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error:
            yield rows.line_num, None
        else:
            yield rows.line_num, row


def _line(number: int, cells: Mapping[str, str]) -> MappingLine:
    variant, item, status = cells.get("variant", ""), cells.get("item", ""), cells.get("status", "").lower()
    if not (variant.isascii() and variant.isdigit() and int(variant) <= LARGEST_ID):
        return MappingLine(number, fault=f"'{variant}' is no variant's number")
    variant_id = int(variant)
    if status not in _STATES:
        return MappingLine(number, variant_id, fault=f"there is no status '{status}'")
    ignored = status == MappingStatus.IGNORED
    if ignored and item:
        return MappingLine(number, variant_id, fault="it is ignored and names an item; empty one of the two")
    if status == MappingStatus.MAPPED and not item:
        return MappingLine(number, variant_id, fault="it is mapped and names no item")
    return MappingLine(number, variant_id, item or None, ignored)
