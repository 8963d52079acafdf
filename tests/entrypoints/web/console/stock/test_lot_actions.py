"""What people do with a lot: each form has a reason, a message, and a refusal that keeps what was filled in."""

import re
from collections.abc import Mapping
from html import unescape

import pytest
from starlette.testclient import TestClient

from novex_shopify.config.container import Container
from novex_shopify.domain.model.lot import LotStatus
from novex_shopify.domain.model.user import Role
from novex_shopify.domain.use_cases.stock.records import LotKey, get_stock
from novex_shopify.entrypoints.web.console.console_route import remove_forbidden
from novex_shopify.entrypoints.web.console.routes import routes
from tests.builders import an_item
from tests.entrypoints.web.console.local_console import send_form
from tests.entrypoints.web.console.signed_in import add_user, sign_in_as
from tests.entrypoints.web.console.stock.warehouse_steps import get_newest_entry, list_parts, receive

FILLED_IN = {"location": "Rack", "quantity": "3", "reason": "seen at the shelf"}


def send(console: TestClient, action: str, **fields: str) -> tuple[int, str]:
    status, page = send_form(console, f"/console/lots/1/{action}", {**FILLED_IN, **fields})
    return status, unescape(page)


@pytest.mark.parametrize(
    ("action", "fields", "outcome"),
    [
        ("adjust", {"quantity": "-3"}, ({"Rack": (5, 0, 2)}, "3 units removed at Rack")),
        ("adjust", {"location": "Freezer"}, ({"Rack": (8, 0, 2), "Freezer": (3, 0, 0)}, "3 units added at Freezer")),
        ("count", {"quantity": "9"}, ({"Rack": (7, 0, 2)}, "Counted 9 at Rack; 10 were expected")),
        ("count", {"quantity": "10"}, ({"Rack": (8, 0, 2)}, "Counted 10 at Rack, as expected")),
        ("move", {"destination": "Freezer"}, ({"Rack": (5, 0, 2), "Freezer": (3, 0, 0)}, "Moved 3 units from Rack")),
        ("scrap", {}, ({"Rack": (5, 0, 2)}, "Scrapped 3 units at Rack")),
        ("scrap", {"part": "held", "quantity": "1"}, ({"Rack": (8, 0, 1)}, "Scrapped 1 unit at Rack")),
        ("hold", {}, ({"Rack": (5, 0, 5)}, "Holding 3 units at Rack")),
        ("release-held", {"quantity": "2"}, ({"Rack": (10, 0, 0)}, "Released 2 units at Rack")),
    ],
)
def test_a_change_is_made_with_its_reason_and_said(
    console: TestClient,
    container: Container,
    action: str,
    fields: Mapping[str, str],
    outcome: tuple[Mapping[str, tuple[int, int, int]], str],
) -> None:
    parts, message = outcome
    receive(container)
    container.hold_stock()(LotKey("KIMCHI", "L1"), "Rack", 2, "dented")
    assert send(console, action, **fields)[0] == 303
    assert list_parts(container) == parts
    assert message in unescape(console.get("/console/lots/1").text)
    if message != "Counted 10 at Rack, as expected":
        assert get_newest_entry(container).movement.reason == "seen at the shelf"


