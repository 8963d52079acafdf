"""What arrives is scanned or typed, and booked once."""

import re
from html import unescape

import pytest
from starlette.testclient import TestClient

from novex_shopify.config.container import Container
from novex_shopify.domain.model.lot import Lot, LotSource
from novex_shopify.domain.model.user import Role
from novex_shopify.domain.use_cases.stock.records import get_stock
from tests.entrypoints.web.console.local_console import open_local_console, send_form
from tests.entrypoints.web.console.signed_in import add_user, sign_in_as
from tests.entrypoints.web.console.stock.warehouse_steps import MAY, get_newest_entry, list_parts, receive

PATH = "/console/receiving"
GTIN = "04006381333931"
LABEL = f"01{GTIN}172705021126110110L261101-A\x1d3748"
FILLED_IN = {
    "token": "token-of-the-form",
    "item": "KIMCHI",
    "lot_code": "L1",
    "expires_on": "2027-05-02",
    "quantity": "48",
    "location": "Rack",
}


def send(console: TestClient, **fields: str) -> tuple[int, str]:
    return send_form(console, PATH, {**FILLED_IN, **fields})


def scan(console: TestClient, text: str, **fields: str) -> str:
    """The page after a scan into a form that is empty but for these fields."""
    return send_form(console, PATH, {"token": "1", "scan": text, **fields})[1]


def read_form(page: str) -> dict[str, str]:
    """What is filled in."""
    form = page.partition(f'action="{PATH}"')[2].partition("</form>")[0]
    inputs = re.findall(r'<input id="([^"]+)"[^>]*? value="([^"]*)"', form)
    selects = re.findall(r'<select id="([^"]+)".*?<option value="([^"]*)" selected', form)
    return {name: unescape(value) for name, value in (*inputs, *selects) if value}


def find_focus(page: str) -> str:
    """The id of the field that has the focus, or the text of the button."""
    (tag,) = re.findall(r"<(?:input|select|button)[^>]* autofocus[^>]*>[^<]*", page)
    found = re.search(r'id="([^"]+)"', tag)
    return found[1] if found else tag.rpartition(">")[2]


def test_a_label_fills_in_the_form_and_one_key_books_it(console: TestClient, container: Container) -> None:
    assert find_focus(console.get(PATH).text) == "scan"
    page = scan(console, LABEL, location="Rack", source_reference="PO-17")
    assert "Read: Kimchi, mild." in page
    assert (">Use by</label>" in page, "counted in: jar" in page) == (True, True)
    assert read_form(page) == {
        "item": "KIMCHI",
        "lot_code": "L261101-A",
        "expires_on": "2027-05-02",
        "produced_on": "2026-11-01",
        "quantity": "48",
        "location": "Rack",
        "source_reference": "PO-17",
    }
    assert find_focus(page) == "Receive"
    answer = console.post(PATH, data={"csrf": read_csrf(page), "token": "1", "scan": "", **read_form(page)})
    assert answer.headers["location"] == f"{PATH}?location=Rack&source_reference=PO-17"
    page = console.get(answer.headers["location"]).text
    assert "Received 48 of lot L261101-A of Kimchi, mild at Rack" in page
    assert read_form(page) == {"location": "Rack", "source_reference": "PO-17"}
    assert find_focus(page) == "scan"
    receipts = page.partition("Last receipts")[2]
    assert ("L261101-A" in receipts, "2 May 2027" in receipts, ">48<" in receipts) == (True, True, True)
    assert list_parts(container) == {"Rack": (48, 0, 0)}


def read_csrf(page: str) -> str:
    return page.partition('name="csrf" value="')[2].partition('"')[0]


def test_everything_can_be_typed(console: TestClient, container: Container) -> None:
    others = {"source": "production", "source_reference": "RUN-9", "supplier_code": "S-1", "produced_on": "2026-11-01"}
    assert send(console, item="kim 350", reference="DN-1", note="pallet 1", **others)[0] == 303
    lot = get_lot(container)
    assert (lot.item_id, lot.code, lot.expires_on, lot.source) == ("KIMCHI", "L1", MAY, LotSource.PRODUCTION)
    assert (lot.source_reference, lot.supplier_code, str(lot.produced_on)) == ("RUN-9", "S-1", "2026-11-01")
    movement = get_newest_entry(container).movement
    assert (movement.reason, movement.cause) == ("pallet 1", "receipt:DN-1")
    assert "Receipt DN-1" in console.get(PATH).text


def test_a_label_of_two_codes_is_scanned_one_after_the_other(console: TestClient) -> None:
    first = scan(console, f"01{GTIN}17270502", location="Rack")
    assert (read_form(first)["item"], find_focus(first)) == ("KIMCHI", "scan")
    second = scan(console, "10L1\x1d3748", **read_form(first))
    assert read_form(second) == {name: value for name, value in FILLED_IN.items() if name != "token"}
    third = scan(console, f"01{GTIN}10L2", **read_form(second))
    assert read_form(third) == {"item": "KIMCHI", "lot_code": "L2", "location": "Rack"}
    assert find_focus(third) == "quantity"


@pytest.mark.parametrize("text", ["KIMCHI", "kim-350", "4006381333931"])
def test_an_item_alone_can_be_scanned(console: TestClient, text: str) -> None:
    assert read_form(scan(console, text, lot_code="L9")) == {"item": "KIMCHI"}


