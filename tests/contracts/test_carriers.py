"""The contract of `Carriers`: in memory, and on httpx against the EasyPost stand-in."""

from collections.abc import Generator
from dataclasses import replace
from decimal import Decimal

import httpx
import pytest

from novex_shopify.adapters.easypost.client import EasyPostClient
from novex_shopify.adapters.easypost.easypost_carriers import EasyPostCarriers
from novex_shopify.adapters.memory.shipping.carriers import MemoryCarriers
from novex_shopify.domain.errors import CarriersAccessDenied, CarriersRefused, PostageUnclear, RateGone
from novex_shopify.domain.model.carrier_account import CarrierAccount
from novex_shopify.domain.model.carrier_webhook import CarrierWebhook
from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.model.label import (
    CarrierMode,
    CarrierShipment,
    CostKind,
    Customs,
    CustomsItem,
    LabelCost,
    LabelFormat,
    RateRequest,
    RefundState,
)
from novex_shopify.domain.model.manifest import ManifestState
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.packed_shipment import PackedLine
from novex_shopify.domain.model.parcel import Box, Parcel
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.ports.carriers import Carriers
from tests.easypost import TEST_KEY, run_easypost

ACCOUNT = CarrierAccount(1, None, CarrierMode.TEST, Secret(TEST_KEY), Secret("sécret"))
WAREHOUSE = Address(
    name="Bakery",
    address1="388 Townsend St",
    zip="94107",
    city="San Francisco",
    province_code="CA",
    country_code="US",
    phone="5555555555",
)
CUSTOMER = Address(
    name="Elizabeth Swan",
    address1="179 N Harbor Dr",
    zip="90277",
    city="Redondo Beach",
    province_code="CA",
    country_code="US",
)
PARCEL = Parcel("PAR-1", "SO-1", (PackedLine(11, 2),), Box("M", "Medium", 300, 200, 150, 120), 1_500)
REQUEST = RateRequest("reference-1", PARCEL, WAREHOUSE, CUSTOMER)
WEBHOOK_URL = "https://erp.example/webhooks/easypost"


@pytest.fixture(scope="module")
def easypost() -> Generator[Carriers]:
    with run_easypost() as account:
        assert isinstance(account.client, httpx.Client)
        yield EasyPostCarriers(EasyPostClient(account.client, str(account.client.base_url).rstrip("/")))


@pytest.fixture(params=["memory", "easypost"])
def carriers(request: pytest.FixtureRequest, easypost: Carriers) -> Carriers:
    return MemoryCarriers() if request.param == "memory" else easypost


def buy_cheapest(carriers: Carriers, shipment: CarrierShipment) -> CarrierShipment:
    return carriers.buy(ACCOUNT, shipment.id, min(shipment.rates, key=lambda rate: rate.price.amount))


def test_rates_are_offered_and_nothing_is_bought(carriers: Carriers) -> None:
    shipment = carriers.request_rates(ACCOUNT, REQUEST)
    assert {rate.price.currency for rate in shipment.rates} == {"USD"}
    assert all(rate.price.amount > 0 and rate.carrier and rate.service for rate in shipment.rates)
    assert (shipment.postage, shipment.mode) == (None, CarrierMode.TEST)
    assert carriers.fetch_shipment(ACCOUNT, shipment.id) == shipment


def test_a_request_whose_response_was_lost_is_found_by_its_reference(carriers: Carriers) -> None:
    shipment = carriers.request_rates(ACCOUNT, replace(REQUEST, reference="lost"))
    assert carriers.find_shipment(ACCOUNT, "lost") == shipment
    assert carriers.find_shipment(ACCOUNT, "never-sent") is None


