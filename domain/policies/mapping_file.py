"""The CSV file for mapping many products at once."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from novex_shopify.domain.model.product import MAX_PIECES, MappingStatus, ProductMapping
from novex_shopify.domain.model.record_id import parse_id
from novex_shopify.domain.policies.csv_cells import from_cell, to_cell
from novex_shopify.domain.policies.csv_file import parse_csv

HEADER = ("variant", "product", "title", "sku", "barcode", "status", "item", "pieces", "matched_by", "reason")
REQUIRED_COLUMNS = ("variant", "item")
"""Only these, `status` and `pieces` are read. The other columns are for people."""

_MAX_SHOWN = 40
_PIECES = re.compile(r"[0-9]{1,7}")
_STATUSES = {"", *MappingStatus}


@dataclass(frozen=True, slots=True)
class MappingLine:
    """The decision of one line: an item, no item, or nothing. `pieces` is None if the line does not state them.

    `error` says why the line is invalid.
    """

    number: int
    variant_id: int = 0
    item_id: str | None = None
    ignored: bool = False
    error: str | None = None
    pieces: int | None = None


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
        mapping.pieces if mapping.item_id else None,
        mapping.matched_by,
        mapping.reason,
    )
    return ["" if value is None else to_cell(str(value)) for value in values]


def parse_mappings(lines: Iterable[str]) -> Iterator[MappingLine]:
    """Parse the lines of a file. Raises `UnreadableCsvFile` if the header lacks a required column."""
    for line in parse_csv(lines, REQUIRED_COLUMNS):
        if line.cells is None:
            yield MappingLine(line.number, error="it is no CSV")
        else:
            yield _parse_line(line.number, line.cells)


def _parse_line(number: int, cells: Mapping[str, str]) -> MappingLine:
    line = _parse_decision(number, cells)
    pieces = cells.get("pieces", "")
    if line.error or not pieces:
        return line
    if not _is_number_of_pieces(pieces):
        error = f"pieces '{pieces[:_MAX_SHOWN]}' is no whole number from 1 to {MAX_PIECES:,}"
        return MappingLine(number, line.variant_id, error=error)
    return replace(line, pieces=int(pieces)) if line.item_id else line


def _is_number_of_pieces(text: str) -> bool:
    return bool(_PIECES.fullmatch(text)) and 1 <= int(text) <= MAX_PIECES


def _parse_decision(number: int, cells: Mapping[str, str]) -> MappingLine:
    variant, item, status = cells.get("variant", ""), from_cell(cells.get("item", "")), cells.get("status", "").lower()
    variant_id = parse_id(variant)
    if variant_id is None:
        return MappingLine(number, error=f"'{variant[:_MAX_SHOWN]}' is no variant's number")
    if "\0" in item:
        return MappingLine(number, variant_id, error="its item holds U+0000")
    if status not in _STATUSES:
        return MappingLine(number, variant_id, error=f"there is no status '{status[:_MAX_SHOWN]}'")
    ignored = status == MappingStatus.IGNORED
    if ignored and item:
        return MappingLine(number, variant_id, error="it is ignored and names an item; empty one of the two")
    if status == MappingStatus.MAPPED and not item:
        return MappingLine(number, variant_id, error="it is mapped and names no item")
    return MappingLine(number, variant_id, item or None, ignored)
