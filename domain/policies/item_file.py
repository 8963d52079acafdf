"""The CSV file of an ERP's items."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from typing import Any

from novex_shopify.domain.errors import InvalidItem
from novex_shopify.domain.model.lot_choice import LotStrategy
from novex_shopify.domain.model.product import EDITED_FIELDS, DateKind, Item
from novex_shopify.domain.policies.csv_file import parse_csv
from novex_shopify.domain.policies.item_checks import check_item

COLUMNS = ("item", "name", "sku", "barcode", "grams", *EDITED_FIELDS)
REQUIRED_COLUMNS = ("name", "sku")

_MAX_SHOWN = 40
_REPLACEMENT_CHARACTER = "\ufffd"
_GRAMS = re.compile(r"[0-9]{1,9}")
_BOOLEANS = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
_ROUNDED_NUMBER = re.compile(r"\d+([.,]\d+)?E\+\d+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ItemLine:
    """The item of one line; without one, `error` says why.

    `stated` are those of `EDITED_FIELDS` that the line states. An empty cell states nothing: it could not say whether a
    date is a use-by date.
    """

    number: int
    item: Item | None = None
    error: str | None = None
    stated: frozenset[str] = frozenset()


def parse_items(lines: Iterable[str]) -> Iterator[ItemLine]:
    """Parse the lines of a file. An item's id is its SKU, unless the column `item` states another.

    Raises `UnreadableCsvFile` if the header lacks a required column.
    """
    for line in parse_csv(lines, REQUIRED_COLUMNS):
        if line.cells is None:
            yield ItemLine(line.number, error="it is no CSV")
        elif error := _find_error(line.cells):
            yield ItemLine(line.number, error=error)
        else:
            yield _parse_line(line.number, line.cells)


def _parse_line(number: int, cells: Mapping[str, str]) -> ItemLine:
    stated = frozenset(name for name in EDITED_FIELDS if cells.get(name))
    try:
        values: dict[str, Any] = {name: _parse_value(name, cells[name]) for name in stated}
        item = replace(_build_item(cells), **values)
        check_item(item)
    except InvalidItem as error:
        return ItemLine(number, error=str(error).removesuffix("."))
    return ItemLine(number, item, stated=stated)


def _parse_value(name: str, text: str) -> Any:
    """Parse a cell of `EDITED_FIELDS`. Raises `InvalidItem`."""
    return _PARSERS.get(name, _parse_number)(name, text)


def _parse_number(name: str, text: str) -> int:
    if not _GRAMS.fullmatch(text):
        raise InvalidItem(name, f"'{text[:_MAX_SHOWN]}' is no whole number")
    return int(text)


def _parse_boolean(name: str, text: str) -> bool:
    if text.lower() not in _BOOLEANS:
        raise InvalidItem(name, f"'{text[:_MAX_SHOWN]}' is neither yes nor no")
    return _BOOLEANS[text.lower()]


def _parse_choice(name: str, text: str, kind: type[StrEnum]) -> StrEnum:
    try:
        return kind(text.lower())
    except ValueError:
        raise InvalidItem(name, f"'{text[:_MAX_SHOWN]}' is none of {', '.join(kind)}") from None


_PARSERS: Mapping[str, Callable[[str, str], Any]] = {
    "unit": lambda _, text: text,
    "lot_tracked": _parse_boolean,
    "date_kind": partial(_parse_choice, kind=DateKind),
    "strategy": partial(_parse_choice, kind=LotStrategy),
    "hs_code": lambda _, text: text.replace(".", ""),
    "origin_country": lambda _, text: text.upper(),
    "chilled": _parse_boolean,
    "box_code": lambda _, text: text,
}


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
