"""What a carrier gets to know of a parcel, and what is missing for it."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from novex_shopify.domain.errors import ParcelDataMissing
from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.model.label import USUAL_OPTIONS, LabelOptions, RateRequest
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.origin import Origin
from novex_shopify.domain.use_cases.labels.build_rate_request import build_rate_request
from tests.builders import SHOP, an_item
from tests.domain.use_cases.assignment.assignment_steps import keep_item
from tests.domain.use_cases.labels.label_steps import LabelFakes

SENDER = Address(
    company="Kimchi Works", address1="1 Main St", zip="60601", city="Chicago", province_code="IL", country_code="US"
)
RECIPIENT = Address("Ann Lee", None, "2 Oak St", None, "10001", "New York", "New York", "NY", "US", "+1 212 555 2368")
TORONTO = replace(RECIPIENT, zip="M5H 2N2", city="Toronto", province="Ontario", province_code="ON", country_code="CA")
STORE = {"shipping_phone": "+13125550142", "customs_signer": "Sam Park"}


@pytest.fixture
def fakes() -> LabelFakes:
    fakes = LabelFakes()
    fakes.open()
    send_from(fakes, Origin(None, SENDER))
    return fakes


def test_a_domestic_parcel_has_no_customs_and_the_phone_of_its_order(fakes: LabelFakes) -> None:
    request = build(fakes, RECIPIENT)
    assert (request.ship_to.phone, request.ship_from.phone) == ("+12125552368", "+13125550142")
    assert (request.email, request.customs, request.ship_to.province_code) == ("ada@example.com", None, "NY")


def test_the_sender_is_that_of_the_location_that_the_units_are_from(fakes: LabelFakes) -> None:
    send_from(fakes, Origin("Rack", replace(SENDER, city="Peoria")))
    send_from(fakes, Origin("Freezer", replace(SENDER, city="Joliet")))
    assert build(fakes, RECIPIENT).ship_from.city == "Peoria"


def test_another_country_gets_a_declaration_of_what_is_in_the_parcel(fakes: LabelFakes) -> None:
    with fakes.unit_of_work() as tx:
        tx.erp.catalog.put([an_item("ART-1", grams=250)])
        tx.commit()
    keep_item(fakes.unit_of_work, hs_code="200599", origin_country="KR")
    customs = build(fakes, TORONTO).customs
    assert customs is not None
    (item,) = customs.items
    assert (customs.signer, item.hs_code, item.origin_country, item.quantity) == ("Sam Park", "200599", "KR", 7)
    assert 0 < item.weight_g <= Decimal(1_500 - 120)
    assert item.value.amount > 0


@pytest.mark.parametrize(
    "address",
    [
        TORONTO,
        replace(RECIPIENT, city="APO", province="Armed Forces Europe", province_code="AE", zip="09001"),
        replace(RECIPIENT, city="San Juan", province_code="PR", zip="00901"),
        replace(RECIPIENT, city="San Juan", province_code=None, country_code="PR", zip="00901"),
    ],
)
def test_everything_that_customs_lacks_is_named_at_once(fakes: LabelFakes, address: Address) -> None:
    with pytest.raises(ParcelDataMissing) as refused:
        build(fakes, replace(address, phone="555-555-SHIP"), shipping_phone="", customs_signer="")
    for part in ("phone number", "signer", "HS code", "country of origin"):
        assert any(part in each for each in refused.value.details)
    assert "Ann" not in str(refused.value)


def test_addresses_that_carriers_cannot_use_are_named(fakes: LabelFakes) -> None:
    with fakes.unit_of_work() as tx:
        tx.origins.delete(None)
        tx.commit()
    with pytest.raises(ParcelDataMissing) as refused:
        build(fakes, replace(RECIPIENT, address1=None, province="Somewhere", province_code=None))
    assert refused.value.details == (
        "No sender's address is known for parcels from Rack. Add one under Settings, Shipping.",
        "The order's shipping address has no street, no state.",
    )


def test_an_export_whose_worth_is_not_known_to_be_small_leaves_with_its_filing(fakes: LabelFakes) -> None:
    with fakes.unit_of_work() as tx:
        tx.erp.catalog.put([an_item("ART-1", grams=250)])
        tx.commit()
    keep_item(fakes.unit_of_work, hs_code="200599", origin_country="KR")
    seoul = replace(TORONTO, zip="04524", city="Seoul", province=None, province_code=None, country_code="KR")
    with pytest.raises(ParcelDataMissing, match="Enter its ITN"):
        build(fakes, seoul)
    customs = build(fakes, seoul, parcel_id="PAR-2", options=LabelOptions(filing="X20261127123456")).customs
    assert customs is not None
    assert customs.filing == "AES X20261127123456"


def test_parcels_of_an_order_that_leave_together_are_filed_together(fakes: LabelFakes) -> None:
    seoul = sell_to_seoul(fakes, "4000.00")
    assert build(fakes, seoul, quantity=3).customs
    with pytest.raises(ParcelDataMissing, match=r"worth 3428\.58 USD in the parcels of this order"):
        build(fakes, seoul, parcel_id="PAR-2", quantity=3)
    fakes.resolve.give_up(2, "not needed")
    fakes.resolve.give_up(1, "not needed")
    assert build(fakes, seoul, parcel_id="PAR-3", quantity=3).customs


def test_a_return_label_is_no_export_of_the_sender(fakes: LabelFakes) -> None:
    assert build(fakes, sell_to_seoul(fakes, "4000.00"), reverse=True).customs


def test_a_long_street_is_wrapped_to_two_lines(fakes: LabelFakes) -> None:
    street = build(fakes, replace(RECIPIENT, address1="1200 Avenue of the Americas, Building Seven")).ship_to
    assert (street.address1, street.address2) == ("1200 Avenue of the Americas", "Building Seven")


def sell_to_seoul(fakes: LabelFakes, total: str) -> Address:
    """The order's seven units are sold for this many US dollars to a person in Korea."""
    paid, nothing = Money(Decimal(total), "USD"), Money(Decimal(), "USD")
    with fakes.unit_of_work() as tx:
        order = tx.erp.orders.get(fakes.order_id)
        assert order is not None
        lines = tuple(replace(each, quantity=7, total=paid, tax=nothing) for each in order.lines)
        tx.erp.orders.apply([replace(order, lines=lines)])
        tx.erp.catalog.put([an_item("ART-1", grams=250)])
        tx.commit()
    keep_item(fakes.unit_of_work, hs_code="200599", origin_country="KR")
    return replace(TORONTO, zip="04524", city="Seoul", province=None, province_code=None, country_code="KR")


def send_from(fakes: LabelFakes, origin: Origin) -> None:
    with fakes.unit_of_work() as tx:
        tx.origins.save(origin)
        tx.commit()


def build(
    fakes: LabelFakes,
    ship_to: Address,
    parcel_id: str = "PAR-1",
    options: LabelOptions = USUAL_OPTIONS,
    quantity: int = 7,
    *,
    reverse: bool = False,
    **settings: Any,
) -> RateRequest:
    """Ask for the rates of the order's parcel to this address."""
    with fakes.unit_of_work() as tx:
        order = tx.erp.orders.get(fakes.order_id)
        assert order is not None
        tx.erp.orders.apply([replace(order, shipping_address=ship_to, email="ada@example.com", phone=None)])
        tx.shops.save_settings(SHOP, replace(tx.shops.get_settings(SHOP), **{**STORE, **settings}))
        tx.commit()
    purchase = fakes.get(fakes.request_rates(quantity, options, parcel_id=parcel_id, reverse=reverse))
    with fakes.unit_of_work.read() as tx:
        return build_rate_request(tx, purchase)
