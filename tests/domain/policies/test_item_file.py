"""The CSV file of items."""

import pytest

from novex_shopify.domain.errors import UnreadableCsvFile
from novex_shopify.domain.model.product import Item
from novex_shopify.domain.policies.item_file import parse_items


def test_an_item_has_its_sku_as_id_unless_another_is_stated() -> None:
    lines = [
        "\ufeffSKU;Name;item;barcode;Grams\n",
        "TEA;Tea;;401;250\n",
        "\n",
        "CUP; Cup ;ART-2;\n",
        ";Gift wrap;ART-3\n",
    ]
    assert [(line.number, line.item) for line in parse_items(lines)] == [
        (2, Item("TEA", "Tea", "TEA", "401", 250)),
        (4, Item("ART-2", "Cup", "CUP")),
        (5, Item("ART-3", "Gift wrap")),
    ]


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("TEA,", "it has no name"),
        (",Tea", "it has neither SKU nor item"),
        ("4.01E+12,Tea", "sku 4.01E+12 was rounded by a spreadsheet; format the column as text"),
        ("TEA,Tea,0.5 kg", "grams '0.5 kg' is no whole number"),
        ("TEA,Gr\ufffdn", "it has characters that are not UTF-8; save the file as CSV UTF-8"),
    ],
)
def test_an_invalid_line_says_why(line: str, error: str) -> None:
    (parsed,) = parse_items(["sku,name,grams\n", line])
    assert (parsed.number, parsed.item, parsed.error) == (2, None, error)


def test_a_file_without_names_is_refused() -> None:
    with pytest.raises(UnreadableCsvFile, match="names no column name"):
        list(parse_items(["sku,title\n"]))
