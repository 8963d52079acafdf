"""The list of lots, and the page of one."""

from datetime import date, timedelta
from html import unescape

import pytest
from starlette.testclient import TestClient

from novex_shopify.config.container import Container
from novex_shopify.domain.model.actor import Actor, ActorKind, acting_as
from novex_shopify.domain.use_cases.stock.receive_lot import Receipt
from novex_shopify.domain.use_cases.stock.records import LotKey
from novex_shopify.entrypoints.web.console.lists.record_list import PAGE_SIZE
from novex_shopify.entrypoints.web.console.stock.lot_records import parse_position
from tests.entrypoints.web.console.stock.warehouse_steps import MAY, read_file, receive

TODAY = date(2026, 11, 23)
ANNA = Actor(ActorKind.USER, "Anna", "7")


def fill(container: Container) -> None:
    """Lots that are good, at their last day, expired, quarantined, without a date, and gone."""
    receive(container, "good", expires_on=MAY, supplier_code="S-77")
    receive(container, "last-day", expires_on=TODAY)
    receive(container, "expired", expires_on=TODAY - timedelta(days=1))
    receive(container, "stopped", item_id="TEA", location="Freezer")
    container.quarantine_lot()(LotKey("TEA", "stopped"), "smells odd")
    receive(container, "gone", 3)
    container.scrap_stock()(LotKey("KIMCHI", "gone"), "Rack", 3, "fell down")


def test_lots_are_listed_by_expiry_with_what_they_are_and_where(console: TestClient, container: Container) -> None:
    fill(container)
    page = unescape(console.get("/console/lots").text)
    positions = [page.index(f">{code}</a>") for code in ("expired", "last-day", "good", "stopped")]
    assert positions == sorted(positions)
    for text in (
        "expired 1 day ago",
        "last day today",
        "160 days left",
        "Kimchi, mild",
        "Supplier's: S-77",
        "Quarantined",
        "smells odd",
        "Freezer",
    ):
        assert text in page, text


def test_lots_are_searched_and_filtered(console: TestClient, container: Container) -> None:
    fill(container)
    found = {
        "": ["expired", "last-day", "good", "stopped"],
        "stock=all": ["expired", "last-day", "good", "stopped", "gone"],
        "status=quarantined": ["stopped"],
        "status=recalled": [],
        "expires=expired": ["expired"],
        "expires=7": ["expired", "last-day"],
        "text=s-77": ["good"],
        "text=green tea": ["stopped"],
        "item=TEA": ["stopped"],
        "item=UNKNOWN": [],
        "status=nonsense&expires=-1&stock=x&after=nonsense": ["expired", "last-day", "good", "stopped"],
    }
    for query, codes in found.items():
        assert [row["lot"] for row in read_file(console, f"/console/lots?format=csv&{query}")] == codes, query
    assert "No lots match this filter" in console.get("/console/lots?text=unknown").text
    (row,) = read_file(console, "/console/lots?format=csv&text=s-77")
    assert (row["status"], row["expires_on"], row["where"], row["free"]) == ("Released", "2027-05-02", "Rack", "10")


def test_a_lot_without_any_left_says_where_the_others_are(console: TestClient) -> None:
    assert "No lots are in stock" in console.get("/console/lots").text


@pytest.mark.parametrize("expires_on", ["2027-05-02", ""])
def test_lots_are_read_page_by_page(console: TestClient, container: Container, expires_on: str) -> None:
    day = date.fromisoformat(expires_on) if expires_on else None
    with container.transaction() as tx:
        for number in range(PAGE_SIZE + 1):
            receipt = Receipt("TEA", f"LOT-{number:03}", "Rack", 1, expires_on=day)
            container.receive_lot().receive_in_transaction(tx, receipt)
        tx.commit()
    first = console.get("/console/lots").text
    assert f"<title>Lots ({PAGE_SIZE + 1})" in first
    assert "LOT-050" not in first
    next_url = unescape(first.partition('" data-shortcut="]"')[0].rpartition('href="')[2])
    second = console.get(next_url).text
    assert ("LOT-050" in second, "LOT-049" in second) == (True, False)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "7",
        "__7",
        "2027-05-02_2026-11-23T12:00:00_7",
        "x_2026-11-23T12:00:00+00:00_7",
        "_2026-11-23T12:00:00+00:00_",
    ],
)
def test_what_is_no_position_is_the_first_page(text: str) -> None:
    assert parse_position(text) is None


def test_the_page_of_a_lot_says_what_it_is_and_who_did_what_when_and_why(
    console: TestClient, container: Container
) -> None:
    with acting_as(ANNA):
        receive(container, quantity=480, expires_on=MAY, source_reference="PO-17", reference="DN-9", note="pallet 1")
        container.move_stock()(LotKey("KIMCHI", "L1"), "Rack", "Freezer", 20, "for the fair")
    page = unescape(console.get("/console/lots/1").text)
    for text in (
        "Lot L1",
        "480</b><span>On hand",
        "PO-17",
        "Use by</dt><dd>2 May 2027 (160 days left)",
        "Received",
        "pallet 1",
        "Receipt DN-9",
        "Moved",
        "\N{MINUS SIGN}20 free",
        "+20 free",
        "for the fair",
        "Anna",
    ):
        assert text in page, text
    assert console.get("/console/lots/404").status_code == 404


def test_all_movements_are_read_page_by_page(console: TestClient, container: Container) -> None:
    receive(container)
    for number in range(PAGE_SIZE):
        container.adjust_stock()(LotKey("KIMCHI", "L1"), "Rack", 1, f"found {number:03}")
    first = console.get("/console/lots/1").text
    assert ("found 049" in first, ">Received<" in first) == (True, False)
    older_url = unescape(first.partition('" data-shortcut="]"')[0].rpartition('href="')[2])
    older = console.get(older_url).text
    assert ("found 049" in older, ">Received<" in older, "Newest" in older) == (False, True, True)


def test_the_file_of_a_lot_has_all_its_movements(console: TestClient, container: Container) -> None:
    with acting_as(ANNA):
        receive(container, quantity=10, reference="DN-9", note="=HYPERLINK(1)")
        container.hold_stock()(LotKey("KIMCHI", "L1"), "Rack", 2, "dented")
    newest, first = read_file(console, "/console/lots/1?format=csv")
    assert (newest["movement"], newest["free"], newest["held"], newest["who"]) == ("Held", "-2", "2", "Anna")
    assert (first["reason"], first["cause"], first["location"]) == ("'=HYPERLINK(1)", "receipt:DN-9", "Rack")
    assert console.get("/console/lots/404?format=csv").status_code == 404
