"""Which places ask for customs data, and which ones few carriers deliver to."""

from dataclasses import replace

import pytest

from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.policies.delivering_carriers import delivers_to
from novex_shopify.domain.policies.shipping_places import is_po_box, needs_customs

CHICAGO = Address(city="Chicago", province_code="IL", country_code="US")
SAN_JUAN = Address(city="San Juan", country_code="PR")
BERLIN = Address(city="Berlin", country_code="DE")


@pytest.mark.parametrize(
    ("ship_from", "ship_to", "needed"),
    [
        (CHICAGO, replace(CHICAGO, province_code="HI"), False),
        (CHICAGO, replace(SAN_JUAN, country_code="US", province_code="PR"), True),
        (SAN_JUAN, CHICAGO, True),
        (SAN_JUAN, replace(SAN_JUAN, country_code="US", province_code="PR"), False),
        (CHICAGO, replace(CHICAGO, city="FPO", province_code="AP"), True),
        (CHICAGO, replace(CHICAGO, city="Koror", province_code="PW"), True),
        (replace(CHICAGO, city="Koror", province_code="PW"), Address(city="Koror", country_code="PW"), False),
        (BERLIN, replace(BERLIN, country_code="FR"), False),
        (BERLIN, replace(BERLIN, country_code="CH"), True),
        (BERLIN, Address(zip="35001", country_code="ES"), True),
        (Address(zip="28001", country_code="ES"), Address(zip="35001", country_code="ES"), True),
        (BERLIN, Address(zip="27498", country_code="DE"), True),
        (Address(zip="EC1A 1BB", country_code="GB"), Address(zip="BT1 5GS", country_code="GB"), False),
        (BERLIN, Address(zip="BT1 5GS", country_code="GB"), True),
    ],
)
def test_customs_is_asked_for_where_a_border_or_a_territory_is(
    ship_from: Address, ship_to: Address, needed: bool
) -> None:
    assert needs_customs(ship_from, ship_to) is needed


@pytest.mark.parametrize(
    ("line", "is_box"),
    [
        ("PO Box 12", True),
        ("PO Box12", True),
        ("P.O. Box 12", True),
        ("p o box 9", True),
        ("Post Office Box 9", True),
        ("Postfach 12 34", True),
        ("12 Poboxwood Lane", False),
        ("Box Hill Road 4", False),
        ("100 Pobedy Street", False),
    ],
)
def test_a_po_box_is_recognized(line: str, is_box: bool) -> None:
    assert is_po_box(Address(address1=line)) is is_box


@pytest.mark.parametrize(
    ("carrier", "country", "delivers"),
    [("USPS", "US", True), ("FedExDefault", "US", False), ("OnTracV3", "US", False), ("DHLExpress", "DE", False)],
)
def test_couriers_need_a_door(carrier: str, country: str, delivers: bool) -> None:
    assert delivers_to(carrier, Address(address1="PO Box 1", country_code=country)) is delivers
    assert delivers_to(carrier, Address(address1="1 Main St", country_code=country))
