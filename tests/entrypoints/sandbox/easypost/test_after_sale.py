"""After the purchase: refunds, scan forms, insurance, batches."""

from datetime import timedelta
from typing import Any

import pytest

from tests.easypost import CUSTOMER, PARCEL, WAREHOUSE, EasyPostAccount
from tests.entrypoints.sandbox.harness import ManualTime


def refund(account: EasyPostAccount, shipment: Any) -> str:
    status: str = account.call("POST", f"/shipments/{shipment['id']}/refund")["refund_status"]
    return status


def list_events(account: EasyPostAccount) -> list[str]:
    return [each["description"] for each in account.call("GET", "/events")["events"]]


def test_a_refund_is_submitted_and_stays_so_in_test_mode(account: EasyPostAccount, time: ManualTime) -> None:
    shipment = account.create_and_buy()
    assert refund(account, shipment) == "submitted"
    time.advance(timedelta(days=29).total_seconds())
    found = account.call("GET", f"/shipments/{shipment['id']}")
    assert (found["refund_status"], found["postage_label"] is not None) == ("submitted", True)


def test_a_refund_in_production_is_paid_after_fifteen_days(production: EasyPostAccount, time: ManualTime) -> None:
    shipment = production.create_and_buy()
    assert refund(production, shipment) == "submitted"
    time.advance(timedelta(days=16).total_seconds())
    found = production.call("GET", f"/shipments/{shipment['id']}")
    assert found["refund_status"] == "refunded"
    assert [each["refunded"] for each in found["fees"]] == [True, True]
    assert "refund.successful" in list_events(production)


def test_a_rejected_refund_can_be_asked_for_again(account: EasyPostAccount) -> None:
    shipment = account.create_and_buy()
    account.fail_next("refund_rejected")
    assert [refund(account, shipment) for _ in range(3)] == ["rejected", "submitted", "submitted"]
    assert len(account.call("GET", "/refunds")["refunds"]) == 1


def test_a_refund_is_settled_by_hand(account: EasyPostAccount) -> None:
    shipment = account.create_and_buy()
    path = f"/shipments/{shipment['id']}/settle-refund"
    assert account.client.post(f"/sandbox/test{path}", json={"status": "refunded"}).status_code == 422
    refund(account, shipment)
    account.control("POST", path, {"status": "rejected"})
    assert "refund.successful" not in list_events(account)
    assert refund(account, shipment) == "submitted"
    account.control("POST", path, {"status": "refunded"})
    assert list_events(account)[0] == "refund.successful"


def test_a_carrier_that_bills_later_has_nothing_to_refund(account: EasyPostAccount) -> None:
    assert refund(account, account.create_and_buy("Ground")) == "not_applicable"


def test_a_parcel_that_has_left_is_not_refunded(account: EasyPostAccount) -> None:
    shipment = account.create_and_buy()
    account.move_clock(60)
    assert account.refuse("POST", f"/shipments/{shipment['id']}/refund") == "SHIPMENT.REFUND.UNAVAILABLE"
    unbought = account.create()
    assert account.refuse("POST", f"/shipments/{unbought['id']}/refund") == "SHIPMENT.POSTAGE.REQUIRED"


def test_refunds_are_asked_for_by_tracking_codes(account: EasyPostAccount) -> None:
    codes = [account.create_and_buy()["tracking_code"] for _ in range(2)]
    found = account.call("POST", "/refunds", {"refund": {"carrier": "USPS", "tracking_codes": codes}}, status=201)
    assert [(each["tracking_code"], each["status"]) for each in found] == [(code, "submitted") for code in codes]
    assert account.call("GET", f"/refunds/{found[0]['id']}") == found[0]
    unknown = {"refund": {"carrier": "USPS", "tracking_codes": ["none"]}}
    assert account.refuse("POST", "/refunds", unknown) == "REFUND.TRACKING_CODE.NOT_FOUND"
    assert account.refuse("POST", "/refunds", {"refund": {"carrier": "USPS"}}) == "PARAMETER.REQUIRED"


def test_a_scan_form_lists_the_parcels_of_a_carrier(account: EasyPostAccount) -> None:
    shipments = [account.create_and_buy() for _ in range(2)]
    body = {"shipments": [{"id": each["id"]} for each in shipments]}
    form = account.call("POST", "/scan_forms", body)
    assert (form["status"], form["tracking_codes"]) == ("created", [each["tracking_code"] for each in shipments])
    assert account.client.get(form["form_url"]).content.startswith(b"%PDF")
    assert account.call("GET", f"/shipments/{shipments[0]['id']}")["scan_form"]["id"] == form["id"]
    assert account.call("GET", "/scan_forms")["scan_forms"] == [account.call("GET", f"/scan_forms/{form['id']}")]
    assert account.refuse("POST", "/scan_forms", body) == "SCAN_FORM.SHIPMENTS.INVALID"


def test_a_scan_form_may_fail(account: EasyPostAccount) -> None:
    account.fail_next("scan_form_failed", message="USPS received too many requests")
    form = account.call("POST", "/scan_forms", {"shipments": [{"id": account.create_and_buy()["id"]}]})
    assert (form["status"], form["form_url"]) == ("failed", None)
    assert "USPS received too many requests" in form["message"]


