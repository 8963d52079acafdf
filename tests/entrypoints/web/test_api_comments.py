"""`/api/v1/stores/…/comments` and `…/timeline`: programs read and write what people say, and read all that happened."""

from collections.abc import Generator

import pytest
from dependency_injector import providers
from starlette.testclient import TestClient

from novex_shopify.config.container import Container
from novex_shopify.config.in_memory_container import IN_MEMORY_SETTINGS, build_in_memory_container
from novex_shopify.config.settings import Settings
from novex_shopify.domain.model.actor import Actor, ActorKind, acting_as
from novex_shopify.entrypoints.web.app import create_app
from tests.audited_world import build_world
from tests.builders import ORDER_ID, SHOP

TOKEN = "token-of-the-warehouse-0123456789"
PATH = f"/api/v1/stores/{SHOP}/orders/{ORDER_ID}/comments"


@pytest.fixture
def container() -> Container:
    """A store with an order and a comment of ERP code."""
    container = build_in_memory_container()
    settings = {**IN_MEMORY_SETTINGS, "api_tokens": f"warehouse:{TOKEN}"}
    container.settings.override(providers.Object(Settings.model_validate(settings)))
    build_world(container)
    return container


@pytest.fixture
def api(container: Container) -> Generator[TestClient]:
    with TestClient(create_app(container, with_worker=False), headers={"Authorization": f"Bearer {TOKEN}"}) as client:
        yield client


def test_a_comment_is_written_listed_and_deleted_by_the_token_that_wrote_it(
    api: TestClient, container: Container
) -> None:
    with acting_as(Actor(ActorKind.USER, "Ann", "7")):
        of_ann = container.comment_on_order()(SHOP, ORDER_ID, "Call Ada")
    written = api.post(PATH, json={"text": "Parcel is back"})
    assert (written.status_code, written.json()["written_by"]) == (201, {"kind": "api_token", "name": "warehouse"})
    texts = [each["text"] for each in api.get(PATH).json()["comments"]]
    assert texts == ["Call back", "Call Ada", "Parcel is back"]
    refused = api.delete(f"{PATH}/{of_ann.id}")
    assert (refused.status_code, refused.json()["error"]["type"]) == (403, "not_the_writer")
    rest = api.delete(f"{PATH}/{written.json()['id']}").json()["comments"]
    assert [each["text"] for each in rest] == ["Call back", "Call Ada"]


def test_what_is_no_comment_is_refused(api: TestClient) -> None:
    assert api.post(PATH, json={"text": ""}).status_code == 400
    blank = api.post(PATH, json={"text": "  "})
    assert (blank.status_code, blank.json()["error"]["type"]) == (422, "invalid_comment")
    unknown = api.post(f"/api/v1/stores/{SHOP}/orders/404/comments", json={"text": "Call back"})
    assert unknown.status_code == 404
    assert [api.delete(f"{PATH}/{each}").status_code for each in ("404", "x")] == [404, 404]


def test_the_timeline_is_read_page_by_page(api: TestClient) -> None:
    path = PATH.replace("comments", "timeline")
    api.post(PATH, json={"text": "Parcel is back"})
    pages = [api.get(path, params={"limit": 3}).json()]
    while before := pages[-1]["next"]:
        pages.append(api.get(path, params={"limit": 3, "before": before}).json())
    entries = [entry for page in pages for entry in page["entries"]]
    assert len({entry["id"] for entry in entries}) == len(entries) > 3
    assert {entry["title"] for entry in entries} >= {"Ordered for 10.71 EUR", "Exception: lot assumed"}
    [written] = [entry for entry in entries if entry["details"] == ["Parcel is back"]]
    assert (written["kind"], written["actor"]["name"], written["comment_id"]) == ("comment", "warehouse", "2")
    assert api.get(f"{path}?before=x").status_code == 400
    assert api.get(f"/api/v1/stores/{SHOP}/orders/404/timeline").status_code == 404
