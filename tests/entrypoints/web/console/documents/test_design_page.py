"""Documents get a logo, colors and texts; a preview shows them with a real order."""

from collections.abc import Generator
from typing import Any

import pytest
from starlette.testclient import TestClient

from novex_shopify.config.container import Container
from novex_shopify.domain.model.audit import AuditAction
from novex_shopify.domain.model.document_design import DocumentDesign
from novex_shopify.domain.use_cases.invoices.records import get_invoices
from tests.adapters.documents.test_pdf import read_text
from tests.audited_world import list_entries
from tests.builders import SHOP, a_seller, a_shop, an_invoiced_order
from tests.entrypoints.web.console.local_console import open_local_console

PATH = "/console/settings/documents"
LOGO = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'


@pytest.fixture
def console(container: Container) -> Generator[TestClient]:
    """The console of a store with a seller and an order."""
    with container.transaction() as tx:
        tx.shops.save(a_shop())
        get_invoices(tx).sellers.save(a_seller())
        tx.erp.orders.apply([an_invoiced_order()])
        tx.commit()
    with open_local_console(container) as client:
        yield client


def send(console: TestClient, path: str, fields: dict[str, str], logo: bytes = b"") -> Any:
    token = console.get(PATH).text.partition('name="csrf" value="')[2].partition('"')[0]
    return console.post(path, data={"csrf": token, "seller": "tea", **fields}, files={"logo": ("logo", logo)})


def get_design(container: Container, shop: str = "") -> DocumentDesign:
    with container.read_transaction() as tx:
        [seller] = get_invoices(tx).sellers.list_all()
        return get_invoices(tx).designs.get(seller.id, shop)


def test_given_a_form_when_it_is_saved_then_the_design_has_all_of_it_and_the_page_shows_it(
    console: TestClient, container: Container
) -> None:
    fields = {"accent_color": "#1A5632", "closing-de": "Vielen Dank", "footer-fr": "Merci"}
    assert send(console, PATH, fields, LOGO).status_code == 303
    design = get_design(container)
    assert (design.version, design.accent_color, len(design.texts)) == (1, "#1a5632", 2)
    assert design.logo
    page = console.get(PATH).text
    assert all(text in page for text in ("Version 1.", "#1a5632", "Vielen Dank", "Merci", "Remove the logo"))
    send(console, PATH, {**fields, "remove_logo": "yes"})
    assert get_design(container).logo is None


def test_given_a_store_when_its_form_is_saved_then_the_seller_keeps_its_own(
    console: TestClient, container: Container
) -> None:
    send(console, PATH, {"shop": SHOP, "head_color": "#000000"})
    assert (get_design(container).version, get_design(container, SHOP).head_color) == (0, "#000000")
    assert "is the seller" in console.get(f"{PATH}?shop={SHOP}").text


@pytest.mark.parametrize(
    ("fields", "logo", "reason"),
    [
        ({}, b"GIF89a", "This is no PNG, JPEG or SVG file"),
        ({"accent_color": "#ffff00"}, b"", "too light to read"),
        ({"footer-en": "x" * 801}, b"", "at most 800 characters"),
    ],
)
def test_given_something_wrong_when_it_is_saved_then_the_page_says_what_and_keeps_the_rest(
    console: TestClient, container: Container, fields: dict[str, str], logo: bytes, reason: str
) -> None:
    answer = send(console, PATH, {"closing-en": "Kept text", **fields}, logo)
    assert answer.status_code == 422
    assert reason in answer.text
    assert "Kept text" in answer.text
    assert get_design(container).version == 0


def test_given_an_order_when_it_is_previewed_then_the_pdf_shows_what_is_not_saved_and_is_marked(
    console: TestClient, container: Container
) -> None:
    answer = send(console, f"{PATH}/preview", {"closing-en": "Not saved", "order": "#1001", "language": "en"}, LOGO)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["x-frame-options"] == "SAMEORIGIN"
    text = " ".join(read_text(answer.content).split())
    assert all(part in text for part in ("PREVIEW", "Not saved", "#1001"))
    assert list_entries(container)[0].action is AuditAction.PERSONAL_DATA_SHOWN
    assert get_design(container).version == 0


def test_given_what_cannot_be_previewed_then_the_frame_says_why(console: TestClient) -> None:
    for fields, reason in (
        ({"order": "#404"}, "There is no order #404."),
        ({"kind": "credit_note"}, "it has no refund"),
        ({"accent_color": "green"}, "green is no color"),
    ):
        answer = send(console, f"{PATH}/preview", fields)
        assert (answer.status_code, answer.headers["content-type"]) == (422, "text/plain; charset=utf-8")
        assert reason in answer.text


def test_given_no_seller_when_the_page_is_opened_then_it_says_how_to_create_one(container: Container) -> None:
    with open_local_console(container) as client:
        assert "Create a seller" in client.get(PATH).text
