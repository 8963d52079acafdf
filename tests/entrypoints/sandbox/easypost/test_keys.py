"""Keys: they alone decide the mode, and test and production share nothing."""

import base64

import pytest

from tests.easypost import TEST_KEY, EasyPostAccount


def test_each_key_has_its_mode_in_every_object(account: EasyPostAccount, production: EasyPostAccount) -> None:
    for each, mode in ((account, "test"), (production, "production")):
        shipment = each.create_and_buy()
        objects = (shipment, *shipment["rates"], shipment["to_address"], shipment["parcel"], shipment["tracker"])
        assert {found["mode"] for found in objects} == {mode}


def test_a_shipment_of_the_other_mode_is_not_found(account: EasyPostAccount, production: EasyPostAccount) -> None:
    assert account.refuse("GET", f"/shipments/{production.create()['id']}", status=404) == "NOT_FOUND"


def test_basic_authentication_works_as_well_as_a_bearer_token(account: EasyPostAccount) -> None:
    credentials = base64.b64encode(f"{TEST_KEY}:".encode()).decode()
    answer = account.client.get("/v2/webhooks", headers={"Authorization": f"Basic {credentials}"})
    assert answer.json() == {"webhooks": []}


@pytest.mark.parametrize("authorization", ["", "Bearer nonsense", "Basic !", "Digest x"])
def test_an_unknown_key_is_refused(account: EasyPostAccount, authorization: str) -> None:
    answer = account.client.get("/v2/webhooks", headers={"Authorization": authorization})
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "UNAUTHORIZED")


def test_a_disabled_key_is_refused_until_it_is_enabled(account: EasyPostAccount) -> None:
    account.control("PUT", "/key", {"active": False})
    assert account.refuse("GET", "/webhooks", status=403) == "APIKEY.INACTIVE"
    account.control("PUT", "/key", {"active": True})
    account.call("GET", "/webhooks")


def test_every_answer_has_a_request_id(account: EasyPostAccount) -> None:
    answers = [account.send("GET", "/webhooks"), account.send("GET", "/shipments/shp_none")]
    ids = {each.headers["x-ep-request-uuid"] for each in answers}
    assert [len(each) for each in ids] == [32, 32]


def test_carrier_accounts_are_shown_to_the_production_key_only(
    account: EasyPostAccount, production: EasyPostAccount
) -> None:
    assert account.refuse("GET", "/carrier_accounts", status=403) == "MODE.UNAUTHORIZED"
    assert {each["readable"] for each in production.call("GET", "/carrier_accounts")} >= {"USPS", "UPS"}


def test_an_unknown_address_and_a_bad_body_are_answered_as_errors(account: EasyPostAccount) -> None:
    assert account.refuse("GET", "/nonsense", status=404) == "NOT_FOUND"
    headers = {"Authorization": f"Bearer {TEST_KEY}"}
    for content in (b"{", b"[]"):
        answer = account.client.post("/v2/shipments", content=content, headers=headers)
        assert answer.json()["error"]["code"] == "BAD_REQUEST"