def test_a_bought_label_has_the_chosen_rate_and_a_tracker(carriers: Carriers) -> None:
    bought = buy_cheapest(carriers, carriers.request_rates(ACCOUNT, REQUEST))
    assert bought.postage is not None
    assert bought.postage.rate == min(bought.rates, key=lambda rate: rate.price.amount)
    assert bought.postage.charged.amount >= bought.postage.rate.price.amount
    assert carriers.fetch_shipment(ACCOUNT, bought.id).postage == bought.postage
    tracker = carriers.fetch_tracker(ACCOUNT, bought.postage.tracker_id or "")
    assert (tracker.tracking_number, tracker.shipment_id) == (bought.postage.tracking_number, bought.id)


def test_a_shipment_sells_one_postage_however_often_it_is_bought(carriers: Carriers) -> None:
    bought = buy_cheapest(carriers, carriers.request_rates(ACCOUNT, REQUEST))
    with pytest.raises(PostageUnclear):
        buy_cheapest(carriers, bought)
    assert carriers.fetch_shipment(ACCOUNT, bought.id).postage == bought.postage


def test_a_rate_of_another_shipment_is_not_bought(carriers: Carriers) -> None:
    first, second = (carriers.request_rates(ACCOUNT, replace(REQUEST, reference=reference)) for reference in ("a", "b"))
    with pytest.raises(RateGone):
        carriers.buy(ACCOUNT, second.id, first.rates[0])
    assert carriers.fetch_shipment(ACCOUNT, second.id).postage is None


def test_new_rates_of_a_shipment_have_new_ids(carriers: Carriers) -> None:
    shipment = carriers.request_rates(ACCOUNT, REQUEST)
    again = carriers.request_rates_again(ACCOUNT, shipment.id)
    assert {rate.service for rate in again} == {rate.service for rate in shipment.rates}
    assert not {rate.id for rate in again} & {rate.id for rate in shipment.rates}
    assert carriers.buy(ACCOUNT, shipment.id, again[0]).postage is not None


@pytest.mark.parametrize("label_format", LabelFormat)
def test_a_label_is_fetched_in_every_format(carriers: Carriers, label_format: LabelFormat) -> None:
    bought = buy_cheapest(carriers, carriers.request_rates(ACCOUNT, REQUEST))
    assert len(carriers.fetch_label(ACCOUNT, bought, label_format)) > 10


@pytest.mark.parametrize(("carrier", "kinds"), [("UPS", ["commercial_invoice"]), ("USPS", [])])
def test_a_parcel_across_a_border_has_the_forms_that_are_not_in_its_label(
    carriers: Carriers, carrier: str, kinds: list[str]
) -> None:
    item = CustomsItem("Tea", 2, Money(Decimal("9.80"), "USD"), Decimal(900), "090240", "KR")
    abroad = Address(
        "Jane Roe",
        address1="1 Queen St",
        zip="M5H 2N1",
        city="Toronto",
        province_code="ON",
        country_code="CA",
        phone="4165550100",
    )
    request = replace(REQUEST, ship_to=abroad, customs=Customs("Ann", (item,)))
    shipment = carriers.request_rates(ACCOUNT, request)
    rate = next(each for each in shipment.rates if each.carrier == carrier)
    bought = carriers.buy(ACCOUNT, shipment.id, rate)
    assert bought.postage is not None
    assert [form.kind for form in bought.postage.forms] == kinds
    assert all(len(carriers.fetch_form(ACCOUNT, form.url)) > 10 for form in bought.postage.forms)


def test_an_insured_parcel_costs_the_fee_as_well(carriers: Carriers) -> None:
    shipment = carriers.request_rates(ACCOUNT, REQUEST)
    rate = min(shipment.rates, key=lambda each: each.price.amount)
    bought = carriers.buy(ACCOUNT, shipment.id, rate, Money(Decimal("249.99"), "USD"))
    assert bought.postage is not None
    assert LabelCost(CostKind.INSURANCE, Money(Decimal(3), "USD")) in bought.postage.costs
    assert bought.postage.charged == rate.price + Money(Decimal(3), "USD")


