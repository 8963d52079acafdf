"""PDF files: the same bytes every time, with the invoice as data in them, or with the reason why not."""

import subprocess
import sys
from dataclasses import replace
from datetime import date
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from facturx import get_level, get_xml_from_pdf
from lxml import etree
from pypdf import PdfReader

from novex_shopify.adapters.documents.drawer import FileDrawer
from novex_shopify.domain.model.invoice import InvoiceContent, InvoiceLot, NoXmlReason
from novex_shopify.domain.model.packing_slip import PackedLine, PackedLot, PackingSlip
from novex_shopify.domain.model.seller import LANGUAGES
from novex_shopify.domain.policies.document_texts import TEXTS, describe_reason
from tests.adapters.documents.invoice_samples import SELLER, build_samples

ROOT = Path(__file__).parents[3]
SAMPLES = build_samples()
DOMESTIC = SAMPLES["domestic"]
PRINT_DIGEST = (
    "from hashlib import sha256\n"
    "from novex_shopify.adapters.documents.drawer import FileDrawer\n"
    "from tests.adapters.documents.invoice_samples import build_samples\n"
    "print(sha256(FileDrawer().draw_invoice(build_samples()['domestic']).data).hexdigest())"
)


def draw(content: InvoiceContent) -> bytes:
    return FileDrawer().draw_invoice(content).data


def read_root(pdf: bytes) -> Any:
    return PdfReader(BytesIO(pdf)).trailer["/Root"]


