"""Label files: real ones, in inches, with carrier, tracking number and address."""

import io
import struct
from typing import Any

import pytest
from pypdf import PdfReader

from tests.easypost import ABROAD, CUSTOMS, EasyPostAccount

POINTS_PER_INCH = 72


def read_file(account: EasyPostAccount, url: str) -> bytes:
    """Without a key, since the address is enough."""
    return bytes(account.client.get(url).raise_for_status().content)


def convert(account: EasyPostAccount, shipment: Any, file_format: str) -> Any:
    return account.call("GET", f"/shipments/{shipment['id']}/label?file_format={file_format}")["postage_label"]


def test_a_label_is_a_png_of_four_by_six_inches(account: EasyPostAccount) -> None:
    label = account.create_and_buy()["postage_label"]
    content = read_file(account, label["label_url"])
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", content[16:24]) == (1200, 1800)
    assert (label["label_file_type"], label["label_size"], label["label_resolution"]) == ("image/png", "4x6", 300)


def test_a_label_bought_as_png_is_converted_to_pdf_and_zpl(account: EasyPostAccount) -> None:
    shipment = account.create_and_buy(options={"print_custom_1": "Lot L-7"})
    converted = convert(account, shipment, "PDF")
    assert converted["label_url"] == shipment["postage_label"]["label_url"]
    (page,) = PdfReader(io.BytesIO(read_file(account, converted["label_pdf_url"]))).pages
    assert (page.mediabox.width, page.mediabox.height) == (4 * POINTS_PER_INCH, 6 * POINTS_PER_INCH)
    zpl = read_file(account, convert(account, shipment, "zpl")["label_zpl_url"]).decode()
    assert zpl.startswith("^XA")
    assert zpl.rstrip().endswith("^XZ")
    for text in ("USPS", shipment["tracking_code"], "ELIZABETH SWAN", "179 N HARBOR DR", "REDONDO BEACH", "Lot L-7"):
        assert text in page.extract_text()
        assert text in zpl


def test_a_label_in_a_printers_format_cannot_be_converted(account: EasyPostAccount) -> None:
    shipment = account.create_and_buy(options={"label_format": "ZPL", "label_size": "4x6"})
    label = shipment["postage_label"]
    assert label["label_url"] == label["label_zpl_url"]
    path = f"/shipments/{shipment['id']}/label"
    assert account.refuse("GET", f"{path}?file_format=PDF") == "SHIPMENT.POSTAGE.FORMAT_UNAVAILABLE"
    assert account.refuse("GET", f"{path}?file_format=GIF") == "SHIPMENT.POSTAGE.INVALID_FORMAT"
    unbought = f"/shipments/{account.create()['id']}/label?file_format=PDF"
    assert account.refuse("GET", unbought) == "SHIPMENT.POSTAGE.REQUIRED"


def test_a_return_travels_to_the_sender(account: EasyPostAccount) -> None:
    label = account.create_and_buy(is_return=True, options={"label_format": "ZPL"})["postage_label"]
    zpl = read_file(account, label["label_url"]).decode()
    assert zpl.index("ELIZABETH SWAN") < zpl.index("SHIP TO:") < zpl.index("Jack Sparrow")


@pytest.mark.parametrize(
    ("service", "form_types"), [("Expedited", ["commercial_invoice"]), ("ExpressMailInternational", [])]
)
def test_a_carrier_other_than_usps_has_a_commercial_invoice_apart(
    account: EasyPostAccount, service: str, form_types: list[str]
) -> None:
    shipment = account.create_and_buy(service, to_address=ABROAD, customs_info=CUSTOMS)
    assert [each["form_type"] for each in shipment["forms"]] == form_types


def test_a_form_can_be_ordered(account: EasyPostAccount) -> None:
    shipment = account.create_and_buy()
    path = f"/shipments/{shipment['id']}/forms"
    (form,) = account.call("POST", path, {"form": {"type": "return_packing_slip"}}, status=201)["forms"]
    assert read_file(account, form["form_url"]).startswith(b"%PDF")
    assert account.refuse("POST", path, {}) == "PARAMETER.REQUIRED"


def test_an_unknown_file_is_refused(account: EasyPostAccount) -> None:
    assert account.client.get("/files/postage_label/20261123/none.png").status_code == 403
