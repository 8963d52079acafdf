"""A person ships an order from the lots that are assigned: all of it, or what was packed."""

from collections.abc import Generator
from html import unescape

import pytest
from starlette.testclient import TestClient

from novex_shopify.config.container import Container
from novex_shopify.domain.model.audit import AuditAction
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.tracker import Tracker, TrackerScan, TrackerStatus
from novex_shopify.domain.use_cases.stock.records import LotKey
from tests.audited_world import list_entries
from tests.builders import LINE_ID, NOON, SHOP
from tests.domain.use_cases.fulfillment.shipping_steps import get_lot_id, list_units
from tests.entrypoints.web.console.local_console import open_local_console, send_form
from tests.warehouse_world import KIMCHI, NEWER, OLDER, assign, book, open_warehouse, stop_clock

ORDER = f"/console/orders/{SHOP}/1001"
GTIN = "04006381333931"


@pytest.fixture
def order(container: Container) -> SalesOrder:
    """An order for 26 units, with 20 of L1 and 3 of L2."""
    stop_clock(container)
    open_warehouse(container)
    order = book(container, "#1001", 26)
    assign(container, order, OLDER, 20)
    assign(container, order, NEWER, 3)
    return order


@pytest.fixture
def console(container: Container, order: SalesOrder) -> Generator[TestClient]:
    with open_local_console(container) as client:
        yield client


def name_field(container: Container, code: str) -> str:
    return f"quantity-{LINE_ID}-{get_lot_id(container.unit_of_work(), LotKey(KIMCHI.id, code))}"


def ship(console: TestClient, container: Container, old: str, new: str, **fields: str) -> tuple[int, str]:
    quantities = {name_field(container, OLDER): old, name_field(container, NEWER): new}
    status, text = send_form(console, f"{ORDER}/ship", {"shipment": "S-1", **quantities, **fields})
    return status, unescape(text)


def test_the_form_is_filled_from_the_assignments(console: TestClient, container: Container) -> None:
    assert f'href="{ORDER}/ship"' in console.get(ORDER).text
    page = console.get(f"{ORDER}/ship").text
    for code, quantity in ((OLDER, "20"), (NEWER, "3")):
        name = name_field(container, code)
        assert f'<input id="{name}" name="{name}" type="text" value="{quantity}"' in page
    assert 'name="shipment" type="text" value="C1-1"' in page


def test_what_was_packed_is_shipped_with_its_tracking(
    console: TestClient, container: Container, order: SalesOrder
) -> None:
    tracking = {"number": "JD01", "carrier": "DHL Express", "notify": "yes"}
    assert ship(console, container, "5", "0", **tracking)[0] == 303
    assert list_units(container.unit_of_work(), order.id or "") == [(OLDER, 5, "S-1")]
    with container.read_transaction() as tx:
        push = tx.pushes.get("S-1")
    assert push
    assert push.shipment.tracking
    assert (push.shipment.tracking.number, push.shipment.notify_customer) == ("JD01", True)
    page = console.get(ORDER).text
    assert ("Shipment S-1 recorded" in page, "Lot L1" in page) == (True, True)
    assert list_entries(container)[0].action is AuditAction.SHIPMENT_RECORDED
    assert "5 of L1" in console.get("/console/shipments?format=csv").text


def test_where_the_parcels_are_is_shown_with_the_last_scan(console: TestClient, container: Container) -> None:
    ship(console, container, "5", "0", number="JD01", carrier="DHL Express")
    scan = TrackerScan(NOON, TrackerStatus.DELIVERED, "Handed over", place="Berlin, DE")
    page_of_carrier = "https://track.easypost.com/djE6"
    with container.unit_of_work()() as tx:
        tx.trackers.save(
            "S-1",
            Tracker("trk_1", "JD01", "DHL", TrackerStatus.DELIVERED, NOON, public_url=page_of_carrier, scans=(scan,)),
        )
        tx.commit()
    page = console.get(ORDER).text
    for text in (
        ">Delivered</span>",
        "Handed over, Berlin, DE",
        f'href="{page_of_carrier}"',
        "delivered <time",
    ):
        assert text in page


