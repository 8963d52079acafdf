"""ERP code issues invoices, and takes their files."""

import io
from zipfile import ZipFile

import pytest
from sqlalchemy.orm import Session

from novex_shopify import Connector, DesignChanges, DesignText, InvoiceFilter, InvoiceKind, PreviewedDesign, PreviewKind
from novex_shopify.config.container import Container
from tests.adapters.documents.test_pdf import read_text
from tests.builders import SHOP, an_invoiced_order
from tests.domain.use_cases.invoices.invoice_steps import book, issue_with_credit_note, list_numbers, open_store

INVOICE, NOTE = "DE26-000001", "DECN26-000001"


@pytest.fixture
def connector(container: Container) -> Connector:
    """An invoice with a credit note."""
    unit_of_work = container.unit_of_work()
    open_store(unit_of_work)
    issue_with_credit_note(unit_of_work)
    return Connector(container)


def test_invoices_are_issued_and_read(connector: Connector) -> None:
    order_id = book(connector.container.unit_of_work(), an_invoiced_order(shopify_order_id=2, name="#1002"))
    [issued] = connector.issue_invoice(order_id)
    assert [each.number for each in connector.iterate_invoices()] == [issued.number, NOTE, INVOICE]
    assert [each.number for each in connector.iterate_invoices(InvoiceFilter(InvoiceKind.CREDIT_NOTE))] == [NOTE]
    assert connector.verify_invoices() == []


def test_a_design_is_changed_and_previewed(connector: Connector) -> None:
    changes = DesignChanges(texts={(DesignText.CLOSING, "en"): "Thank you."})
    connector.change_document_design("tea", changes, SHOP)
    assert connector.get_document_design("tea").version == 0
    assert connector.get_document_design("tea", SHOP).get_text(DesignText.CLOSING, "en") == "Thank you."
    drawn = connector.preview_document(PreviewedDesign("tea", language="en"), kind=PreviewKind.INVOICE)
    assert "Thank you." in read_text(drawn)


def test_an_invoice_is_rolled_back_with_the_erps_session(connector: Connector) -> None:
    order_id = book(connector.container.unit_of_work(), an_invoiced_order(shopify_order_id=2, name="#1002"))
    with Session(connector.container.engine()) as session:
        [issued] = connector.issue_invoice_in_transaction(session, order_id)
        session.rollback()
    assert list_numbers(connector.container.unit_of_work()) == [INVOICE, NOTE]
    assert connector.issue_invoice(order_id)[0].number == issued.number


def test_the_archive_has_each_file_once_it_is_drawn_and_the_same_bytes_every_time(connector: Connector) -> None:
    parts = connector.write_invoice_archive()
    next(parts)
    drawn = [file for number in (NOTE, INVOICE) if (file := connector.container.show_invoice()(number).file)]
    assert [file.number for file in drawn] == [NOTE]  # the next one is drawn when its part is read
    archive = b"".join(connector.write_invoice_archive())
    assert archive == b"".join(connector.write_invoice_archive())
    with ZipFile(io.BytesIO(archive)) as files:
        assert (files.namelist(), files.testzip()) == ([f"{NOTE}.pdf", f"{INVOICE}.pdf"], None)
        assert files.read(f"{INVOICE}.pdf") == connector.get_invoice_pdf(INVOICE)
    assert INVOICE.encode() in connector.get_invoice_xml(INVOICE)
