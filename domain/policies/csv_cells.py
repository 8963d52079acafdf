"""Texts in CSV files that spreadsheets open.

A spreadsheet computes a cell that begins like a formula, and stores write titles and SKUs: such a formula could send
other cells to somebody, or start a program.
"""

_FORMULA_STARTS = frozenset("=+-@\t\r\n\0\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}\N{FULLWIDTH COMMERCIAL AT}")
_FORMULA_STARTS |= {"\N{FULLWIDTH HYPHEN-MINUS}", "|", "%"}
_MARK = "'"
"""Spreadsheets take what follows as a text."""


def to_cell(text: str) -> str:
    """Return the text so that no spreadsheet computes it."""
    return _MARK + text if text.startswith(_MARK) or _is_formula(text) else text


def from_cell(cell: str) -> str:
    """Return the text that `to_cell` got, also if a spreadsheet has taken the mark off."""
    rest = cell.removeprefix(_MARK)
    return rest if cell != rest and (rest.startswith(_MARK) or _is_formula(rest)) else cell


def _is_formula(text: str) -> bool:
    # Some programs skip spaces before they decide.
    return text[:1] in _FORMULA_STARTS or text.lstrip()[:1] in _FORMULA_STARTS
