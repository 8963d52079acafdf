"""A design belongs to the documents that are issued with it: later changes do not reach them."""

from dataclasses import replace
from typing import Any

import pytest

from novex_shopify.adapters.documents.drawer import FileDrawer
from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.domain.errors import InvalidDesign, InvalidLogo, NotFound
from novex_shopify.domain.model.document_design import PLAIN_LOOK, DesignText, DocumentLook
from novex_shopify.domain.policies.design_changes import DesignChanges
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.invoices import GetInvoiceFile, PreviewDocument, SaveDesign
from novex_shopify.domain.use_cases.invoices.preview_document import PreviewedDesign, PreviewKind
from novex_shopify.domain.use_cases.invoices.records import get_invoices, read_content
from tests.adapters.documents.test_pdf import read_text
from tests.builders import SHOP, a_refund, an_invoiced_order
from tests.domain.use_cases.invoices.invoice_steps import book, issue, open_store

LOGO = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path fill="#1a5632" d="M0 0h9v9z"/></svg>'
GREEN = "#1a5632"


def save(unit_of_work: UnitOfWork, changes: DesignChanges, **where: Any) -> Any:
    return SaveDesign(unit_of_work, FileDrawer())("tea", changes, **where)


def look(unit_of_work: UnitOfWork, order_id: str) -> DocumentLook:
    return read_content(issue(unit_of_work, order_id)[0]).look


def preview(unit_of_work: UnitOfWork, design: PreviewedDesign, **what: Any) -> str:
    drawn = PreviewDocument(unit_of_work, ManualClock(), FileDrawer())(design, **what)
    return " ".join(read_text(drawn.data).split())


def test_an_invoice_keeps_the_design_that_it_was_issued_with(unit_of_work: UnitOfWork) -> None:
    open_store(unit_of_work)
    plain = book(unit_of_work)
    assert look(unit_of_work, plain) == PLAIN_LOOK
    thanks = {(DesignText.CLOSING, "en"): "Thank you.", (DesignText.CLOSING, "de"): "Danke."}
    first = save(unit_of_work, DesignChanges(accent_color=GREEN, logo=LOGO, texts=thanks))
    designed = book(unit_of_work, an_invoiced_order(shopify_order_id=2))
    frozen = look(unit_of_work, designed)
    assert (frozen.accent_color, frozen.closing, frozen.logo) == (GREEN, "Thank you.", first.logo)
    assert first.version == frozen.seller_version == 1
    save(unit_of_work, DesignChanges(accent_color="", logo=b"", texts={(DesignText.CLOSING, "en"): ""}))
    number = issue(unit_of_work, designed)[0].number
    pdf = GetInvoiceFile(unit_of_work, ManualClock(), FileDrawer()).pdf(number)
    assert "Thank you." in read_text(pdf.data)
    assert pdf == GetInvoiceFile(unit_of_work, ManualClock(), FileDrawer()).pdf(number)
    assert look(unit_of_work, plain) == PLAIN_LOOK


def test_what_a_store_has_otherwise_wins_and_the_rest_is_the_sellers(unit_of_work: UnitOfWork) -> None:
    open_store(unit_of_work)
    save(unit_of_work, DesignChanges(accent_color=GREEN, texts={(DesignText.FOOTER, "en"): "Seller"}))
    save(unit_of_work, DesignChanges(texts={(DesignText.FOOTER, "en"): "Store"}), shop=SHOP)
    seen = look(unit_of_work, book(unit_of_work))
    assert (seen.accent_color, seen.footer, seen.seller_version, seen.shop_version) == (GREEN, "Store", 1, 1)


def test_a_store_hides_the_sellers_logo_until_it_has_its_own(unit_of_work: UnitOfWork) -> None:
    open_store(unit_of_work)
    save(unit_of_work, DesignChanges(logo=LOGO))
    save(unit_of_work, DesignChanges(hides_logo=True), shop=SHOP)
    assert look(unit_of_work, book(unit_of_work)).logo is None
    own = save(unit_of_work, DesignChanges(logo=LOGO.replace(b"#1a5632", b"#000000")), shop=SHOP)
    assert look(unit_of_work, book(unit_of_work, an_invoiced_order(shopify_order_id=2))).logo == own.logo


