"""Lists as CSV files."""

import csv
import io

from novex_shopify.entrypoints.web.console.csv_download import generate_csv


def test_an_export_begins_with_a_byte_order_mark_and_the_header() -> None:
    text = "".join(generate_csv(["line", "reason"], []))
    assert text.startswith("\ufeff")
    assert next(csv.reader(io.StringIO(text.removeprefix("\ufeff")))) == ["line", "reason"]


def test_a_large_export_is_written_in_chunks_without_loss() -> None:
    rows = [(str(number), "x" * 100) for number in range(2000)]
    chunks = list(generate_csv(["number", "text"], rows))
    assert len(chunks) > 3
    written = list(csv.reader(io.StringIO("".join(chunks).removeprefix("\ufeff"))))
    assert written[1:] == [list(row) for row in rows]
