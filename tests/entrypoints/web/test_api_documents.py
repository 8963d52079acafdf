"""`/api/v1/documents`: a design is changed and previewed by a program."""

import base64
from collections.abc import Generator
from typing import Any

import pytest
from dependency_injector import providers
from starlette.testclient import TestClient

from novex_shopify.config.container import Container
from novex_shopify.config.in_memory_container import IN_MEMORY_SETTINGS, build_in_memory_container
from novex_shopify.config.settings import Settings
from novex_shopify.domain.model.audit import AuditAction
from novex_shopify.entrypoints.web.app import create_app
from tests.adapters.documents.test_pdf import read_text
from tests.audited_world import list_entries
from tests.builders import SHOP
from tests.domain.use_cases.invoices.invoice_steps import book, open_store

TOKEN = "token-of-the-designer-0123456789"
LOGO = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'
PATH = "/api/v1/documents/tea"


@pytest.fixture
def container() -> Container:
    """A seller with an order."""
    container = build_in_memory_container()
    settings = {**IN_MEMORY_SETTINGS, "api_tokens": f"designer:{TOKEN}"}
    container.settings.override(providers.Object(Settings.model_validate(settings)))
    open_store(container.unit_of_work())
    book(container.unit_of_work())
    return container


@pytest.fixture
def api(container: Container) -> Generator[TestClient]:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    with TestClient(create_app(container, with_worker=False), headers=headers) as client:
        yield client


def put(api: TestClient, body: dict[str, Any], status: int = 200, **query: str) -> Any:
    answer = api.put(PATH, json=body, params=query)
    assert answer.status_code == status, answer.text
    return answer.json()


def test_a_design_keeps_what_is_left_out_and_loses_what_is_empty(api: TestClient) -> None:
    closing = {"place": "closing", "language": "en", "text": "Thank you."}
    put(api, {"accent_color": "#1A5632", "logo": base64.b64encode(LOGO).decode(), "texts": [closing]})
    put(api, {"accent_color": "", "texts": []})
    design = api.get(PATH).json()
    assert (design["version"], design["accent_color"], design["logo"]["format"]) == (2, None, "svg")
    assert (design["texts"], design["hides_logo"]) == ([closing], False)


def test_the_preview_is_drawn_by_the_design_of_the_store_and_it_is_recorded_who_took_it(
    api: TestClient, container: Container
) -> None:
    put(api, {"texts": [{"place": "closing", "language": "en", "text": "Only here."}], "hides_logo": True}, shop=SHOP)
    assert api.get(PATH, params={"shop": SHOP}).json()["hides_logo"]
    assert api.get(PATH).json()["version"] == 0
    drawn = api.get(f"{PATH}/preview", params={"language": "en", "kind": "invoice"})
    assert "Only here." in read_text(drawn.content)
    assert list_entries(container)[0].action is AuditAction.PERSONAL_DATA_SHOWN


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"accent_color": "#ffff00"}, (422, "invalid_design", "too light to read")),
        ({"logo": base64.b64encode(b"GIF89a").decode()}, (422, "invalid_design", "no PNG, JPEG or SVG")),
        ({"texts": [{"place": "closing", "language": "xx", "text": "?"}]}, (422, "invalid_design", "language")),
        ({"color": "#000000"}, (400, "malformed", "color")),
        ({"logo": "no base64"}, (400, "malformed", "logo")),
    ],
)
def test_what_cannot_be_on_a_document_is_refused(api: TestClient, body: Any, error: tuple[int, str, str]) -> None:
    status, kind, words = error
    refusal = put(api, body, status)["error"]
    assert refusal["type"] == kind
    assert words in refusal["message"]
    assert api.get(PATH).json()["version"] == 0


def test_an_unknown_seller_is_not_found(api: TestClient) -> None:
    assert api.get("/api/v1/documents/coffee").status_code == 404
    assert api.get(f"{PATH}/preview", params={"kind": "receipt"}).status_code == 400
