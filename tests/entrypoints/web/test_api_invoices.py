"""`/api/v1/invoices`: invoices are issued, listed, and taken as files."""

import io
from collections.abc import Generator
from typing import Any
from zipfile import ZipFile

import pytest
from dependency_injector import providers
from starlette.testclient import TestClient

from novex_shopify.config.container import Container
from novex_shopify.config.in_memory_container import IN_MEMORY_SETTINGS, build_in_memory_container
from novex_shopify.config.settings import Settings
from novex_shopify.domain.model.audit import AuditAction
from novex_shopify.entrypoints.web.app import create_app
from tests.audited_world import list_entries
from tests.builders import SHOP, an_invoiced_order
from tests.domain.use_cases.invoices.invoice_steps import book, issue_with_credit_note, open_store

TOKENS = {"all": "token-of-the-ledger-0123456789", "read": "token-of-the-reader-0123456789"}
INVOICE, NOTE = "DE26-000001", "DECN26-000001"


@pytest.fixture
def container() -> Container:
    """An invoice with a credit note, and an order without."""
    container = build_in_memory_container()
    api_tokens = f"ledger:{TOKENS['all']},reader:{TOKENS['read']}:read"
    container.settings.override(
        providers.Object(Settings.model_validate({**IN_MEMORY_SETTINGS, "api_tokens": api_tokens}))
    )
    unit_of_work = container.unit_of_work()
    open_store(unit_of_work)
    issue_with_credit_note(unit_of_work)
    book(unit_of_work, an_invoiced_order(shopify_order_id=2, name="#1002"))
    return container


@pytest.fixture
def api(container: Container) -> Generator[TestClient]:
    headers = {"Authorization": f"Bearer {TOKENS['all']}"}
    with TestClient(create_app(container, with_worker=False), headers=headers) as client:
        yield client


def get(api: TestClient, path: str, status: int = 200) -> Any:
    answer = api.get(f"/api/v1{path}")
    assert answer.status_code == status, answer.text
    return answer.json()


def list_found(api: TestClient, query: str) -> list[str]:
    return [each["number"] for each in get(api, f"/invoices?{query}")["invoices"]]


def test_an_order_is_invoiced_once(api: TestClient) -> None:
    first, second = (api.post("/api/v1/invoices", json={"order_id": "2"}) for _ in range(2))
    assert first.json() == second.json()
    [issued] = first.json()["invoices"]
    assert (issued["number"], issued["total"], issued["currency"]) == ("DE26-000002", "16.66", "EUR")
    assert (issued["issued_by"], issued["previous_hash"]) == ("ledger", get(api, f"/invoices/{INVOICE}")["hash"])


@pytest.mark.parametrize("order_id", ["404", "none", "9" * 30])
def test_an_unknown_order_is_not_found(api: TestClient, order_id: str) -> None:
    answer = api.post("/api/v1/invoices", json={"order_id": order_id})
    assert (answer.status_code, answer.json()["error"]["type"]) == (404, "not_found")


def test_what_must_not_be_issued_is_refused(api: TestClient, container: Container) -> None:
    order_id = book(container.unit_of_work(), an_invoiced_order(shopify_order_id=3, name="#1003", test=True))
    answer = api.post("/api/v1/invoices", json={"order_id": order_id})
    assert (answer.status_code, answer.json()["error"]["type"]) == (409, "invoice_refused")


def test_invoices_are_listed_page_by_page_and_filtered(api: TestClient) -> None:
    page = get(api, "/invoices?limit=1")
    assert [each["number"] for each in page["invoices"]] == [NOTE]
    assert list_found(api, f"after={page['next']}") == [INVOICE]
    assert list_found(api, "kind=credit_note") == [NOTE]
    assert list_found(api, f"shop={SHOP}&order_id=1&series=DE26&from=2026-01-01&to=2026-12-31") == [INVOICE]
    assert list_found(api, "from=2027-01-01") == []


@pytest.mark.parametrize("query", ["kind=bill", "from=yesterday", "order_id=x", "number=1", "limit=501"])
def test_a_query_that_means_nothing_is_refused(api: TestClient, query: str) -> None:
    assert get(api, f"/invoices?{query}", 400)["error"]["type"] == "malformed"


def test_an_invoice_is_shown_with_what_it_says(api: TestClient, container: Container) -> None:
    shown = get(api, f"/invoices/{NOTE}")
    assert (shown["corrects"], shown["content"]["net"]) == (INVOICE, "4.50 EUR")
    assert list_entries(container)[0].action is AuditAction.PERSONAL_DATA_SHOWN
    assert get(api, "/invoices/DE26-000009", 404)["error"]["type"] == "not_found"
    assert get(api, "/invoices/verify") == {"faults": []}


def test_files_are_taken_by_who_may_read(api: TestClient) -> None:
    api.headers["Authorization"] = f"Bearer {TOKENS['read']}"
    pdf = api.get(f"/api/v1/invoices/{INVOICE}/pdf")
    assert (pdf.content[:4], pdf.headers["content-type"]) == (b"%PDF", "application/pdf")
    assert INVOICE in api.get(f"/api/v1/invoices/{INVOICE}/xml").text
    archive = api.get("/api/v1/invoices/archive?from=2026-01-01")
    with ZipFile(io.BytesIO(archive.content)) as files:
        assert (files.namelist(), files.read(f"{INVOICE}.pdf")) == ([f"{NOTE}.pdf", f"{INVOICE}.pdf"], pdf.content)
    assert api.post("/api/v1/invoices", json={"order_id": "2"}).status_code == 403
