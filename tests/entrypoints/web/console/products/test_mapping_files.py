"""Mappings as CSV files: decoding, and what is written."""

import csv
import io
from collections import Counter

from novex_shopify.domain.model.release import Release
from novex_shopify.domain.policies.mapping_file import HEADER
from novex_shopify.domain.use_cases.products.import_mappings import LineOutcome, MappingImportResult
from novex_shopify.entrypoints.web.console.products.mapping_files import decode_csv, describe_import, generate_csv


def test_a_file_is_decoded_with_and_without_a_byte_order_mark() -> None:
    assert decode_csv(b"\xef\xbb\xbfvariant,item\n") == decode_csv(b"variant,item\n") == "variant,item\n"


def test_a_title_in_another_encoding_does_not_prevent_decoding() -> None:
    assert decode_csv("11,ART-1,Tee mit Süßholz\n".encode("latin-1")).startswith("11,ART-1,Tee mit S")


def test_an_export_begins_with_a_byte_order_mark_and_the_header() -> None:
    text = "".join(generate_csv([]))
    assert text.startswith("\ufeff")
    assert next(csv.reader(io.StringIO(text.removeprefix("\ufeff")))) == list(HEADER)


def test_a_large_export_is_written_in_chunks_without_loss() -> None:
    rows = [(str(number), "x" * 100) for number in range(2000)]
    chunks = list(generate_csv(rows))
    assert len(chunks) > 3
    written = list(csv.reader(io.StringIO("".join(chunks).removeprefix("\ufeff"))))
    assert written[1:] == [list(row) for row in rows]


def test_an_import_is_summed_up_with_the_orders_that_continue() -> None:
    outcomes = Counter({LineOutcome.MAPPED: 2, LineOutcome.REFUSED: 1})
    release = Release(3, lacking={f"order:{number}": frozenset() for number in range(3)})
    assert describe_import(MappingImportResult(outcomes, release)) == (
        "2 mapped, 0 ignored, 0 unchanged, 1 rejected. 3 waiting orders continue."
    )
