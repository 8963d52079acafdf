"""Draws PDF files by typst: PDF/A-3b with the XML in it, or a plain file that says why it has none."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Any

from pypdf import PdfWriter
from typst import Compiler, Fonts, TypstError

from novex_shopify.adapters.documents.font_files import (
    VARIATION_SELECTORS,
    describe_characters,
    find_missing,
    list_font_folders,
)
from novex_shopify.adapters.documents.formats import Formats
from novex_shopify.adapters.documents.invoice_xml import write_invoice_xml
from novex_shopify.adapters.documents.look_data import build_look
from novex_shopify.adapters.documents.page_data import build_invoice_page, build_no_data_note
from novex_shopify.adapters.documents.pick_data import build_pick_page
from novex_shopify.adapters.documents.slip_data import build_slip_page
from novex_shopify.adapters.documents.xmp import add_factur_x_block
from novex_shopify.domain.errors import InvalidLogo
from novex_shopify.domain.model.document_design import DocumentLook, Logo, LogoFormat
from novex_shopify.domain.model.invoice import InvoiceContent
from novex_shopify.domain.model.packing_slip import PackingSlip
from novex_shopify.domain.policies.pick_list import PickList, PickSheet
from novex_shopify.domain.ports.document_drawer import DrawnDocument

TEMPLATE_VERSION = 2
"""Counts the templates that draw other bytes."""

_NO_GLYPH = "could not be displayed with font"
"""What typst says of text that no font has together, which PDF/A forbids."""

_NOT_SHOWN = "?"
_MAX_NAMED = 12
_ANY_DAY = date(2026, 1, 1)
_FOLDER = Path(__file__).parent
_one_at_a_time = Lock()


def draw_invoice(content: InvoiceContent, logo: bytes | None = None, *, preview: bool = False) -> DrawnDocument:
    """A file whose page could not show what its data says would be two different invoices, so it holds no data."""
    formats, day = Formats(content.language), content.issued_on
    if preview:
        shown = {**build_invoice_page(content, ""), "watermark": formats.text("preview"), "notes": []}
        return _describe(_compile(shown, day, logo))
    if content.no_xml_reason:
        return _describe(_compile(build_invoice_page(content, build_no_data_note(content)), day, logo))
    page = build_invoice_page(content, formats.text("has_xml"))
    try:
        if not find_missing(_join_texts(page)):
            return _describe(add_factur_x_block(_compile(page, day, logo, write_invoice_xml(content).decode())))
    except TypstError as error:
        if _NO_GLYPH not in error.message:
            raise
    page = build_invoice_page(content, formats.text("no_xml", reason=formats.text("characters")))
    return _describe(_compile(page, day, logo))


def draw_packing_slip(slip: PackingSlip, logo: bytes | None = None, *, preview: bool = False) -> DrawnDocument:
    watermark = Formats(slip.language).text("preview") if preview else ""
    return _describe(
        _compile({**build_slip_page(slip), "watermark": watermark}, slip.shipped_on or slip.ordered_on, logo)
    )


def draw_pick_list(sheet: PickSheet) -> DrawnDocument:
    return _describe(_compile(build_pick_page(sheet), sheet.printed_on))


def join_documents(files: Sequence[bytes]) -> bytes:
    writer, joined = PdfWriter(), BytesIO()
    for each in files:
        writer.append(BytesIO(each))
    writer.write(joined)
    return joined.getvalue()


def check_logo(kind: LogoFormat, data: bytes) -> None:
    """Draw it as strictly as on an invoice that holds data. Raises `InvalidLogo`."""
    look = DocumentLook(logo=Logo(kind, sha256(data).hexdigest()))
    page = {**build_pick_page(PickSheet(PickList([], [], {}, [], {}), _ANY_DAY)), "look": build_look(look)}
    try:
        _compile(page, _ANY_DAY, data, xml="<checked/>")
    except TypstError as error:
        raise InvalidLogo(f"The image cannot be drawn on a document: {error.message}.") from error


def _compile(page: Mapping[str, Any], day: date, logo: bytes | None = None, xml: str | None = None) -> bytes:
    """The data goes in as JSON, never as a part of the template, so no text can be code."""
    inputs = {"data": _write_data(page)}
    inputs |= {"logo": json.dumps(list(logo))} if logo else {}
    inputs |= {"xml": xml} if xml else {}
    moment = datetime.combine(day, time(12), UTC)  # the file's date, for which the time of drawing would differ
    with _one_at_a_time:
        drawn = _get_compiler().compile(
            format="pdf", sys_inputs=inputs, pdf_standards=["a-3b"] if xml else [], timestamp=int(moment.timestamp())
        )
    assert isinstance(drawn, bytes)
    return drawn


def _write_data(page: Mapping[str, Any]) -> str:
    """Characters that no font has are shown as a question mark, and named in a note: never as an empty box."""
    missing = find_missing(_join_texts(page))
    if missing:
        more = ", …" if len(missing) > _MAX_NAMED else ""
        characters = describe_characters(missing[:_MAX_NAMED]) + more
        note = Formats(page["language"]).text("not_shown", characters=characters)
        page = {**page, "notes": [*page["notes"], note]}
    replaced: dict[int, str | None] = {ord(each): _NOT_SHOWN for each in missing}
    return _join_texts(page).translate(replaced | dict.fromkeys(VARIATION_SELECTORS))


def _join_texts(page: Mapping[str, Any]) -> str:
    return json.dumps(page, ensure_ascii=False)


@cache
def _get_compiler() -> Compiler:
    """Fonts of the machine or of typst would make other bytes, or draw what `find_missing` does not know of."""
    folders = [str(folder) for folder in list_font_folders()]
    fonts = Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
    return Compiler(_FOLDER / "template.typ", root=_FOLDER, font_paths=fonts)


def _describe(data: bytes) -> DrawnDocument:
    programs = ", ".join(f"{name} {version(name)}" for name in ("typst", "pypdf", "babel"))
    return DrawnDocument(data, f"template {TEMPLATE_VERSION}, {programs}")
