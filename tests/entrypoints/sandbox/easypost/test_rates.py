"""Creating shipments: rates, messages, references, lists."""

from datetime import timedelta
from typing import Any

import pytest

from novex_shopify.entrypoints.sandbox.easypost.app import EasyPostSettings
from tests.easypost import ABROAD, CUSTOMER, CUSTOMS, PARCEL, EasyPostAccount, a_shipment, build_settings
from tests.entrypoints.sandbox.harness import ManualTime


def list_carriers(shipment: Any) -> set[str]:
    return {each["carrier"] for each in shipment["rates"]}


def test_rates_of_all_carriers_come_with_a_new_shipment(account: EasyPostAccount) -> None:
    answer = account.send("POST", "/shipments", a_shipment(reference="ERP-1", options={"label_format": "PDF"}))
    shipment = answer.json()
    assert answer.status_code == 201
    assert answer.headers["location"] == f"/api/v2/shipments/{shipment['id']}"
    assert list_carriers(shipment) == {"USPS", "UPS", "FedExDefault"}
    ground = next(each for each in shipment["rates"] if each["service"] == "GroundAdvantage")
    assert (ground["rate"], ground["list_rate"], ground["currency"]) == ("6.07", "6.57", "USD")
    assert (ground["delivery_days"], ground["billing_type"]) == (3, "easypost")
    assert shipment["options"] == {
        "label_format": "PDF", "currency": "USD", "payment": {"type": "SENDER"}, "date_advance": 0,
    }  # fmt: skip
    assert [shipment[key] for key in ("postage_label", "tracking_code", "tracker", "selected_rate", "fees")] == [
        None, None, None, None, [],
    ]  # fmt: skip


def test_a_carrier_that_fails_says_why_and_the_others_rate(account: EasyPostAccount) -> None:
    account.fail_next("carrier_error", carrier="UPS", message="Invalid Access License number")
    shipment = account.create()
    assert list_carriers(shipment) == {"USPS", "FedExDefault"}
    (message,) = shipment["messages"]
    assert (message["carrier"], message["type"]) == ("UPS", "rate_error")
    assert message["message"] == "Invalid Access License number"


def test_a_shipment_without_any_rate_is_created_all_the_same(account: EasyPostAccount) -> None:
    for carrier in ("USPS", "UPS", "FedExDefault"):
        account.fail_next("carrier_error", carrier=carrier, message="Too Many Requests")
    shipment = account.create()
    assert shipment["rates"] == []
    assert len(shipment["messages"]) == 3


@pytest.mark.parametrize(
    ("fields", "carriers"),
    [
        ({"to_address": {**CUSTOMER, "city": "APO", "state": "AE", "zip": "09021"}}, {"USPS"}),
        ({"to_address": {**CUSTOMER, "street1": "PO Box 12"}}, {"USPS"}),
        ({"options": {"dry_ice": True, "dry_ice_weight": "32"}}, {"UPS", "FedExDefault"}),
        ({"parcel": {"predefined_package": "FedExPak", "weight": 8}}, {"FedExDefault"}),
        ({"parcel": {"predefined_package": "MediumFlatRateBox", "weight": 8}}, {"USPS"}),
        ({"parcel": {"weight": 1200}}, {"UPS", "FedExDefault"}),
    ],
)
def test_carriers_rate_only_what_they_carry(
    account: EasyPostAccount, fields: dict[str, Any], carriers: set[str]
) -> None:
    shipment = account.create(**fields)
    assert list_carriers(shipment) == carriers
    assert {each["carrier"] for each in shipment["messages"]} == {"USPS", "UPS", "FedExDefault"} - carriers


def test_only_the_named_carrier_accounts_rate(account: EasyPostAccount) -> None:
    ids = {each["carrier"]: each["id"] for each in account.control("GET")["carrier_accounts"]}
    assert list_carriers(account.create(carrier_accounts=[ids["UPS"]])) == {"UPS"}


def test_saturday_delivery_hides_the_services_that_do_not_work_on_it(account: EasyPostAccount) -> None:
    services = {each["service"] for each in account.create(options={"saturday_delivery": True})["rates"]}
    assert services == {"Express", "NextDayAir", "2ndDayAir", "PRIORITY_OVERNIGHT"}


def test_other_services_go_abroad(account: EasyPostAccount) -> None:
    shipment = account.create(to_address=ABROAD, customs_info=CUSTOMS)
    services = {each["service"] for each in shipment["rates"]}
    assert "PriorityMailInternational" in services
    assert "GroundAdvantage" not in services
    assert shipment["customs_info"]["customs_items"][0]["value"] == "23.25"


