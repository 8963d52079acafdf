"""The CSV file of an ERP's items."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from novex_shopify.domain.model.product import Item
from novex_shopify.domain.policies.csv_file import parse_csv

COLUMNS = ("item", "name", "sku", "barcode", "grams")
REQUIRED_COLUMNS = ("name", "sku")

_REPLACEMENT_CHARACTER = "\ufffd"
_GRAMS = re.compile(r"[0-9]{1,9}")
_ROUNDED_NUMBER = re.compile(r"\d+([.,]\d+)?E\+\d+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ItemLine:
    """The item of one line; without one, `error` says why."""

    number: int
    item: Item | None = None
    error: str | None = None


def parse_items(lines: Iterable[str]) -> Iterator[ItemLine]:
    """Parse the lines of a file. An item's id is its SKU, unless the column `item` states another.

    Raises `UnreadableCsvFile` if the header lacks a required column.
    """
    for line in parse_csv(lines, REQUIRED_COLUMNS):
        error = "it is no CSV" if line.cells is None else _find_error(line.cells)
        item = None if error or line.cells is None else _build_item(line.cells)
        yield ItemLine(line.number, item, error)


def _find_error(cells: Mapping[str, str]) -> str | None:
    values = {name: cells.get(name, "") for name in COLUMNS}
    if any(_REPLACEMENT_CHARACTER in value for value in values.values()):
        return "it has characters that are not UTF-8; save the file as CSV UTF-8"
    if not values["name"]:
        return "it has no name"
    if not (values["item"] or values["sku"]):
        return "it has neither SKU nor item"
    for name in ("item", "sku", "barcode"):
        if _ROUNDED_NUMBER.fullmatch(values[name]):
            return f"{name} {values[name]} was rounded by a spreadsheet; format the column as text"
    if values["grams"] and not _GRAMS.fullmatch(values["grams"]):
        return f"grams '{values['grams']}' is no whole number"
    return None


def _build_item(cells: Mapping[str, str]) -> Item:
    sku, barcode = cells.get("sku") or None, cells.get("barcode") or None
    grams = int(cells["grams"]) if cells.get("grams") else None
    return Item(cells.get("item") or str(sku), cells["name"], sku, barcode, grams)
