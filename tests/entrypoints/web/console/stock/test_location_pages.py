"""The places where items are kept are named in the settings."""

from html import unescape

from starlette.testclient import TestClient

from novex_shopify.config.container import Container
from novex_shopify.domain.model.storage_location import StorageKind, StorageLocation
from novex_shopify.domain.use_cases.stock.records import get_stock
from tests.entrypoints.web.console.local_console import send_form

PATH = "/console/settings/locations"


def find(container: Container, name: str) -> StorageLocation | None:
    with container.read_transaction() as tx:
        return get_stock(tx).locations.find(name)


def test_a_location_is_added_and_changed(console: TestClient, container: Container) -> None:
    form = {"name": "Pallet 7", "kind": "pallet", "sells": "yes", "address": "Hall 2"}
    assert send_form(console, PATH, form)[0] == 303
    added = find(container, "Pallet 7")
    assert added == StorageLocation(added.id if added else 0, "Pallet 7", StorageKind.PALLET, True, False, "Hall 2")
    page = console.get(f"{PATH}/{added.id}").text
    assert ('value="Hall 2"' in page, 'value="pallet" selected' in page) == (True, True)
    changed = {"name": "Pallet 8", "kind": "freezer", "counted": "yes"}
    assert send_form(console, f"{PATH}/{added.id}", changed)[0] == 303
    assert find(container, "Pallet 8") == StorageLocation(added.id, "Pallet 8", StorageKind.FREEZER, False, True)
    assert "Pallet 8" in console.get(PATH).text


def test_a_name_is_needed_and_no_other_location_has_it(console: TestClient, container: Container) -> None:
    for path, name, message in (
        (PATH, "RACK", "There is a location Rack already."),
        (f"{PATH}/2", "Rack", "There is a location Rack already."),
        (PATH, " ", "Name the location as its label at the shelf does."),
    ):
        status, page = send_form(console, path, {"name": name, "kind": "room", "address": "Hall 3"})
        assert (status, message in page, 'value="Hall 3"' in page) == (422, True, True), name
    assert find(container, "Freezer") == StorageLocation(2, "Freezer", StorageKind.FREEZER)
    assert send_form(console, f"{PATH}/404", {"name": "Shelf"})[0] == 404


def test_without_locations_the_page_says_what_they_are(console: TestClient) -> None:
    page = unescape(console.get(PATH).text)
    for label in ("Freezer", "Pallet", "Rack", "Room", "Other"):
        assert f">{label}</option>" in page
