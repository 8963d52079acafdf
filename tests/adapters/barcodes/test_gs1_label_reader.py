"""Labels as scanners send them: with separators, with brackets, as a link, or only the number of an item."""

from datetime import date

import pytest

from novex_shopify.adapters.barcodes.gs1_label_reader import Gs1LabelReader
from novex_shopify.domain.errors import UnreadableLabel
from novex_shopify.domain.model.scanned_label import ScannedLabel

GTIN = "04006381333931"
MAY, NOVEMBER = date(2027, 5, 2), date(2026, 11, 1)
COMPLETE = ScannedLabel(GTIN, "L261101-A", MAY, NOVEMBER, 48)
GS = "\x1d"


def read(text: str) -> ScannedLabel:
    return Gs1LabelReader().read(text)


@pytest.mark.parametrize("separator", [GS, "<GS>", "{GS}", "|", "~", "^"])
def test_an_element_string_is_read_whatever_stands_for_the_separator(separator: str) -> None:
    assert read(f"01{GTIN}172705021126110110L261101-A{separator}3748") == COMPLETE


@pytest.mark.parametrize(
    "text",
    [
        f"]C101{GTIN}172705021126110110L261101-A{GS}3748",
        f"{GS}01{GTIN}3748{GS}172705021126110110L261101-A",
        f"]d2{GS}01{GTIN}172705021126110110L261101-A{GS}3048{GS}",
        f"(01){GTIN}(17)270502(11)261101(10)L261101-A(37)48",
        f"(01) {GTIN} (17) 270502 (11) 261101 (10) L261101-A (30) 48",
        f"02{GTIN}172705021126110110L261101-A{GS}3748",
        f"https://id.gs1.org/01/{GTIN}/10/L261101-A?17=270502&11=261101&30=48",
        f"]Q1https://example.com/items/01/{GTIN}/10/L261101-A?17=270502&11=261101&30=48",
    ],
    ids=["GS1-128", "other order", "DataMatrix", "brackets", "with blanks", "pallet", "Digital Link", "QR code"],
)
def test_every_form_of_a_label_says_the_same(text: str) -> None:
    assert read(text) == COMPLETE


@pytest.mark.parametrize(
    ("text", "gtin"),
    [
        ("4006381333931", GTIN),
        ("]E04006381333931", GTIN),
        ("036000291452", "00036000291452"),
        ("96385074", "00000096385074"),
        ("14006381333938", "14006381333938"),
        ("7032069804988", "07032069804988"),  # 7032 is an identifier of element strings as well
    ],
    ids=["EAN-13", "with its mark", "UPC-A", "EAN-8", "GTIN-14", "like an element string"],
)
def test_the_number_of_an_item_is_read(text: str, gtin: str) -> None:
    assert read(text) == ScannedLabel(gtin)


def test_a_label_may_state_only_a_part() -> None:
    assert read("10L1") == ScannedLabel(lot_code="L1")
    assert read(f"01{GTIN}15270502") == ScannedLabel(GTIN, expires_on=MAY)


def test_use_by_goes_before_best_before_and_day_zero_is_the_last_of_the_month() -> None:
    assert read("1527060217270500").expires_on == date(2027, 5, 31)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no GS1 code"),
        ("what is this", "no GS1 code"),
        ("0104006381333932", "The check digit of the GTIN 04006381333932 is wrong"),
        ("4006381333932", "its check digit is wrong"),
        ("17271302", "no GS1 code"),
        ("17270231", "no GS1 code"),
        ("(01)04006381333931(9999)1", "no GS1 code"),
        ("https://example.com/kimchi", "no GS1 code"),
        ("21SERIAL", "no item, lot, date or count"),
        ("]", "no GS1 code"),
        ("(", "no GS1 code"),
        ("0" * 5000, "no item, lot, date or count"),
        ("\u0664" * 13, "no GS1 code"),
    ],
)
def test_anything_else_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(UnreadableLabel, match=reason):
        read(text)
