"""Sheets as files: any length, any cell, never a formula."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from datetime import date
from zipfile import ZipFile

import pytest

from novex_shopify.adapters.documents import sheet_files
from novex_shopify.adapters.documents.sheet_files import generate_file
from novex_shopify.domain.model.sheet import Cell, Sheet, SheetFormat
from tests.builders import NOON

COLUMNS = ("name", "units", "shipped", "day", "nothing")


def write(rows: Sequence[Sequence[Cell]], sheet_format: SheetFormat) -> bytes:
    return b"".join(generate_file(Sheet("test", COLUMNS, iter(rows)), sheet_format))


def read_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def read_xlsx(content: bytes) -> list[str]:
    """The XML of each worksheet."""
    with ZipFile(io.BytesIO(content)) as archive:
        names = [name for name in archive.namelist() if "worksheets/sheet" in name]
        return [archive.read(name).decode() for name in sorted(names)]


def test_each_kind_of_cell_is_written_as_text_in_csv() -> None:
    header, row = read_csv(write([("Ada", 3, NOON, date(2026, 11, 1), None)], SheetFormat.CSV))
    assert header == list(COLUMNS)
    assert row == ["Ada", "3", "2026-11-23T12:00:00+00:00", "2026-11-01", ""]


def test_each_kind_of_cell_has_its_type_in_xlsx() -> None:
    [xml] = read_xlsx(write([("Ada", 3, NOON, date(2026, 11, 1), None)], SheetFormat.XLSX))
    assert "<t>Ada</t>" in xml
    assert re.findall(r'<c r="([B-E]2)"[^>]*><v>([^<]*)</v>', xml) == [
        ("B2", "3"),
        ("C2", "46349.5"),
        ("D2", "46327"),
    ]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "=HYPERLINK(A1)", "https://example.com", "{=1}"])
def test_what_a_customer_wrote_is_never_a_formula_or_a_link(text: str) -> None:
    [xml] = read_xlsx(write([(text, 1, None, None, None)], SheetFormat.XLSX))
    assert "<f>" not in xml
    assert "hyperlink" not in xml
    assert f"<t>{text}</t>" in xml
    _, row = read_csv(write([(text, 1, None, None, None)], SheetFormat.CSV))
    assert row[0] == (f"'{text}" if text[0] in "=+-@" else text)


@pytest.mark.parametrize("sheet_format", SheetFormat)
def test_a_sheet_without_rows_has_its_header(sheet_format: SheetFormat) -> None:
    content = write([], sheet_format)
    is_csv = sheet_format is SheetFormat.CSV
    header = read_csv(content)[0] if is_csv else re.findall("<t>(.*?)</t>", read_xlsx(content)[0])
    assert header == list(COLUMNS)


def test_a_long_csv_file_is_written_while_its_rows_are_read() -> None:
    read = 0

    def count_rows() -> Iterator[Sequence[Cell]]:
        nonlocal read
        for read in range(1, 50_001):
            yield ("Ada Lovelace", read, None, None, None)

    parts = generate_file(Sheet("test", COLUMNS, count_rows()), SheetFormat.CSV)
    next(parts)
    assert read < 5_000
    assert len(read_csv(b"".join([b"\xef\xbb\xbf", *parts]))) > 40_000


def test_more_rows_than_excel_has_go_to_another_worksheet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_files, "_MAX_ROWS", 2)
    rows = [(f"row {number}", number, None, None, None) for number in range(3)]
    first, second = read_xlsx(write(rows, SheetFormat.XLSX))
    assert "row 1" in first
    assert "row 2" not in first
    assert "row 2" in second
