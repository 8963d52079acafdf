"""No cell of an export is a formula, and the import reads what was exported."""

import pytest

from novex_shopify.domain.policies.csv_cells import from_cell, to_cell

FORMULAS = ("=HYPERLINK(1)", "@SUM(A1)|'", "+1+1", "-2+3", "\t=1", "\r=1", "\n=1", " =1", "\uff1d1", "\0=1")


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_becomes_a_text(text: str) -> None:
    assert to_cell(text) == "'" + text


@pytest.mark.parametrize("text", [*FORMULAS, "ART-1", "", "'tis tea", "'=1", "''", "'", "A=B"])
def test_what_is_exported_is_imported_unchanged(text: str) -> None:
    assert from_cell(to_cell(text)) == text
    assert from_cell(text.lstrip("'")) == text.lstrip("'")  # a spreadsheet took the mark off
