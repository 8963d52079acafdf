"""Draws PDF files by typst: PDF/A-3b with the XML in it, or a plain file that says why it has none."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from functools import cache
from importlib.metadata import version
from pathlib import Path
from threading import Lock
from typing import Any

from typst import Compiler, TypstError

from novex_shopify.adapters.documents.formats import Formats
from novex_shopify.adapters.documents.invoice_xml import write_invoice_xml
from novex_shopify.adapters.documents.page_data import build_invoice_page, build_no_data_note
from novex_shopify.adapters.documents.slip_data import build_slip_page
from novex_shopify.adapters.documents.xmp import add_factur_x_block
from novex_shopify.domain.model.invoice import InvoiceContent
from novex_shopify.domain.model.packing_slip import PackingSlip
from novex_shopify.domain.ports.document_drawer import DrawnDocument

TEMPLATE_VERSION = 1
"""Counts the templates that draw other bytes."""

_NO_GLYPH = "could not be displayed with font"
"""What typst says of a character that no font has, such as one of a name in Chinese, which PDF/A forbids."""

_FOLDER = Path(__file__).parent
_one_at_a_time = Lock()


def draw_invoice(content: InvoiceContent) -> DrawnDocument:
    formats = Formats(content.language)
    if content.no_xml_reason:
        page = build_invoice_page(content, build_no_data_note(content))
        return _describe(_compile(page, content.issued_on))
    xml = write_invoice_xml(content).decode()
    try:
        page = build_invoice_page(content, formats.text("has_xml"))
        return _describe(add_factur_x_block(_compile(page, content.issued_on, xml)))
    except TypstError as error:
        if _NO_GLYPH not in error.message:
            raise
        page = build_invoice_page(content, formats.text("no_xml", reason=formats.text("characters")))
        return _describe(_compile(page, content.issued_on))


def draw_packing_slip(slip: PackingSlip) -> DrawnDocument:
    return _describe(_compile(build_slip_page(slip), slip.shipped_on or slip.ordered_on))


def _compile(page: Mapping[str, Any], day: date, xml: str | None = None) -> bytes:
    """The data goes in as JSON, never as a part of the template, so no text can be code."""
    inputs = {"data": json.dumps(page)} | ({"xml": xml} if xml else {})
    moment = datetime.combine(day, time(12), UTC)  # the file's date, for which the time of drawing would differ
    with _one_at_a_time:
        drawn = _get_compiler().compile(
            format="pdf", sys_inputs=inputs, pdf_standards=["a-3b"] if xml else [], timestamp=int(moment.timestamp())
        )
    assert isinstance(drawn, bytes)
    return drawn


@cache
def _get_compiler() -> Compiler:
    """Fonts of the machine would make other bytes, so only those of this package and of typst are used."""
    template, fonts = _FOLDER / "template.typ", _FOLDER / "fonts"
    return Compiler(template, root=_FOLDER, font_paths=[fonts], ignore_system_fonts=True)


def _describe(data: bytes) -> DrawnDocument:
    programs = ", ".join(f"{name} {version(name)}" for name in ("typst", "pypdf", "babel"))
    return DrawnDocument(data, f"template {TEMPLATE_VERSION}, {programs}")