def test_a_label_of_a_day_that_has_passed_says_so(console: TestClient) -> None:
    assert "This day has passed" in scan(console, f"01{GTIN}17261122")
    assert "This day has passed" not in scan(console, f"01{GTIN}17261123")


def test_a_label_that_is_not_understood_says_why(console: TestClient) -> None:
    page = scan(console, "what is this", location="Rack")
    assert "&#39;what is this&#39; can&#39;t be read. It is no GS1 code." in page
    assert (read_form(page), find_focus(page)) == ({"location": "Rack"}, "scan")
    page = scan(console, "0103600029145210L1")
    assert "can&#39;t be read" in page
    page = scan(console, "010003600029145210L1")
    assert "No item has the ID, SKU or barcode 00036000291452." in page
    assert (read_form(page)["lot_code"], find_focus(page)) == ("L1", "item")


@pytest.mark.parametrize(
    ("fields", "invalid_field", "message"),
    [
        ({"item": "UNKNOWN"}, "item", "No item has the ID, SKU or barcode UNKNOWN."),
        ({"item": ""}, "item", "Name the item: its ID, SKU or barcode."),
        ({"lot_code": ""}, "lot_code", "State the lot code of the label"),
        ({"lot_code": "known"}, "lot_code", "has a lot KNOWN already"),
        ({"quantity": ""}, "quantity", "The quantity must be a whole number"),
        ({"quantity": "1.5"}, "quantity", "The quantity must be a whole number"),
        ({"quantity": "0"}, "quantity", "The quantity must be a whole number"),
        ({"location": "Shelf"}, "location", "There is no location Shelf."),
        ({"expires_on": "soon"}, "expires_on", "Enter a day, such as 2027-05-02."),
        ({"produced_on": "2026-02-30"}, "produced_on", "Enter a day"),
        (
            {"lot_code": "KNOWN", "expires_on": "2027-06-02"},
            "expires_on",
            "Lot KNOWN of item KIMCHI expires on 2027-05-02, and the receipt says on 2027-06-02.",
        ),
        (
            {"reference": "DN-1", "quantity": "7"},
            "reference",
            "Receipt DN-1 was booked on 2026-11-23: 10 of lot KNOWN of item KIMCHI at Rack.",
        ),
    ],
)
def test_a_refusal_is_shown_at_its_field_with_what_was_filled_in(
    console: TestClient, container: Container, fields: dict[str, str], invalid_field: str, message: str
) -> None:
    receive(container, "KNOWN", expires_on=MAY, reference="DN-1")
    status, page = send(console, **fields)
    assert status == 422
    at_field = unescape(page).partition(f'id="{invalid_field}-error" role="alert">')[2].partition("</p>")[0]
    assert message in at_field
    assert find_focus(page) == invalid_field
    filled_in = {name: value for name, value in {**FILLED_IN, **fields}.items() if value and name != "token"}
    known = {name: value for name, value in filled_in.items() if value != "Shelf"}  # no choice of the list
    assert read_form(page) == known
    assert list_parts(container) == {"Rack": (10, 0, 0)}


def test_an_expired_lot_is_received_when_a_person_confirms_it(console: TestClient, container: Container) -> None:
    expired = {"expires_on": "2026-11-22", "source": "conversion"}
    status, page = send(console, **expired)
    assert (status, "Lot L1 expired on 2026-11-22" in page) == (422, True)
    assert re.search(r'name="accepts_expired" value="yes"[^>]* autofocus', page)
    assert send(console, **expired, accepts_expired="yes")[0] == 303
    assert "Lot L1 expired on 2026-11-22: it is in stock" in console.get(PATH).text
    assert list_parts(container) == {"Rack": (48, 0, 0)}
    assert get_lot(container).source is LotSource.PURCHASE


def get_lot(container: Container) -> Lot:
    with container.read_transaction() as tx:
        return get_stock(tx).lots.get_many([1])[0]


def test_a_form_that_is_sent_twice_is_booked_once(console: TestClient, container: Container) -> None:
    assert [send(console)[0], send(console)[0]] == [303, 303]
    assert "This receipt was booked before: 48 of lot L1 of Kimchi, mild. Nothing was added." in console.get(PATH).text
    assert list_parts(container) == {"Rack": (48, 0, 0)}
    status, page = send(console, quantity="7")
    assert (status, "This form has booked another receipt already." in page) == (422, True)
    token = page.partition('name="token" value="')[2].partition('"')[0]
    assert send(console, quantity="7", token=token)[0] == 303
    assert list_parts(container) == {"Rack": (55, 0, 0)}


def test_a_reference_is_booked_once_from_any_form(console: TestClient, container: Container) -> None:
    send(console, reference="DN-1")
    send(console, reference="DN-1", token="of another form")
    assert "Receipt DN-1 was booked before" in console.get(PATH).text
    assert list_parts(container) == {"Rack": (48, 0, 0)}


def test_packers_receive(console: TestClient, container: Container) -> None:
    viewer, packer = (add_user(container, role.value, role) for role in (Role.VIEWER, Role.PACKER))
    sign_in_as(console, container, viewer)
    assert console.get(PATH).status_code == 403
    assert PATH not in console.get("/console/stock").text
    sign_in_as(console, container, packer)
    assert send(console)[0] == 303
    assert get_newest_entry(container).actor.name == "packer"


def test_without_a_location_the_page_leads_to_them(container: Container) -> None:
    with open_local_console(container) as client:
        page = client.get(PATH).text
    assert "What arrives is received at a location." in page
    assert 'href="/console/settings/locations"' in page
