"""Mappings as CSV files: decoding, preview, and rejected lines."""

from collections import Counter
from collections.abc import Generator

import pytest
from starlette.testclient import TestClient

from novex_shopify.config.container import Container
from novex_shopify.domain.model.release import Release
from novex_shopify.domain.use_cases.products.import_mappings import LineOutcome, MappingImportResult
from novex_shopify.entrypoints.web.console.csv_upload import build_rejected_file, decode_csv
from novex_shopify.entrypoints.web.console.products.mapping_files import describe_import
from tests.builders import SHOP, a_variant, an_item
from tests.entrypoints.web.console.local_console import open_local_console, send_form


@pytest.fixture
def console(container: Container) -> Generator[TestClient]:
    """The console of a local installation with a variant and an item."""
    with container.transaction() as tx:
        tx.mappings.upsert_variants(SHOP, [a_variant(11), a_variant(12)])
        tx.erp.catalog.put([an_item("ART-1")])
        tx.commit()
    with open_local_console(container) as client:
        yield client


def test_a_file_is_decoded_with_and_without_a_byte_order_mark() -> None:
    assert decode_csv(b"\xef\xbb\xbfvariant,item\n") == decode_csv(b"variant,item\n") == "variant,item\n"


def test_a_title_in_another_encoding_does_not_prevent_decoding() -> None:
    assert decode_csv("11,ART-1,Tee mit Süßholz\n".encode("latin-1")).startswith("11,ART-1,Tee mit S")


def test_refused_lines_are_a_file_that_can_be_corrected_and_imported() -> None:
    text = 'Variant;item;title\n11;ART-1;Tea\n12;"\'=NONE";"Cup\nwith a lid"\n"x";;=1+1\n'
    reasons = {4: "the ERP has no item =NONE", 5: "'x' is no variant's number"}
    header, rows = build_rejected_file(text, ("variant", "item"), reasons)
    assert header == ["variant", "item", "title", "rejected_because"]
    assert rows == [
        ["12", "'=NONE", "Cup\nwith a lid", "the ERP has no item =NONE"],
        ["x", "", "'=1+1", "''x' is no variant's number"],
    ]


def test_a_preview_says_how_many_lines_are_applied_and_offers_the_rejected_ones(
    console: TestClient, container: Container
) -> None:
    text = "variant,item\n11,ART-1\n12,ART-9\n"
    status, page = send_form(console, f"/console/products/{SHOP}/import", {"text": text})
    assert status == 200
    assert "1 line will be applied, 1 is rejected and left out." in page
    assert "Apply 1 line<" in page
    assert f'formaction="/console/products/{SHOP}/import/rejected">Download 1 rejected line<' in page
    _, rejected = send_form(console, f"/console/products/{SHOP}/import/rejected", {"text": text})
    assert rejected.splitlines()[1:] == ["12,ART-9,the ERP has no item ART-9"]
    _, nothing = send_form(console, f"/console/products/{SHOP}/import", {"text": "variant,item\n12,ART-9\n"})
    assert "Apply" not in nothing


def test_an_import_is_summed_up_with_the_orders_that_continue() -> None:
    outcomes = Counter({LineOutcome.MAPPED: 2, LineOutcome.REFUSED: 1})
    release = Release(3, lacking={f"order:{number}": frozenset() for number in range(3)})
    assert describe_import(MappingImportResult(outcomes, release)) == (
        "2 mapped, 0 ignored, 0 unchanged, 1 rejected. 3 waiting orders continue."
    )
