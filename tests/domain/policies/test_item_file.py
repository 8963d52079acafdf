"""The CSV file of items."""

import pytest

from novex_shopify.domain.errors import UnreadableCsvFile
from novex_shopify.domain.model.lot_choice import LotStrategy
from novex_shopify.domain.model.product import EDITED_FIELDS, DateKind, Item
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


def test_a_line_states_how_its_item_is_kept_in_stock_where_a_cell_is_filled() -> None:
    header = f"name,sku,{','.join(EDITED_FIELDS)}\n"
    filled = "Tea,TEA,can,No,365,USE_BY,fefo,350,2005.99,kr,yes,400,COOL\n"
    full, empty, shorter = parse_items([header, filled, "Cup,CUP,,,,,,\n", "Pot,POT\n"])
    kinds = (DateKind.USE_BY, LotStrategy.FEFO)
    assert full.item == Item(
        "TEA", "Tea", "TEA", None, None, "can", False, 365, *kinds, 350, "200599", "KR", True, 400, "COOL"
    )
    assert full.stated == set(EDITED_FIELDS)
    assert (empty.item, empty.stated) == (Item("CUP", "Cup", "CUP"), frozenset())
    assert shorter.stated == frozenset()


@pytest.mark.parametrize(
    ("column", "cell", "error"),
    [
        ("lot_tracked", "maybe", "lot_tracked 'maybe' is neither yes nor no"),
        ("shelf_life_days", "1 year", "shelf_life_days '1 year' is no whole number"),
        ("shelf_life_days", "0", "shelf_life_days must be a whole number from 1 to 36,500"),
        ("date_kind", "sell_by", "date_kind 'sell_by' is none of best_before, use_by"),
        ("strategy", "lifo", "strategy 'lifo' is none of fifo, fefo"),
        ("hs_code", "20-05", "hs_code must have 6 to 13 digits, without dots, such as 200599"),
        ("origin_country", "Korea", "origin_country must be a country's two letters, such as KR"),
        ("unit", "x" * 21, "unit must have 1 to 20 letters"),
    ],
)
def test_an_invalid_cell_about_stock_says_why(column: str, cell: str, error: str) -> None:
    (parsed,) = parse_items([f"sku,name,{column}\n", f"TEA,Tea,{cell}\n"])
    assert (parsed.item, parsed.error) == (None, error)


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