def test_a_carrier_without_a_tracking_number_is_kept(console: TestClient, container: Container) -> None:
    page_only = ship(console, container, "5", "0", url="https://carrier.example")
    assert (page_only[0], "give one of them" in page_only[1]) == (422, True)
    assert ship(console, container, "5", "0", carrier="DHL Express")[0] == 303
    assert "DHL Express" in console.get(ORDER).text


def test_undo_gives_the_lots_back(console: TestClient, container: Container, order: SalesOrder) -> None:
    ship(console, container, "20", "3")
    send_form(console, "/console/shipments/cancel", {"shipment": "S-1", "next": ORDER})
    assert list_units(container.unit_of_work(), order.id or "") == []


def test_the_page_of_a_lot_leads_to_the_orders_of_its_movements(console: TestClient, container: Container) -> None:
    lot_id = get_lot_id(container.unit_of_work(), LotKey(KIMCHI.id, OLDER))
    page = console.get(f"/console/lots/{lot_id}").text
    assert f'<a href="{ORDER}">#1001</a>' in page


def test_the_number_of_a_cancelled_shipment_ships_nothing(console: TestClient, container: Container) -> None:
    ship(console, container, "20", "0")
    send_form(console, "/console/shipments/cancel", {"shipment": "S-1", "next": ORDER})
    status, text = ship(console, container, "20", "0")
    assert (status, "was cancelled. Enter another number; nothing was shipped." in text) == (422, True)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("21", "0", "21 of lot L1 to ship, 20 assigned, 1 missing"),
        ("0", "0", "Enter how many units were packed"),
        ("some", "0", "The quantity must be a whole number"),
    ],
)
def test_what_cannot_be_shipped_is_refused_and_stays_in_the_form(
    console: TestClient, container: Container, old: str, new: str, message: str
) -> None:
    status, page = ship(console, container, old, new, number="JD01")
    assert (status, message in page, f'value="{old}"' in page, 'value="JD01"' in page) == (422, True, True, True)


def test_a_lot_that_was_quarantined_since_is_refused(console: TestClient, container: Container) -> None:
    container.quarantine_lot()(LotKey(KIMCHI.id, OLDER), "smells odd")
    assert "Quarantined" in console.get(f"{ORDER}/ship").text
    assert "Lot L1 is quarantined (smells odd)" in ship(console, container, "5", "0")[1]


@pytest.mark.parametrize("scan", ["l1", "(10)L1", f"(01){GTIN}(10)L1"])
def test_a_scanned_lot_of_the_order_is_noted(console: TestClient, container: Container, scan: str) -> None:
    status, page = ship(console, container, "7", "3", scan=scan)
    assert (status, "1 of 2 lots scanned" in page, 'value="7"' in page) == (200, True, True)
    again = ship(console, container, "7", "3", scan=scan, scanned=name_field(container, NEWER))[1]
    assert "2 of 2 lots scanned" in again


@pytest.mark.parametrize(
    ("scan", "message"),
    [
        ("L9", "Lot L9 isn't assigned to this order"),
        (f"(01){GTIN}(10)L9", "Lot L9 isn't assigned to this order"),
        (f"(01){GTIN}(17)270502", "This label names no lot"),
    ],
)
def test_a_scanned_lot_of_another_order_is_refused(
    console: TestClient, container: Container, order: SalesOrder, scan: str, message: str
) -> None:
    status, page = ship(console, container, "7", "3", scan=scan)
    assert (status, message in page) == (422, True)
    assert list_units(container.unit_of_work(), order.id or "") == []


def test_an_order_without_lots_says_what_to_do(console: TestClient, container: Container) -> None:
    book(container, "#1002", 3)
    assert "no lots are assigned to the rest yet" in console.get(f"/console/orders/{SHOP}/1002/ship").text
