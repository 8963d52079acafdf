"""How much of each item is there."""

import re
from datetime import date
from html import unescape

from starlette.testclient import TestClient

from novex_shopify.config.container import Container
from novex_shopify.domain.use_cases.stock.receive_lot import Receipt
from novex_shopify.domain.use_cases.stock.records import LotKey
from novex_shopify.entrypoints.web.console.lists.record_list import PAGE_SIZE
from tests.builders import an_item
from tests.entrypoints.web.console.stock.warehouse_steps import MAY, read_file, receive

NEXT_WEEK = date(2026, 11, 30)


def fill(container: Container) -> None:
    """Kimchi that expires in May and next week, a part of it held; quarantined tea in the freezer."""
    receive(container, "L1", 1200, expires_on=MAY)
    receive(container, "L2", 30, expires_on=NEXT_WEEK)
    container.hold_stock()(LotKey("KIMCHI", "L1"), "Rack", 5, "dented")
    receive(container, "T1", 7, "TEA", location="Freezer")
    container.quarantine_lot()(LotKey("TEA", "T1"), "smells odd")


def test_items_are_listed_with_what_of_them_is_there(console: TestClient, container: Container) -> None:
    fill(container)
    page = unescape(console.get("/console/stock").text)
    assert "<title>Stock (2)" in page
    for text in (
        "Kimchi, mild",
        "KIMCHI · KIM-350 · unit jar",
        "1\N{NARROW NO-BREAK SPACE}225",
        "7 not assignable",
        "30 Nov 2026",
    ):
        assert text in page, text
    kimchi, tea = read_file(console, "/console/stock?format=csv")
    assert kimchi == {
        "item": "KIMCHI",
        "name": "Kimchi, mild",
        "sku": "KIM-350",
        "unit": "jar",
        "free": "1225",
        "not_assignable": "0",
        "assigned": "0",
        "held": "5",
        "on_hand": "1230",
        "expiring": "30",
        "first_expiry": "2026-11-30",
        "lots": "2",
    }
    assert (tea["item"], tea["free"], tea["not_assignable"], tea["first_expiry"]) == ("TEA", "7", "7", "")


def test_stock_is_searched_and_filtered(console: TestClient, container: Container) -> None:
    fill(container)
    found = {
        "text=4006381333931": ["KIMCHI"],
        "text=green": ["TEA"],
        "view=held": ["KIMCHI"],
        "view=expiring": ["KIMCHI"],
        "view=expiring&days=7": ["KIMCHI"],
        "view=unusable": ["TEA"],
        "location=2": ["TEA"],
        "location=404": ["KIMCHI", "TEA"],  # no location of the warehouse
        "view=nonsense&days=-1": ["KIMCHI", "TEA"],
    }
    for query, items in found.items():
        assert [row["item"] for row in read_file(console, f"/console/stock?format=csv&{query}")] == items, query
    assert "No items match this filter" in console.get("/console/stock?text=unknown").text


def test_an_item_leads_to_its_lots(console: TestClient, container: Container) -> None:
    fill(container)
    assert 'href="/console/lots?item=KIMCHI&amp;expires=30"' in console.get("/console/stock").text
    page = console.get("/console/lots?item=KIMCHI").text
    assert "Lots of Kimchi, mild" in page
    assert "1\N{NARROW NO-BREAK SPACE}230</b><span>On hand" in page
    assert ">L2</a>" in page
    assert ">T1</a>" not in page
    assert ">L1</a>" not in console.get("/console/lots?item=KIMCHI&expires=30").text


def test_a_long_list_is_read_page_by_page(console: TestClient, container: Container) -> None:
    item_ids = [f"ITEM {number:03}/ä&" for number in range(PAGE_SIZE + 1)]
    with container.transaction() as tx:
        tx.erp.catalog.put([an_item(item_id) for item_id in item_ids])
        for item_id in item_ids:
            container.receive_lot().receive_in_transaction(tx, Receipt(item_id, "L1", "Rack", 1))
        tx.commit()
    first = console.get("/console/stock").text
    assert f"<title>Stock ({PAGE_SIZE + 1})" in first
    next_link = re.search(r'href="([^"]+)" data-shortcut="]"', first)
    assert next_link
    second = unescape(console.get(unescape(next_link[1])).text)
    assert [item_id for item_id in item_ids if item_id in second] == item_ids[PAGE_SIZE:]
    assert len(read_file(console, "/console/stock?format=csv")) == PAGE_SIZE + 1
