"""Lists as CSV files that spreadsheets open."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from starlette.responses import Response, StreamingResponse

_CHUNK_CHARACTERS = 64 * 1024


def send_csv(filename: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> Response:
    """Send a file. Cells that people or stores wrote must have passed `csv_cells.to_cell`."""
    headers = {"Content-Disposition": f'attachment; filename="{filename}"', "Cache-Control": "no-store"}
    return StreamingResponse(generate_csv(header, rows), media_type="text/csv; charset=utf-8", headers=headers)


def generate_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(header)
    yield "\ufeff"  # the byte order mark, by which spreadsheets recognise UTF-8
    for row in rows:
        writer.writerow(row)
        if buffer.tell() > _CHUNK_CHARACTERS:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()