def test_units_become_units_of_another_item(console: TestClient, container: Container) -> None:
    receive(container)
    with container.transaction() as tx:
        tx.erp.catalog.put([an_item("JAR", name="Jar", sku="JAR-1")])
        tx.commit()
    status, page = send(console, "convert", to_item="CAN", to_quantity="36")
    assert (status, 'id="convert-to_item-error"' in page, 'value="36"' in page) == (422, True, True)
    assert send(console, "convert", to_item="JAR-1", to_quantity="36")[0] == 303
    assert list_parts(container) == {"Rack": (7, 0, 0)}
    page = console.get("/console/lots/1").text
    assert "3 units became 36 of Jar, lot L1" in unescape(page)
    assert "The stock is right." in console.get("/console/stock/check").text
    undo = page.partition('class="toasts"')[2].partition("</form>")[0]
    fields = {name: unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', undo)}
    assert send_form(console, "/console/lots/2/convert", fields)[0] == 303
    assert list_parts(container) == {"Rack": (10, 0, 0)}


@pytest.mark.parametrize("action", ["convert", "move", "adjust"])
def test_no_list_can_show_a_reason_that_is_too_long(console: TestClient, container: Container, action: str) -> None:
    receive(container)
    with container.transaction() as tx:
        tx.erp.catalog.put([an_item("JAR", name="Jar", sku="JAR-1")])
        tx.commit()
    fields = {"to_item": "JAR", "to_quantity": "36", "destination": "Freezer", "reason": "r" * 1_001}
    status, page = send(console, action, **fields)
    assert (status, f'id="{action}-reason-error"' in page) == (422, True)
    assert list_parts(container) == {"Rack": (10, 0, 0)}


def test_a_lot_is_quarantined_and_released(console: TestClient, container: Container) -> None:
    receive(container)
    for action, status in (("quarantine", LotStatus.QUARANTINED), ("release", LotStatus.RELEASED)):
        assert send(console, action)[0] == 303
        with container.read_transaction() as tx:
            (lot,) = get_stock(tx).lots.get_many([1])
        assert (lot.status, lot.status_reason) == (status, "seen at the shelf")


@pytest.mark.parametrize("action", ["adjust", "move", "hold", "release-held"])
def test_a_change_is_undone_by_a_movement_that_takes_it_back(
    console: TestClient, container: Container, action: str
) -> None:
    receive(container)
    container.hold_stock()(LotKey("KIMCHI", "L1"), "Rack", 4, "dented")
    before = list_parts(container)
    send(console, action, destination="Freezer")
    assert list_parts(container) != before
    toast = console.get("/console/lots/1").text.rpartition('id="toasts"')[2]
    form = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', toast))
    path = toast.partition('action="')[2].partition('"')[0]
    assert console.post(path, data=form).status_code == 303
    assert list_parts(container) == before
    assert get_newest_entry(container).movement.reason == "Undo: seen at the shelf"


@pytest.mark.parametrize(
    ("action", "fields", "refusal"),
    [
        ("hold", {"quantity": "11"}, ("quantity", "Lot L1 has 10 free at Rack, and 11 were asked for.")),
        ("release-held", {}, ("quantity", "Lot L1 has 0 held at Rack, and 3 were asked for")),
        ("adjust", {"quantity": "-11"}, ("quantity", "Lot L1 has 10 free at Rack, and 11 were asked for")),
        ("count", {"quantity": "many"}, ("quantity", "The quantity must be a whole number")),
        ("count", {"quantity": "9" * 13}, ("quantity", "The quantity must be a whole number")),
        ("scrap", {"quantity": "0"}, ("quantity", "The quantity must be a whole number")),
        ("scrap", {"reason": ""}, ("reason", "State a reason")),
        ("quarantine", {"reason": " "}, ("reason", "State a reason")),
        ("move", {"destination": "rack"}, ("destination", "The lot is at Rack already.")),
        ("move", {"location": "Shelf"}, ("location", "There is no location Shelf. Known locations: Freezer, Rack.")),
    ],
)
def test_a_refusal_is_shown_at_its_field_with_what_was_filled_in(
    console: TestClient,
    container: Container,
    action: str,
    fields: Mapping[str, str],
    refusal: tuple[str, str],
) -> None:
    invalid_field, message = refusal
    receive(container)
    status, page = send(console, action, **fields)
    assert status == 422
    assert list_parts(container) == {"Rack": (10, 0, 0)}
    assert f'id="{action}-{invalid_field}-error" role="alert">{message}' in page
    opened = page.partition('<details class="action-form" open>')[2].partition("</details>")[0]
    assert f'action="/console/lots/1/{action}"' in opened
    if invalid_field != "reason":
        assert "seen at the shelf" in opened


def test_people_have_the_forms_of_their_role(console: TestClient, container: Container) -> None:
    receive(container)

    def list_forms(role: Role) -> set[str]:
        sign_in_as(console, container, users[role])
        page = remove_forbidden(console.get("/console/lots/1").text, role, routes)
        assert ('data-shortcut="s"' in page) == role.includes(Role.OPERATOR)
        return set(re.findall(r'action="/console/lots/1/([a-z-]+)"', page))

    users = {role: add_user(container, role.value.capitalize(), role) for role in Role}
    assert list_forms(Role.VIEWER) == set()
    assert list_forms(Role.PACKER) == {"count", "move"}
    assert list_forms(Role.OPERATOR) == {
        *("count", "move", "adjust", "hold", "release-held", "scrap", "quarantine", "convert"),
    }
