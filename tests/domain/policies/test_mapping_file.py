"""The file that sets many mappings at once."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from novex_shopify.domain.errors import UnreadableCsvFile
from novex_shopify.domain.model.product import MatchedBy, ProductMapping
from novex_shopify.domain.policies.mapping_file import HEADER, MappingLine, parse_mappings, to_csv_row
from tests.builders import SHOP, a_variant


def read_lines(text: str) -> list[MappingLine]:
    return list(parse_mappings(io.StringIO(text, newline="")))


@pytest.mark.parametrize(
    "text",
    [
        "variant,item\r\n11,ART-1\r\n",
        "\ufeffvariant;item\n11;ART-1",
        "title\tItem\t VARIANT \n\tART-1\t 11 \n\n",
        'variant;title;item\n11;"a ""b""; c,d,e";ART-1\n',
    ],
)
def test_what_spreadsheets_write_is_read(text: str) -> None:
    assert read_lines(text) == [MappingLine(2, 11, "ART-1")]


def test_units_per_sale_belong_to_an_item_and_may_be_left_out() -> None:
    assert read_lines("variant,item,pieces\n1,ART-1,12\n2,ART-1,\n3,,12\n") == [
        MappingLine(2, 1, "ART-1", pieces=12),
        MappingLine(3, 2, "ART-1"),
        MappingLine(4, 3),
    ]


def test_a_line_without_an_item_decides_nothing_unless_it_is_ignored() -> None:
    assert read_lines("variant,status,item\n1,unmapped,\n2,IGNORED,\n3,,\n4\n") == [
        MappingLine(2, 1),
        MappingLine(3, 2, ignored=True),
        MappingLine(4, 3),
        MappingLine(5, 4),
    ]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("4.25E+13,,ART-1", "'4.25E+13' is no variant's number"),
        (",,ART-1", "'' is no variant's number"),
        ("99999999999999999999,,ART-1", "'99999999999999999999' is no variant's number"),
        ("1,sold,ART-1", "there is no status 'sold'"),
        ("1,ignored,ART-1", "it is ignored and names an item; empty one of the two"),
        ("1,mapped,", "it is mapped and names no item"),
        ("1,,ART-1,0", "pieces '0' is no whole number from 1 to 1,000,000"),
        ("1,,ART-1,1.5", "pieces '1.5' is no whole number from 1 to 1,000,000"),
        ("1,,ART-1,10000000", "pieces '10000000' is no whole number from 1 to 1,000,000"),
        (f"1,,{'x' * 200_000}", "it is no CSV"),
    ],
)
def test_an_unreadable_line_is_reported_and_the_next_one_is_read(line: str, fault: str) -> None:
    bad, good = read_lines(f"variant,status,item,pieces\n{line}\n2,,ART-2\n")
    assert (bad.number, bad.error) == (2, fault)
    assert (good.variant_id, good.item_id, good.error) == (2, "ART-2", None)


@pytest.mark.parametrize("text", ["", "11,ART-1\n", "variant\n11\n", "PK\x03\x04\n"])
def test_a_file_without_the_columns_is_refused(text: str) -> None:
    with pytest.raises(UnreadableCsvFile, match="names no column"):
        read_lines(text)


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)


@given(title=TEXTS, sku=st.none() | TEXTS, separator=st.sampled_from(",;\t"))
def test_what_is_written_is_read_again(title: str, sku: str | None, separator: str) -> None:
    mapping = ProductMapping(SHOP, a_variant(11, title=title, sku=sku), "ART-1", MatchedBy.SKU, pieces=12)
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator).writerows([HEADER, to_csv_row(mapping)])
    (line,) = read_lines(out.getvalue())
    assert (line.variant_id, line.item_id, line.pieces, line.error) == (11, "ART-1", 12, None)
