"""The frame of every page: navigation, the chosen store, and preferences. All of it works without scripts."""

from collections.abc import Generator

import pytest
from starlette.testclient import TestClient

from novex_shopify.config.container import Container
from novex_shopify.entrypoints.web.console.navigation import NAVIGATION
from novex_shopify.entrypoints.web.console.preference_pages import build_shop_url
from tests.builders import SHOP
from tests.entrypoints.web.console.local_console import open_local_console, send_form


@pytest.fixture
def client(container: Container) -> Generator[TestClient]:
    """The console of an installation with one store."""
    with open_local_console(container) as client:
        yield client


def test_every_page_of_the_navigation_exists_and_is_marked_as_the_current_one(client: TestClient) -> None:
    for entry in NAVIGATION:
        page = client.get(entry.path)
        assert page.status_code == 200, entry
        is_marked = f'data-page-key="{entry.key}" aria-current="page"' in page.text
        assert is_marked is not entry.fills_window, entry
    assert len({entry.key for entry in NAVIGATION}) == len(NAVIGATION)
    assert sum(entry.is_on_phone_bar for entry in NAVIGATION) == 4  # the fifth is "More"


def test_a_part_that_refreshes_itself_comes_without_the_frame(client: TestClient) -> None:
    htmx = {"HX-Request": "true"}
    part = client.get("/console/privacy", headers={**htmx, "HX-Target": "open-requests"}).text
    in_place = client.get("/console/privacy", headers={**htmx, "HX-Target": "main"}).text
    assert 'id="open-requests"' in part
    assert ["data-page-key" in text for text in (part, in_place)] == [False, True]


def test_a_chosen_store_is_remembered_and_kept_by_the_navigation(client: TestClient) -> None:
    send_form(client, "/console/store", {"shop": SHOP, "next": "/console/events?status=dead&before=7"})
    assert f'href="/console/shipments?shop={SHOP}"' in client.get("/console/stores").text
    assert 'href="/console/shipments"' in client.get("/console/events").text  # all stores, as its address says
    send_form(client, "/console/store", {"shop": "", "next": "/console"})
    assert 'href="/console/shipments"' in client.get("/console").text


@pytest.mark.parametrize(
    ("page", "url"),
    [
        ("/console/events?status=dead&shop=b.myshopify.com&before=7", f"/console/events?status=dead&shop={SHOP}"),
        ("/console/events/7?personal_data=show", f"/console/events?shop={SHOP}"),
        ("/console/stores", "/console/stores"),
        ("/console", f"/console?shop={SHOP}"),
    ],
)
def test_another_store_is_shown_from_its_first_page(page: str, url: str) -> None:
    assert build_shop_url(page, SHOP) == url


def test_preferences_are_saved_in_the_browser(client: TestClient) -> None:
    assert "Time zone: UTC" in client.get("/console").text
    client.cookies.set("novex-browser-zone", "Asia%2FTokyo", path="/console")
    assert 'data-zone="Asia/Tokyo"' in client.get("/console").text
    form = {"theme": "dark", "keys": "off", "zone": "Europe/Berlin", "next": "/console/preferences"}
    send_form(client, "/console/preferences", form)
    page = client.get("/console").text
    assert '<html lang="en" data-theme="dark" data-zone="Europe/Berlin" data-single-keys="off">' in page


@pytest.mark.parametrize("value", ["nowhere", "../../etc/passwd", "a" * 4000, "Europe", "%00"])
def test_a_preference_without_meaning_changes_nothing(client: TestClient, value: str) -> None:
    for name in ("theme", "zone", "browser-zone", "store"):
        client.cookies.set(f"novex-{name}", value, path="/console")
    assert '<html lang="en">' in client.get("/console").text


def test_the_components_are_shown_only_on_a_development_machine(client: TestClient) -> None:
    page = client.get("/console/components")
    assert page.status_code == 200
    assert "Open dialog" in page.text
