"""CSV files that people upload: reading them, and giving back the lines that were rejected."""

import io
from collections.abc import Collection, Mapping, Sequence

from starlette.datastructures import UploadFile

from novex_shopify.domain.policies.csv_cells import from_cell, to_cell
from novex_shopify.domain.policies.csv_file import parse_csv
from novex_shopify.entrypoints.web.console.request import ConsoleRequest

_REASON_COLUMN = "rejected_because"


def read_csv_text(request: ConsoleRequest) -> str:
    """The uploaded file, or the text of the previewed file, which the form carries when it is applied."""
    upload = request.form.get("file")
    if isinstance(upload, UploadFile):
        return decode_csv(upload.file.read())
    return request.get_form_field("text")


def decode_csv(content: bytes) -> str:
    # Spreadsheets begin UTF-8 files with a byte order mark. Titles, which are not read, may be in another encoding.
    return content.decode("utf-8-sig", errors="replace")


def build_rejected_file(
    text: str, required_columns: Collection[str], reasons: Mapping[int, str]
) -> tuple[Sequence[str], Sequence[Sequence[str]]]:
    """The header and the rejected lines of a file, by number, with a further column for the reason."""
    parsed = parse_csv(io.StringIO(text), required_columns)
    lines = [(line.cells or {}, reasons[line.number]) for line in parsed if line.number in reasons]
    columns = list(dict.fromkeys(name for cells, _ in lines for name in cells if name != _REASON_COLUMN))
    rows = [[*(cells.get(name, "") for name in columns), reason] for cells, reason in lines]
    return [*columns, _REASON_COLUMN], [[to_cell(from_cell(cell)) for cell in row] for row in rows]