def test_a_carrier_with_deadlines_counts_working_days(account: EasyPostAccount, time: ManualTime) -> None:
    time.advance(timedelta(days=4).total_seconds())  # a Friday
    found = {each["service"]: each["delivery_date"] for each in account.create()["rates"]}
    assert found["NextDayAir"] == "2026-11-30T10:30:00Z"
    assert found["GroundAdvantage"] is None


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"to_address": None}, "PARAMETER.REQUIRED"),
        ({"parcel": {"length": 1, "weight": 1}}, "PARCEL.PARAMETERS.INVALID"),
        ({"parcel": {"length": 10, "width": 8, "height": 4}}, "PARAMETER.REQUIRED"),
        ({"parcel": {"weight": "heavy"}}, "PARCEL.PARAMETERS.INVALID"),
        ({"options": {"label_format": "GIF"}}, "SHIPMENT.OPTIONS.INVALID"),
        ({"customs_info": {"customs_certify": True}}, "CUSTOMS_INFO.PARAMETERS.INVALID"),
    ],
)
def test_bad_fields_are_refused(account: EasyPostAccount, fields: dict[str, Any], code: str) -> None:
    assert account.refuse("POST", "/shipments", a_shipment(**fields)) == code


def test_parts_may_be_named_by_id(account: EasyPostAccount) -> None:
    parcel = account.call("POST", "/parcels", {"parcel": PARCEL}, status=201)
    address = account.call("POST", "/addresses", {"address": CUSTOMER}, status=201)
    shipment = account.create(parcel={"id": parcel["id"]}, to_address={"id": address["id"]})
    assert (shipment["parcel"], shipment["to_address"]) == (parcel, address)
    assert account.refuse("POST", "/shipments", a_shipment(parcel={"id": address["id"]}), status=404) == "NOT_FOUND"


@pytest.mark.parametrize(("newest_wins", "expected"), [(True, 1), (False, 0)])
class TestReferences:
    @pytest.fixture
    def easypost_settings(self, newest_wins: bool) -> EasyPostSettings:
        return build_settings(newest_reference_wins=newest_wins)

    def test_a_reference_finds_one_of_those_that_have_it(self, account: EasyPostAccount, expected: int) -> None:
        shipments = [account.create(reference="ERP-1") for _ in range(2)]
        assert account.call("GET", "/shipments/ERP-1")["id"] == shipments[expected]["id"]
        assert account.call("GET", f"/shipments/{shipments[0]['id']}")["id"] == shipments[0]["id"]


def test_a_list_shows_what_was_bought_unless_all_is_asked_for(account: EasyPostAccount) -> None:
    account.create()
    bought = account.create_and_buy()
    assert [each["id"] for each in account.call("GET", "/shipments")["shipments"]] == [bought["id"]]
    assert len(account.call("GET", "/shipments?purchased=false")["shipments"]) == 2


def test_a_list_comes_in_pages_with_the_newest_first(account: EasyPostAccount, time: ManualTime) -> None:
    ids = [account.create()["id"] for _ in range(3)]
    first = account.call("GET", "/shipments?purchased=false&page_size=2")
    assert ([each["id"] for each in first["shipments"]], first["has_more"]) == ([ids[2], ids[1]], True)
    rest = account.call("GET", f"/shipments?purchased=false&before_id={ids[1]}")
    assert ([each["id"] for each in rest["shipments"]], rest["has_more"]) == ([ids[0]], False)
    newer = account.call("GET", f"/shipments?purchased=false&after_id={ids[1]}")
    assert [each["id"] for each in newer["shipments"]] == [ids[2]]
    time.advance(timedelta(days=40).total_seconds())
    assert account.call("GET", "/shipments?purchased=false")["shipments"] == []
    assert len(account.call("GET", "/shipments?purchased=false&start_datetime=2026-11-01")["shipments"]) == 3


@pytest.mark.parametrize("query", ["page_size=0", "page_size=101", "before_id=a&after_id=b"])
def test_a_bad_page_is_refused(account: EasyPostAccount, query: str) -> None:
    assert account.refuse("GET", f"/shipments?{query}") == "BAD_REQUEST"


class TestListLimit:
    @pytest.fixture
    def easypost_settings(self) -> EasyPostSettings:
        return build_settings(list_requests_per_second=5)

    def test_lists_are_limited_per_second(self, account: EasyPostAccount, time: ManualTime) -> None:
        statuses = [account.send("GET", "/trackers").status_code for _ in range(6)]
        assert statuses == [200] * 5 + [429]
        time.advance(1)
        account.call("GET", "/trackers")


def test_rates_of_a_forecast_are_numbers(account: EasyPostAccount) -> None:
    found = account.call("GET", f"/shipments/{account.create()['id']}/smartrate")["result"]
    assert {type(each["rate"]) for each in found} == {float}
    assert found[0]["time_in_transit"]["percentile_50"] <= found[0]["time_in_transit"]["percentile_99"]


def test_what_is_known_of_carriers_is_filtered_by_carrier_and_type(account: EasyPostAccount) -> None:
    (usps,) = account.call("GET", "/metadata/carriers?carriers=usps&types=service_levels")["carriers"]
    assert usps.keys() == {"name", "human_readable", "service_levels"}
    assert "GroundAdvantage" in {each["name"] for each in usps["service_levels"]}