def read_text(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def test_another_process_draws_the_same_bytes() -> None:
    environment = {"PYTHONPATH": f"{ROOT}:{ROOT / 'src'}", "TZ": "Asia/Tokyo", "PATH": "", "HOME": "/nonexistent"}
    other = subprocess.run(
        [sys.executable, "-c", PRINT_DIGEST], env=environment, capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert other.stdout.strip() == sha256(draw(DOMESTIC)).hexdigest()
    assert draw(DOMESTIC) == draw(DOMESTIC)


@pytest.mark.parametrize("name", ["domestic", "credit note"])
def test_the_file_holds_the_invoice_as_data(name: str) -> None:
    content = SAMPLES[name]
    pdf = draw(content)
    file_name, xml = get_xml_from_pdf(pdf)
    assert (file_name, xml) == ("factur-x.xml", FileDrawer().write_xml(content))
    assert get_level(etree.fromstring(xml)) == "en16931"
    root = read_root(pdf)
    assert pdf.startswith(b"%PDF-1.7")
    assert root["/AF"][0]["/AFRelationship"] == "/Alternative"
    xmp = etree.fromstring(root["/Metadata"].get_data().strip())
    texts = {etree.QName(each).localname: each.text for each in xmp.iter() if isinstance(each.tag, str)}
    assert (texts["part"], texts["conformance"]) == ("3", "B")
    assert (texts["DocumentFileName"], texts["ConformanceLevel"]) == ("factur-x.xml", "EN 16931")
    declared = "{http://www.aiim.org/pdfa/ns/extension/}schemas"
    assert [each.tag for each in xmp.iter(declared)] == [declared]
    assert TEXTS["en"]["has_xml"] in read_text(pdf)


def test_everything_that_the_law_asks_for_is_on_the_page() -> None:
    text = read_text(draw(DOMESTIC))
    for part in (
        *("Tea & Paper GmbH", "VAT id DE123456789", "DE26-000123", "Nov 23, 2026", "#1001", "PO-77812"),
        *("Analytical Engines GmbH", "Invalidenstr. 2", "10115 Berlin", "Net 30", "Dec 23, 2026", "19%"),
        *("Lot L261101-A · 1 pcs · best before May 2, 2027", "14.00", "2.66", "16.66", "page 1 of 1"),
    ):
        assert part in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_without_data_says_why_in_the_customers_language(language: str) -> None:
    pdf = draw(replace(DOMESTIC, language=language, no_xml_reason=NoXmlReason.SEVERAL_TAXES))
    assert describe_reason(NoXmlReason.SEVERAL_TAXES, language) in " ".join(read_text(pdf).split())
    assert "/AF" not in read_root(pdf)


def with_company(name: str) -> InvoiceContent:
    buyer = DOMESTIC.bill_to
    assert buyer
    return replace(DOMESTIC, bill_to=replace(buyer, company=name))


@pytest.mark.parametrize(
    "name", ["日本茶株式会社", "中华茶叶", "한국차", "شاي", "תה", "ชา", "चाय", "Τσάι", "Чай", "Đặng"], ids=ascii
)
def test_a_name_in_any_of_these_scripts_is_drawn_and_the_file_holds_its_data(name: str) -> None:
    pdf = draw(with_company(name))
    assert "/AF" in read_root(pdf)
    assert TEXTS["en"]["has_xml"] in read_text(pdf)


def test_a_character_that_no_font_has_is_named_and_never_an_empty_box() -> None:
    pdf = draw(with_company("Tea \U0001f375 Ltd\ufe0f"))
    text = " ".join(read_text(pdf).split())
    assert "Tea ? Ltd" in text
    assert "Shown as ?, because the fonts lack it: U+1F375 teacup without handle." in text
    assert TEXTS["en"]["characters"] in text
    assert "/AF" not in read_root(pdf)


def test_the_tax_is_on_the_page_in_the_shops_currency_too() -> None:
    assert "Tax in CHF: 2.25." in read_text(draw(SAMPLES["another currency"]))


def test_a_rounding_is_no_supply_on_the_page_either() -> None:
    text = read_text(draw(SAMPLES["discount, rounding and two rates"]))
    for part in ("Net 8.00", "MwSt 19% 1.70", "Rounding 0.01", "Total EUR 9.71"):
        assert part in text


def test_texts_are_never_code() -> None:
    title = '#panic("x") *bold* $x$ <label> // \\'
    (line, *others) = DOMESTIC.lines
    assert title in read_text(draw(replace(DOMESTIC, lines=(replace(line, title=title), *others))))


def test_the_head_of_the_table_is_on_each_page() -> None:
    line = DOMESTIC.lines[0]
    zero = line.net - line.net
    free = tuple(replace(line, title=f"Sample {number}", net=zero, tax=zero) for number in range(60))
    pages = PdfReader(BytesIO(draw(replace(DOMESTIC, lines=(*DOMESTIC.lines, *free))))).pages
    assert len(pages) > 2
    assert all("Description and lots" in page.extract_text() for page in pages[:2])
    assert f"page 2 of {len(pages)}" in pages[1].extract_text()


def test_a_packing_slip_has_lots_and_places_and_no_money() -> None:
    lots = (
        PackedLot(InvoiceLot("L261101-A", 16, date(2027, 5, 2)), "Tea & Paper GmbH, Köln"),
        PackedLot(InvoiceLot("L261030-C", 8), "PO-17"),
    )
    slip = PackingSlip(
        seller=SELLER,
        language="en",
        order_name="#1001",
        ordered_on=date(2026, 11, 20),
        ship_from=("Tea & Paper GmbH", "Hafenstr. 9, Hamburg"),
        ship_to=DOMESTIC.ship_to,
        lines=(PackedLine("TEA", "Earl Grey", 24, lots),),
        shipped_on=date(2026, 11, 23),
        shipment_id="SHIP-1",
        po_number="PO-77812",
    )
    drawn = FileDrawer().draw_packing_slip(slip)
    assert drawn == FileDrawer().draw_packing_slip(slip)
    text = read_text(drawn.data)
    for part in (
        *("Packing slip", "SHIP-1", "Hafenstr. 9, Hamburg", "Analytical Engines GmbH", "Nov 23, 2026", "24 pcs"),
        "Lot L261101-A · 16 pcs · best before May 2, 2027 · source of the lot code: Tea & Paper GmbH, Köln",
        "Lot L261030-C · 8 pcs · source of the lot code: PO-17",
    ):
        assert part in text
    assert "EUR" not in text
    assert "Net price" not in text


def test_every_language_has_every_text() -> None:
    def list_parts(language: str) -> dict[str, set[str | None]]:
        return {key: {part[1] for part in Formatter().parse(text)} for key, text in TEXTS[language].items()}

    assert set(TEXTS) == set(LANGUAGES)
    assert [language for language in LANGUAGES if list_parts(language) != list_parts("en")] == []
    assert all(describe_reason(reason, language) for reason in NoXmlReason for language in LANGUAGES)
