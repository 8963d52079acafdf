"""Invoices and credit notes on their pages."""

import csv
import io
from html import unescape
from zipfile import ZipFile

import pytest
from dependency_injector import providers
from sqlmodel import Session
from starlette.testclient import TestClient

from novex_shopify.adapters.erp.erp import BuiltinErp
from novex_shopify.config.container import Container
from novex_shopify.domain.model.audit import AuditAction
from novex_shopify.domain.model.issued_invoice import InvoiceFilter
from novex_shopify.domain.use_cases.invoices.records import get_invoices
from tests.audited_world import list_entries
from tests.builders import ORDER_ID, SHOP
from tests.domain.use_cases.invoices.invoice_steps import list_numbers
from tests.entrypoints.web.console.local_console import send_form

INVOICE, NOTE = "DE26-000001", "DECN26-000001"


def read(console: TestClient, address: str, status: int = 200) -> str:
    answer = console.get(f"/console{address}")
    assert answer.status_code == status, answer.text
    return " ".join(unescape(answer.text).split())


def test_each_kind_has_its_list(console: TestClient) -> None:
    invoices, notes = read(console, "/invoices"), read(console, "/credit-notes")
    assert (f">{INVOICE}<" in invoices, f">{NOTE}<" in invoices) == (True, False)
    assert (f">{INVOICE}<" in notes, f">{NOTE}<" in notes) == (True, True)  # with what it corrects
    [line] = csv.DictReader(io.StringIO(console.get("/console/credit-notes?format=csv").text.removeprefix("\ufeff")))
    assert (line["number"], line["corrects"], line["total"]) == (NOTE, INVOICE, "5.36")


def test_all_series_are_walked(console: TestClient) -> None:
    assert "Every series is complete." in read(console, "/invoices/series/check")


def test_orders_that_wait_for_an_invoice_are_named_with_the_reason(console: TestClient, container: Container) -> None:
    with container.transaction() as tx:
        [order_id] = {each.order_id for each in get_invoices(tx).list_latest(InvoiceFilter(), 9)}
        get_invoices(tx).note_waiting(order_id, "5.00 EUR were added to it.")
        tx.commit()
    address = f'href="/console/orders/{SHOP}/{ORDER_ID}"'
    invoices = read(console, "/invoices")
    assert (address in invoices, "5.00 EUR were added to it." in invoices) == (True, True)
    assert "5.00 EUR" not in read(console, "/invoices?shop=other.myshopify.com") + read(console, "/credit-notes")
    assert "An order waits for an invoice" in read(console, "")


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        (f"text={INVOICE.lower()}", True),
        ("text=1001", True),
        ("text=DE26-000002", False),
        ("series=DE26", True),
        ("series=DECN26", False),
        (f"shop={SHOP}", True),
        ("shop=other.myshopify.com", False),
        ("from=2026-01-01&to=2026-12-31", True),
        ("from=2027-01-01", False),
        ("from=never", True),
    ],
)
def test_invoices_are_found(console: TestClient, query: str, is_found: bool) -> None:
    assert (f">{INVOICE}<" in read(console, f"/invoices?{query}")) is is_found


def test_the_page_of_an_invoice_has_its_figures_its_hash_and_what_belongs_to_it(
    console: TestClient, container: Container
) -> None:
    page = read(console, f"/invoices/{INVOICE}")
    hashed = container.show_invoice()(INVOICE).invoice.hash
    assert [text in page for text in ("16.66", "2.66", hashed, NOTE, f"/console/orders/{SHOP}/{ORDER_ID}")] == [
        True
    ] * 5
    assert "Ada Lovelace" not in page
    assert INVOICE in read(console, f"/invoices/{NOTE}")
    assert "There is no invoice DE26-000009" in read(console, "/invoices/DE26-000009", 404)


def test_files_are_downloaded_and_that_is_recorded(console: TestClient, container: Container) -> None:
    pdf = console.get(f"/console/invoices/{INVOICE}/pdf")
    assert (pdf.content[:4], pdf.headers["content-type"]) == (b"%PDF", "application/pdf")
    assert INVOICE in console.get(f"/console/invoices/{INVOICE}/xml").text
    archive = console.get("/console/invoices/archive?kind=invoice&series=DE26")
    with ZipFile(io.BytesIO(archive.content)) as files:
        assert (files.namelist(), files.read(f"{INVOICE}.pdf")) == ([f"{INVOICE}.pdf"], pdf.content)
    with ZipFile(io.BytesIO(console.get("/console/invoices/archive?kind=credit_note").content)) as files:
        assert files.namelist() == [f"{NOTE}.pdf"]
    shown = [each for each in list_entries(container) if each.action is AuditAction.PERSONAL_DATA_SHOWN]
    assert [(each.subject.id, each.after["file"]) for each in shown] == [
        ("", "pdf"),
        ("", "pdf"),
        (INVOICE, "pdf"),
    ]


def test_series_and_sellers_are_shown(console: TestClient) -> None:
    page = read(console, "/invoices/series")
    assert [text in page for text in ("Tea & Paper GmbH", "DE123456789", "DE26", "DECN26")] == [True] * 4


def test_an_invoice_is_issued_from_the_page_of_its_order(container: Container, console: TestClient) -> None:
    assert "Issue credit notes" in read(console, f"/orders/{SHOP}/{ORDER_ID}")
    status, _ = send_form(console, f"/console/orders/{SHOP}/{ORDER_ID}/invoices", {})
    assert status == 303
    assert list_numbers(container.unit_of_work()) == [INVOICE, NOTE]
    assert send_form(console, f"/console/orders/{SHOP}/404/invoices", {})[0] == 404


class ErpWithoutInvoices(BuiltinErp):
    """The built-in ERP, without invoices."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.invoices = None


def test_an_erp_that_issues_elsewhere_has_no_pages(console: TestClient, container: Container) -> None:
    container.erp.override(providers.Object(ErpWithoutInvoices))
    container.unit_of_work.reset()
    assert 'href="/console/invoices"' not in read(console, "/stores")
    assert "issues invoices in a system of its own" in read(console, "/invoices", 422)
