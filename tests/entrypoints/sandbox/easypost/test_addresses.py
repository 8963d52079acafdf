"""Addresses: verification advises, or refuses where it is asked to."""

import pytest

from novex_shopify.entrypoints.sandbox.easypost.app import EasyPostSettings
from tests.easypost import ABROAD, CUSTOMER, CUSTOMS, PARCEL, WAREHOUSE, EasyPostAccount, build_settings

NOWHERE = {**CUSTOMER, "street1": "000 unknown street", "zip": "00001"}


def test_a_verified_address_is_rewritten(account: EasyPostAccount) -> None:
    address = account.call("POST", "/addresses", {"address": WAREHOUSE, "verify": True}, status=201)
    assert (address["street1"], address["street2"]) == ("388 TOWNSEND ST APT 20", "")
    assert address["verifications"]["delivery"]["details"]["time_zone"] == "America/Los_Angeles"
    assert address["residential"] is True
    assert account.call("GET", f"/addresses/{address['id']}") == address
    assert account.call("GET", "/addresses")["addresses"] == [address]


def test_a_failed_verification_is_an_advice(account: EasyPostAccount) -> None:
    address = account.call("POST", "/addresses", {"address": NOWHERE, "verify": True}, status=201)
    result = address["verifications"]["delivery"]
    assert (result["success"], result["errors"][0]["code"]) == (False, "E.ADDRESS.NOT_FOUND")
    assert address["street1"] == "000 unknown street"


@pytest.mark.parametrize("path", ["/addresses", "/addresses/create_and_verify"])
def test_a_strict_verification_refuses(account: EasyPostAccount, path: str) -> None:
    body = {"address": {**NOWHERE, "street1": "Unknown Street"}, "verify_strict": True}
    error = account.call("POST", path, body, status=422)["error"]
    assert error["code"] == "ADDRESS.VERIFY.FAILURE"
    assert [each["code"] for each in error["errors"]] == ["E.ADDRESS.NOT_FOUND", "E.HOUSE_NUMBER.MISSING"]


def test_an_address_is_verified_later(account: EasyPostAccount) -> None:
    good, bad = (account.call("POST", "/addresses", {"address": each}, status=201) for each in (CUSTOMER, NOWHERE))
    assert account.call("GET", f"/addresses/{good['id']}/verify")["address"]["name"] == "ELIZABETH SWAN"
    assert account.refuse("GET", f"/addresses/{bad['id']}/verify") == "ADDRESS.VERIFY.FAILURE"
    assert account.call("POST", "/addresses/create_and_verify", {"address": CUSTOMER})["address"]["zip"][5] == "-"


def test_a_carriers_verification_succeeds_with_errors(account: EasyPostAccount) -> None:
    address = account.call("POST", "/addresses", {"address": NOWHERE, "verify_carrier": "UPS"}, status=201)
    result = address["verifications"]["delivery"]
    assert (result["success"], len(result["errors"])) == (True, 1)


def test_a_missing_country_becomes_the_us(account: EasyPostAccount) -> None:
    address = {key: value for key, value in ABROAD.items() if key != "country"}
    assert account.call("POST", "/addresses", {"address": address}, status=201)["country"] == "US"


def test_verification_abroad_must_be_enabled(account: EasyPostAccount) -> None:
    address = account.call("POST", "/addresses", {"address": ABROAD, "verify": True}, status=201)
    assert address["verifications"]["delivery"]["errors"][0]["code"] == "ADDRESS.VERIFY.INTL_NOT_ENABLED"


class TestInternationalVerification:
    @pytest.fixture
    def easypost_settings(self) -> EasyPostSettings:
        return build_settings(international_verification=True)

    def test_it_verifies_abroad(self, account: EasyPostAccount) -> None:
        address = account.call("POST", "/addresses", {"address": ABROAD, "verify": True}, status=201)
        assert address["verifications"]["delivery"]["success"]


def test_an_end_shipper_is_created_whole_and_updated(account: EasyPostAccount) -> None:
    end_shipper = account.call("POST", "/end_shippers", {"address": CUSTOMER}, status=201)
    changed = {"address": {**CUSTOMER, "name": "Jack"}}
    path = f"/end_shippers/{end_shipper['id']}"
    assert account.call("PUT", path, changed)["name"] == "Jack"
    assert account.call("GET", "/end_shippers")["end_shippers"] == [account.call("GET", path)]
    for missing in ("phone", "name"):
        incomplete = {"address": {**CUSTOMER, missing: None}}
        assert account.refuse("POST", "/end_shippers", incomplete) == "PARAMETER.REQUIRED"


def test_parcels_and_customs_data_are_stored_apart(account: EasyPostAccount) -> None:
    for collection, name, fields in (
        ("parcels", "parcel", PARCEL),
        ("customs_infos", "customs_info", CUSTOMS),
        ("customs_items", "customs_item", CUSTOMS["customs_items"][0]),
    ):
        created = account.call("POST", f"/{collection}", {name: fields}, status=201)
        assert account.call("GET", f"/{collection}/{created['id']}") == created
        assert account.refuse("POST", f"/{collection}", {}) == "PARAMETER.REQUIRED"
