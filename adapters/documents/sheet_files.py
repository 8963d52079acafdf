"""Sheets as CSV and XLSX files. No cell is ever a formula or a link, whatever a customer wrote."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from tempfile import TemporaryFile
from typing import Any, BinaryIO

import xlsxwriter

from novex_shopify.domain.model.sheet import Cell, Sheet, SheetFormat
from novex_shopify.domain.policies.csv_cells import to_cell

_CHUNK = 64 * 1024
_BYTE_ORDER_MARK = "\ufeff"
"""By which spreadsheets recognise UTF-8."""
_MAX_ROWS = 1_000_000
"""Excel has 1,048,576 rows; what is beyond goes to another worksheet."""


def generate_file(sheet: Sheet, sheet_format: SheetFormat) -> Iterator[bytes]:
    """The port `SheetWriter`."""
    return _generate_csv(sheet) if sheet_format is SheetFormat.CSV else _generate_xlsx(sheet)


def _generate_csv(sheet: Sheet) -> Iterator[bytes]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write(_BYTE_ORDER_MARK)
    writer.writerow(sheet.columns)
    for row in sheet.rows:
        writer.writerow([_to_text(cell) for cell in row])
        if buffer.tell() > _CHUNK:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def _to_text(cell: Cell) -> str:
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None else to_cell(str(cell)) if isinstance(cell, str) else str(cell)


def _generate_xlsx(sheet: Sheet) -> Iterator[bytes]:
    with TemporaryFile() as file:
        _write_xlsx(sheet, file)
        file.seek(0)
        while chunk := file.read(_CHUNK):
            yield chunk


def _write_xlsx(sheet: Sheet, file: BinaryIO) -> None:
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, {**options, "strings_to_numbers": False}) as workbook:
        bold, formats = workbook.add_format({"bold": True}), _build_formats(workbook)
        worksheet = None
        for line, row in enumerate(sheet.rows):
            place = line % _MAX_ROWS
            if worksheet is None or place == 0:
                worksheet = _add_worksheet(workbook, sheet.columns, bold)
            _write_row(worksheet, place + 1, row, formats)
        if worksheet is None:
            _add_worksheet(workbook, sheet.columns, bold)


def _build_formats(workbook: Any) -> dict[type, Any]:
    return {
        datetime: workbook.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        date: workbook.add_format({"num_format": "yyyy-mm-dd"}),
    }


def _add_worksheet(workbook: Any, columns: Sequence[str], bold: Any) -> Any:
    worksheet = workbook.add_worksheet()
    worksheet.freeze_panes(1, 0)
    worksheet.set_column(0, len(columns) - 1, 18)
    for place, name in enumerate(columns):
        worksheet.write_string(0, place, name, bold)
    return worksheet


def _write_row(worksheet: Any, line: int, row: Sequence[Cell], formats: dict[type, Any]) -> None:
    for place, cell in enumerate(row):
        if isinstance(cell, datetime):
            worksheet.write_datetime(line, place, cell.replace(tzinfo=None), formats[datetime])
        elif isinstance(cell, date):
            worksheet.write_datetime(line, place, cell, formats[date])
        elif isinstance(cell, int | Decimal):
            worksheet.write_number(line, place, cell)
        elif cell is not None:
            worksheet.write_string(line, place, cell)
