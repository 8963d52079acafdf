"""No cell of an export is a formula, and the import reads what was exported."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from novex_shopify.domain.policies.csv_cells import from_cell, to_cell

FORMULAS = ("=HYPERLINK(1)", "@SUM(A1)|'", "+1+1", "-2+3", "\t=1", "\r=1", "\n=1", " =1", "\uff1d1", "\0=1")
INSIDE = ("Tea;=1+1;", "Tea; @SUM(A1)", "Tea\t+1", "Tea;'=1", "Tea;;=1")


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_becomes_a_text(text: str) -> None:
    assert to_cell(text).startswith("'")


@pytest.mark.parametrize("text", [*FORMULAS, *INSIDE])
def test_no_part_is_a_formula_whatever_separates_cells(text: str) -> None:
    assert not any(re.match(r"\s*[=+@-]", cell) for cell in re.split(r"[;\t]", to_cell(text)))


@given(st.text("=-';\t A", max_size=8))
@example(" \t=")
def test_any_text_is_imported_as_it_was_exported(text: str) -> None:
    assert from_cell(to_cell(text)) == text


@pytest.mark.parametrize("text", [*FORMULAS, *INSIDE, "ART-1", "", "'tis tea", "'=1", "''", "'", "A=B"])
def test_what_is_exported_is_imported_unchanged(text: str) -> None:
    assert from_cell(to_cell(text)) == text


@pytest.mark.parametrize("text", [*FORMULAS, "ART-1", ""])
def test_a_text_whose_mark_a_spreadsheet_took_off_is_imported_too(text: str) -> None:
    assert from_cell(text) == text
