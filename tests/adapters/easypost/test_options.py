"""What is asked for beside the address reaches EasyPost's record."""

from collections.abc import Generator
from dataclasses import replace
from decimal import Decimal

import httpx
import pytest

from novex_shopify.adapters.easypost.client import EasyPostClient
from novex_shopify.adapters.easypost.easypost_carriers import EasyPostCarriers
from novex_shopify.domain.model.label import CarrierShipment, Customs, CustomsItem, LabelFormat, LabelOptions, Signature
from novex_shopify.domain.model.money import Money
from tests.builders import NOON
from tests.contracts.test_carriers import ACCOUNT, CUSTOMER, REQUEST
from tests.easypost import EasyPostAccount, JsonObject, run_easypost

OPTIONS = LabelOptions(
    label_format=LabelFormat.PDF,
    label_date=NOON,
    signature=Signature.ADULT_SIGNATURE,
    saturday_delivery=True,
    dry_ice_g=500,
    incoterm="DDP",
    printed_texts=("#1001", "chilled"),
)
CUSTOMS = Customs(
    "Sam Park",
    (CustomsItem("Kimchi", 2, Money(Decimal("30.00"), "USD"), Decimal(700), "200599", "KR", "K-1"),),
    filing="AES X20261127123456",
)


@pytest.fixture(scope="module")
def account() -> Generator[EasyPostAccount]:
    with run_easypost() as account:
        yield account


@pytest.fixture
def carriers(account: EasyPostAccount) -> EasyPostCarriers:
    assert isinstance(account.client, httpx.Client)
    return EasyPostCarriers(EasyPostClient(account.client, str(account.client.base_url).rstrip("/")))


def read_record(account: EasyPostAccount, shipment: CarrierShipment) -> JsonObject:
    record: JsonObject = account.call("GET", f"/shipments/{shipment.id}")
    return record


def test_every_option_is_in_the_record(account: EasyPostAccount, carriers: EasyPostCarriers) -> None:
    shipment = carriers.request_rates(ACCOUNT, replace(REQUEST, options=OPTIONS))
    wanted = {
        "label_format": "PDF",
        "label_size": "4x6",
        "label_date": NOON.isoformat(),
        "delivery_confirmation": "ADULT_SIGNATURE",
        "saturday_delivery": True,
        "dry_ice": True,
        "dry_ice_weight": "17.7",
        "incoterm": "DDP",
        "print_custom_1": "#1001",
        "print_custom_2": "chilled",
    }
    assert read_record(account, shipment)["options"].items() >= wanted.items()
    assert {rate.service for rate in shipment.rates} == {"PRIORITY_OVERNIGHT", "2ndDayAir", "NextDayAir"}
    assert [each.carrier for each in shipment.messages] == ["USPS"]


def test_the_filing_of_an_export_is_in_its_declaration(account: EasyPostAccount, carriers: EasyPostCarriers) -> None:
    abroad = replace(CUSTOMER, province_code=None, country_code="GB", zip="SW1Y 4JU", phone="+442071234567")
    shipment = carriers.request_rates(ACCOUNT, replace(REQUEST, ship_to=abroad, customs=CUSTOMS))
    declared = read_record(account, shipment)["customs_info"]
    assert (declared["eel_pfc"], declared["customs_signer"]) == ("AES X20261127123456", "Sam Park")
    back = carriers.request_rates(ACCOUNT, replace(REQUEST, ship_to=abroad, customs=CUSTOMS, reverse=True))
    returned = read_record(account, back)["customs_info"]["contents_type"]
    assert (declared["contents_type"], returned.partition("_")[0]) == ("merchandise", "returned")
