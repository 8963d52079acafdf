"""Items are listed, changed and loaded in the console."""

import csv
import io

import pytest
from starlette.testclient import TestClient

from novex_shopify.config.container import Container
from novex_shopify.domain.model.lot_choice import LotStrategy
from novex_shopify.domain.model.parcel import Box
from novex_shopify.domain.model.product import DateKind, Item
from tests.builders import an_item
from tests.entrypoints.web.console.local_console import send_form

ODD_ID = "TEA/100 #1"
CHANGES = {"id": ODD_ID, "unit": "can", "lot_tracked": "yes", "date_kind": "use_by", "box_code": "S"}


@pytest.fixture(autouse=True)
def items(container: Container) -> None:
    """Two items, one with an id that no path could hold."""
    with container.transaction() as tx:
        tx.boxes.save(Box("S", "Small", 200, 150, 100, 80))
        tx.erp.catalog.put([an_item("ART-1", name="Green tea"), an_item(ODD_ID, name="Black tea", sku=None)])
        tx.commit()


def get_item(container: Container, item_id: str = ODD_ID) -> Item:
    with container.read_transaction() as tx:
        item = tx.erp.catalog.get(item_id)
    assert item
    return item


def test_an_item_is_found_and_changed(console: TestClient, container: Container) -> None:
    page = console.get("/console/items").text
    assert ("Green tea" in page, 'href="/console/items/item?id=TEA%2F100%20%231"' in page) == (True, True)
    assert "Green tea" not in console.get("/console/items?text=black").text
    fields = {**CHANGES, "shelf_life_days": "90", "strategy": "fefo", "origin_country": "kr", "chilled": "yes"}
    assert send_form(console, "/console/items/item", fields)[0] == 303
    changed = get_item(container)
    assert (changed.unit, changed.shelf_life_days, changed.date_kind) == ("can", 90, DateKind.USE_BY)
    assert (changed.strategy, changed.origin_country, changed.chilled) == (LotStrategy.FEFO, "KR", True)
    page = console.get("/console/items/item", params={"id": ODD_ID}).text
    assert ('value="90"' in page, 'value="S" selected' in page) == (True, True)
    assert console.get("/console/items/item?id=unknown").status_code == 404


@pytest.mark.parametrize(("field", "value"), [("shelf_life_days", "soon"), ("hs_code", "12"), ("strategy", "lifo")])
def test_a_refused_value_is_shown_at_its_field(
    console: TestClient, container: Container, field: str, value: str
) -> None:
    status, page = send_form(console, "/console/items/item", {**CHANGES, field: value})
    assert (status, f'id="{field}-error"' in page, 'value="can"' in page) == (422, True, True)
    assert get_item(container).unit is None


def test_a_file_is_previewed_and_then_applied_and_the_export_is_such_a_file(
    console: TestClient, container: Container
) -> None:
    text = "name,sku,unit\nBiscuit,BIS,bag\n,NONE,\n"
    status, page = send_form(console, "/console/items/import", {"text": text})
    assert (status, "1 line will be applied, 1 of them as new items; 1 is rejected" in page) == (200, True)
    _, rejected = send_form(console, "/console/items/import/rejected", {"text": text})
    assert "NONE" in rejected.splitlines()[1]
    assert send_form(console, "/console/items/import", {"text": text, "apply": "yes"})[0] == 303
    assert get_item(container, "BIS").unit == "bag"
    assert send_form(console, "/console/items/import", {"text": "a,b\n"})[0] == 422
    export = console.get("/console/items?format=csv").content.decode("utf-8-sig")
    assert [row["item"] for row in csv.DictReader(io.StringIO(export))] == ["ART-1", "BIS", ODD_ID]
    status, page = send_form(console, "/console/items/import", {"text": export.replace(",bag,", ",box,")})
    assert "1 line will be applied, 0 of them as new items; 2 change nothing" in page