def test_a_refund_is_asked_for_and_can_be_asked_for_again(carriers: Carriers) -> None:
    bought = buy_cheapest(carriers, carriers.request_rates(ACCOUNT, REQUEST))
    assert carriers.request_refund(ACCOUNT, bought.id) is RefundState.SUBMITTED
    assert carriers.request_refund(ACCOUNT, bought.id) is RefundState.SUBMITTED
    assert carriers.fetch_shipment(ACCOUNT, bought.id).refund is RefundState.SUBMITTED


def test_what_was_not_bought_is_not_refunded(carriers: Carriers) -> None:
    shipment = carriers.request_rates(ACCOUNT, REQUEST)
    with pytest.raises(CarriersRefused):
        carriers.request_refund(ACCOUNT, shipment.id)


def test_an_address_without_a_country_is_refused(carriers: Carriers) -> None:
    with pytest.raises(CarriersRefused):
        carriers.request_rates(ACCOUNT, replace(REQUEST, ship_to=replace(CUSTOMER, country_code=None)))


def test_an_address_is_verified_or_its_problems_are_named(carriers: Carriers) -> None:
    assert carriers.verify_address(ACCOUNT, CUSTOMER).problems == ()
    assert carriers.verify_address(ACCOUNT, replace(CUSTOMER, address1=None)).problems


def test_a_response_in_the_other_mode_is_refused(carriers: Carriers) -> None:
    with pytest.raises(CarriersAccessDenied):
        carriers.request_rates(replace(ACCOUNT, mode=CarrierMode.PRODUCTION), REQUEST)
    with pytest.raises(CarriersAccessDenied):
        carriers.verify_address(replace(ACCOUNT, mode=CarrierMode.PRODUCTION), CUSTOMER)


def test_a_parcel_with_a_label_from_elsewhere_is_followed_once(carriers: Carriers) -> None:
    first = carriers.track(ACCOUNT, "EZ1000000001", "USPS")
    assert carriers.track(ACCOUNT, "EZ1000000001", "USPS").id == first.id
    assert carriers.fetch_tracker(ACCOUNT, first.id).tracking_number == "EZ1000000001"


def test_a_manifest_names_the_parcels_of_the_day(carriers: Carriers) -> None:
    bought = buy_cheapest(carriers, carriers.request_rates(ACCOUNT, REQUEST))
    assert bought.postage is not None
    assert carriers.find_manifest(ACCOUNT, bought.id) is None
    manifest = carriers.create_manifest(ACCOUNT, [bought.id])
    assert carriers.find_manifest(ACCOUNT, bought.id) == manifest
    assert len(carriers.fetch_form(ACCOUNT, manifest.form_url or "")) > 10
    with pytest.raises(CarriersRefused, match="another form"):
        carriers.create_manifest(ACCOUNT, [bought.id])
    manifest = carriers.fetch_manifest(ACCOUNT, manifest.id)
    assert manifest.state in (ManifestState.CREATING, ManifestState.CREATED)
    assert manifest.tracking_numbers == (bought.postage.tracking_number,)


def test_a_label_whose_refund_is_asked_for_is_on_no_manifest(carriers: Carriers) -> None:
    bought = buy_cheapest(carriers, carriers.request_rates(ACCOUNT, REQUEST))
    carriers.request_refund(ACCOUNT, bought.id)
    with pytest.raises(CarriersRefused, match="refunded"):
        carriers.create_manifest(ACCOUNT, [bought.id])
    assert carriers.find_manifest(ACCOUNT, bought.id) is None


def test_a_webhook_is_registered_once_and_its_state_is_known(carriers: Carriers) -> None:
    assert carriers.find_webhook(ACCOUNT, WEBHOOK_URL) is None
    carriers.register_webhook(ACCOUNT, WEBHOOK_URL)
    carriers.register_webhook(ACCOUNT, WEBHOOK_URL)
    assert carriers.find_webhook(ACCOUNT, WEBHOOK_URL) == CarrierWebhook(WEBHOOK_URL)
