"""Boxes and senders' addresses are kept in the settings."""

from html import unescape

from novex_shopify.config.container import Container
from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.model.origin import Origin
from novex_shopify.domain.model.parcel import Box
from novex_shopify.domain.model.storage_location import StorageLocation
from tests.entrypoints.web.console.local_console import open_local_console, send_form

PATH = "/console/settings/shipping"
BOX = {"code": "M", "name": "Medium", "length_mm": "300", "width_mm": "200", "height_mm": "150", "tare_g": "120"}
ADDRESS = {"location": "Rack", "company": "Works", "address1": "1 Main St", "zip": "60601", "city": "Chicago"}
ADDRESS |= {"province_code": "il", "country_code": "us"}


def test_a_box_and_an_address_are_saved_changed_and_deleted(container: Container) -> None:
    container.save_location()(StorageLocation(0, "Rack"))
    with open_local_console(container) as console:
        assert send_form(console, f"{PATH}/boxes", BOX)[0] == 303
        assert send_form(console, f"{PATH}/origins", ADDRESS)[0] == 303
        with container.read_transaction() as tx:
            assert list(tx.boxes.list_all()) == [Box("M", "Medium", 300, 200, 150, 120)]
            sender = Address(None, "Works", "1 Main St", None, "60601", "Chicago", None, "IL", "US")
            assert list(tx.origins.list_all()) == [Origin("Rack", sender)]
        page = unescape(console.get(f"{PATH}?box=M&origin=Rack").text)
        assert all(part in page for part in ("300 \u00d7 200 \u00d7 150", 'value="120"', 'value="Chicago"'))
        assert send_form(console, f"{PATH}/boxes/delete", {"code": "M"})[0] == 303
        assert send_form(console, f"{PATH}/origins/delete", {"location": "Rack"})[0] == 303
        with container.read_transaction() as tx:
            assert [*tx.boxes.list_all(), *tx.origins.list_all()] == []


def test_what_cannot_be_saved_stays_filled_in_with_the_reason(container: Container) -> None:
    with open_local_console(container) as console:
        for path, form, message in (
            (f"{PATH}/boxes", BOX | {"length_mm": "0"}, "The length is a whole number of millimetres"),
            (f"{PATH}/boxes", BOX | {"tare_g": "heavy"}, "Enter a whole number."),
            (f"{PATH}/origins", ADDRESS | {"zip": ""}, "The address has no postcode."),
            (f"{PATH}/origins", ADDRESS | {"location": "Moon"}, "There is no location Moon."),
        ):
            status, page = send_form(console, path, form)
            assert (status, message in unescape(page)) == (422, True), message