def test_a_text_is_in_the_customers_language_else_in_the_sellers(unit_of_work: UnitOfWork) -> None:
    open_store(unit_of_work)
    save(unit_of_work, DesignChanges(texts={(DesignText.CLOSING, "en"): "Thanks", (DesignText.CLOSING, "de"): "Danke"}))
    german = book(unit_of_work, an_invoiced_order(shopify_order_id=2, customer_locale="de-AT"))
    french = book(unit_of_work, an_invoiced_order(shopify_order_id=3, customer_locale="fr"))
    assert (look(unit_of_work, german).closing, look(unit_of_work, french).closing) == ("Danke", "Thanks")


def test_the_same_design_again_is_no_new_version(unit_of_work: UnitOfWork) -> None:
    open_store(unit_of_work)
    changes = DesignChanges(accent_color=GREEN)
    assert [save(unit_of_work, changes).version for _ in range(2)] == [1, 1]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        (DesignChanges(accent_color="green"), "is no color"),
        (DesignChanges(accent_color="#ffff99"), "too light to read"),
        (DesignChanges(texts={(DesignText.FOOTER, "it"): "Grazie"}), "The language is one of"),
        (DesignChanges(texts={(DesignText.FOOTER, "en"): "x" * 801}), "at most 800 characters, and this one has 801"),
        (DesignChanges(texts={(DesignText.FOOTER, "en"): "a\x07"}), "no control characters"),
        (DesignChanges(logo=b"GIF89a"), "no PNG, JPEG or SVG"),
    ],
)
def test_a_design_that_is_not_valid_is_refused_with_the_reason(
    unit_of_work: UnitOfWork, changes: DesignChanges, reason: str
) -> None:
    open_store(unit_of_work)
    with pytest.raises(InvalidDesign, match=reason):
        save(unit_of_work, changes)
    with unit_of_work.read() as tx:
        assert get_invoices(tx).designs.get(1).version == 0


def test_an_image_that_only_looks_like_one_is_refused(unit_of_work: UnitOfWork) -> None:
    open_store(unit_of_work)
    damaged = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x09\x00\x00\x00\x09"
    with pytest.raises(InvalidLogo, match="cannot be drawn"):
        save(unit_of_work, DesignChanges(logo=damaged))
    with pytest.raises(NotFound, match=r"There is no seller coffee\. Known sellers: tea\."):
        SaveDesign(unit_of_work, FileDrawer())("coffee", DesignChanges())


def test_a_preview_shows_a_real_order_with_what_is_not_saved_and_takes_no_number(unit_of_work: UnitOfWork) -> None:
    open_store(unit_of_work)
    order_id = book(unit_of_work, replace(an_invoiced_order(), refunds=(a_refund(),)))
    texts = {
        (DesignText.INTRODUCTION, "de"): "Guten Tag",
        (DesignText.CREDIT_NOTE, "de"): "Korrektur",
        (DesignText.PACKING_SLIP, "de"): "Kühl lagern",
    }
    design = PreviewedDesign("tea", DesignChanges(logo=LOGO, texts=texts), language="de")
    invoice = preview(unit_of_work, design)
    assert all(part in invoice for part in ("VORSCHAU", "Guten Tag", "#1001", "Rechnung"))
    assert "Korrektur" in preview(unit_of_work, design, order_id=order_id, kind=PreviewKind.CREDIT_NOTE)
    assert "Kühl lagern" in preview(unit_of_work, design, kind=PreviewKind.PACKING_SLIP)
    with unit_of_work.read() as tx:
        assert list(get_invoices(tx).list_series()) == []
        assert get_invoices(tx).designs.get(1).version == 0