def test_a_scan_form_takes_one_carrier_one_origin_and_only_what_will_travel(account: EasyPostAccount) -> None:
    usps, ups = account.create_and_buy(), account.create_and_buy("Ground")
    elsewhere = account.create_and_buy(from_address={**WAREHOUSE, "zip": "94110"})
    refunded = account.create_and_buy()
    refund(account, refunded)
    for shipments, code in (
        ([usps, ups], "SCAN_FORM.BATCH.MULTIPLE_CARRIERS"),
        ([usps, elsewhere], "SCAN_FORM.SHIPMENTS.INVALID"),
        ([refunded], "SCAN_FORM.SHIPMENTS.INVALID"),
        ([account.create()], "SCAN_FORM.BATCH.NOT_PURCHASED"),
        ([], "PARAMETER.REQUIRED"),
    ):
        body = {"scan_form": {"shipments": [{"id": each["id"]} for each in shipments]}}
        assert account.refuse("POST", "/scan_forms", body) == code


def test_a_label_date_of_another_day_matters_to_scan_forms(account: EasyPostAccount, time: ManualTime) -> None:
    today, tomorrow = account.create_and_buy(), account.create_and_buy(options={"label_date": "2026-11-24T12:00:00Z"})
    time.advance(timedelta(days=1).total_seconds())
    for shipment, status in ((today, 422), (tomorrow, 200)):
        account.call("POST", "/scan_forms", {"shipments": [{"id": shipment["id"]}]}, status=status)


def test_insurance_costs_a_fee_and_is_bought_once(account: EasyPostAccount) -> None:
    shipment = account.create_and_buy()
    path = f"/shipments/{shipment['id']}/insure"
    insured = account.call("POST", path, {"amount": "249.99"})
    assert insured["insurance"] == "249.99"
    assert insured["fees"][-1]["amount"] == "3.00000"
    assert account.refuse("POST", path, {"amount": "10"}) == "SHIPMENT.INSURANCE.ALREADY_PURCHASED"
    assert list_events(account)[0] == "insurance.purchased"


@pytest.mark.parametrize(
    ("amount", "code"),
    [
        ("0", "INSURANCE.AMOUNT.BELOW_MINIMUM"),
        ("5000.01", "INSURANCE.AMOUNT.ABOVE_MAXIMUM"),
        ("much", "INSURANCE.PARAMETERS.INVALID"),
    ],
)
def test_a_bad_amount_is_refused(account: EasyPostAccount, amount: str, code: str) -> None:
    shipment = account.create_and_buy()
    assert account.refuse("POST", f"/shipments/{shipment['id']}/insure", {"amount": amount}) == code


def test_a_parcel_from_elsewhere_is_insured_by_its_code(account: EasyPostAccount) -> None:
    fields = {"tracking_code": "EZ1000000001", "amount": "100", "to_address": CUSTOMER, "from_address": WAREHOUSE}
    insurance = account.call("POST", "/insurances", {"insurance": fields}, status=201)
    assert (insurance["status"], insurance["amount"]) == ("pending", "100.00000")
    assert account.call("POST", f"/insurances/{insurance['id']}/refund")["status"] == "cancelled"
    assert account.call("GET", "/insurances")["insurances"] == [account.call("GET", f"/insurances/{insurance['id']}")]


def test_a_batch_is_bought_in_the_background(account: EasyPostAccount) -> None:
    fields = {"to_address": CUSTOMER, "from_address": WAREHOUSE, "parcel": PARCEL}
    batch = account.call("POST", "/batches", {"batch": {"shipments": [{**fields, "service": "Priority"}]}})
    path = f"/batches/{batch['id']}"
    assert batch["state"] == "creating"
    assert account.call("GET", path)["state"] == "created"
    assert account.refuse("POST", f"{path}/label", {"file_format": "ZPL"}) == "BATCH.STATE.NOT_PURCHASED"
    queued = account.call("POST", f"{path}/buy")
    assert (queued["state"], queued["shipments"][0]["batch_status"]) == ("created", "queued_for_purchase")
    bought = account.call("GET", path)
    assert (bought["state"], bought["status"]["postage_purchased"]) == ("purchased", 1)
    assert account.call("POST", f"{path}/label", {"file_format": "ZPL"})["state"] == "label_generating"
    label_url = account.call("GET", path)["label_url"]
    assert bought["shipments"][0]["tracking_code"] in account.client.get(label_url).text
    assert account.refuse("POST", f"{path}/buy") == "BATCH.STATE.ALREADY_PURCHASED"
    assert account.call("POST", f"{path}/scan_form")["scan_form"]["status"] == "created"
    assert list_events(account).count("batch.updated") == 3


def test_a_shipment_of_a_batch_that_no_carrier_sells_says_so(account: EasyPostAccount) -> None:
    good, bad = account.create_and_buy(), account.create()
    batch = account.call("POST", "/batches", {"batch": {"shipments": [{"id": good["id"]}]}})
    path = f"/batches/{batch['id']}"
    account.call("POST", f"{path}/add_shipments", {"shipments": [{"id": bad["id"]}]})
    account.call("POST", f"{path}/buy")
    found = account.call("GET", path)
    assert (found["state"], found["status"]["postage_purchase_failed"]) == ("purchase_failed", 1)
    assert "no carrier" in found["shipments"][1]["batch_message"]
    removed = account.call("POST", f"{path}/remove_shipments", {"shipments": [{"id": bad["id"]}]})
    assert removed["num_shipments"] == 1
    remove_again = {"shipments": [{"id": bad["id"]}]}
    assert account.refuse("POST", f"{path}/remove_shipments", remove_again) == "BATCH.SHIPMENT.MISSING"
    assert account.call("GET", "/batches")["batches"][0]["id"] == batch["id"]
