"""Texts in CSV files that spreadsheets open.

A spreadsheet computes a cell that begins like a formula, and stores write titles and SKUs: such a formula could send
other cells to somebody, or start a program. In many languages spreadsheets separate cells by semicolons, also those of
a file with commas; so what follows one inside a text is treated like a cell.
"""

import re

_SIGNS = "=+-@|%\0\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}\N{FULLWIDTH COMMERCIAL AT}\N{FULLWIDTH HYPHEN-MINUS}"
_FORMULA_STARTS = frozenset(_SIGNS + "\t\r\n")
_MARK = "'"
"""Spreadsheets take what follows as a text."""

_FORMULA = rf"{_MARK}*[{re.escape(_SIGNS)}]"
_AFTER_SEPARATOR = re.compile(rf"([;\t\r\n]\s*)(?={_FORMULA})")
_MARKED_AFTER_SEPARATOR = re.compile(rf"([;\t\r\n]\s*){_MARK}(?={_FORMULA})")


def to_cell(text: str) -> str:
    """Return the text so that no spreadsheet computes it."""
    marked = _AFTER_SEPARATOR.sub(rf"\1{_MARK}", text)
    return _MARK + marked if text.startswith(_MARK) or _is_formula(text) else marked


def from_cell(cell: str) -> str:
    """Return the text that `to_cell` got, also if a spreadsheet has taken the mark off."""
    text = _MARKED_AFTER_SEPARATOR.sub(r"\1", cell)
    rest = text.removeprefix(_MARK)
    return rest if text != rest and (rest.startswith(_MARK) or _is_formula(rest)) else text


def _is_formula(text: str) -> bool:
    # Some programs skip spaces before they decide.
    return text[:1] in _FORMULA_STARTS or text.lstrip()[:1] in _FORMULA_STARTS
