"""Buying: one postage per shipment, whatever is asked how often and in whatever way it fails."""

import base64
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from tests.easypost import ABROAD, CUSTOMER, CUSTOMS, EasyPostAccount, a_shipment, select_rate
from tests.entrypoints.sandbox.harness import ManualTime
from tests.polling import wait_until


def test_a_bought_shipment_has_label_tracker_fees_and_a_normalised_address(account: EasyPostAccount) -> None:
    created = account.create()
    bought = account.buy(created)
    assert bought["selected_rate"] == next(each for each in created["rates"] if each["service"] == "GroundAdvantage")
    assert bought["tracking_code"] == bought["tracker"]["tracking_code"]
    assert len(bought["tracking_code"]) == 22
    assert bought["postage_label"]["label_url"].endswith(".png")
    assert [(each["type"], each["amount"]) for each in bought["fees"]] == [
        ("LabelFee", "0.00000"),
        ("PostageFee", "6.07000"),
    ]
    address = bought["to_address"]
    assert (address["name"], address["street1"], address["zip"][:6]) == ("ELIZABETH SWAN", "179 N HARBOR DR", "90277-")
    assert address["verifications"]["delivery"]["success"]
    assert bought["from_address"] == created["from_address"]
    assert bought["status"] == "unknown"
    decoded = base64.b64decode(bought["tracker"]["public_url"].rpartition("/")[2]).decode()
    assert decoded == f"v1:{bought['tracker']['id']}"


def test_a_second_purchase_is_refused(account: EasyPostAccount) -> None:
    created = account.create()
    account.buy(created)
    path = f"/shipments/{created['id']}/buy"
    assert account.refuse("POST", path, select_rate(created, "Priority")) == "SHIPMENT.POSTAGE.EXISTS"
    assert account.refuse("POST", f"/shipments/{created['id']}/rerate") == "SHIPMENT.POSTAGE.EXISTS"
    assert len(account.list_postages()) == 1


def test_a_purchase_is_refused_while_one_is_in_progress(account: EasyPostAccount) -> None:
    created = account.create()
    stored, ready = account.state.accounts["test"].shipments[created["id"]], threading.Event()
    account.fail_next("slow_purchase", seconds=0.3)
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(account.buy, created)
        wait_until(lambda: stored.is_being_bought, 5, "the slow purchase")
        ready.set()
        path = f"/shipments/{created['id']}/buy"
        assert account.refuse("POST", path, select_rate(created, "Priority")) == "SHIPMENT.PURCHASE.IN_PROGRESS"
        assert slow.result()["selected_rate"]["service"] == "GroundAdvantage"
    assert len(account.list_postages()) == 1


def test_a_request_to_create_with_a_service_buys_at_once(account: EasyPostAccount) -> None:
    bought = account.create(service="Priority", insurance="50")
    assert (bought["selected_rate"]["service"], bought["insurance"]) == ("Priority", "50.00")
    assert len(account.list_postages()) == 1
    assert account.refuse("POST", "/shipments", a_shipment(service="Pigeon")) == "SHIPMENT.RATES.UNAVAILABLE"


def test_new_rates_replace_the_old_ones_which_cannot_be_bought_any_more(account: EasyPostAccount) -> None:
    created = account.create()
    account.fail_next("price_change", percent=20)
    answer = account.call("POST", f"/shipments/{created['id']}/rerate")
    assert answer.keys() == {"rates"}
    assert {each["id"] for each in answer["rates"]}.isdisjoint(each["id"] for each in created["rates"])
    assert next(each["rate"] for each in answer["rates"] if each["service"] == "GroundAdvantage") == "7.28"
    path = f"/shipments/{created['id']}/buy"
    assert account.refuse("POST", path, select_rate(created, "GroundAdvantage")) == "SHIPMENT.MISSING_RATE"
    assert account.buy({**created, **answer})["fees"][1]["amount"] == "7.28000"


def test_an_old_rate_has_expired(account: EasyPostAccount, time: ManualTime) -> None:
    created = account.create()
    time.advance(timedelta(days=8).total_seconds())
    body = select_rate(created, "Priority")
    assert account.refuse("POST", f"/shipments/{created['id']}/buy", body) == "SHIPMENT.RATE.EXPIRED"


@pytest.mark.parametrize(
    "fields", [{"to_address": ABROAD}, {"to_address": {**CUSTOMER, "city": "APO", "state": "AE", "zip": "09021"}}]
)
def test_customs_data_are_needed_abroad_and_for_military_mail(account: EasyPostAccount, fields: Any) -> None:
    created = account.create(**fields)
    body = {"rate": {"id": created["rates"][0]["id"]}}
    code = account.refuse("POST", f"/shipments/{created['id']}/buy", body)
    assert code == "SHIPMENT.CUSTOMS_INFO.REQUIRED"
    declared = account.create(**fields, customs_info=CUSTOMS)
    assert account.buy(declared, declared["rates"][0]["service"])["tracking_code"]


def test_an_end_shipper_must_exist(account: EasyPostAccount) -> None:
    created = account.create()
    body = {**select_rate(created, "Priority"), "end_shipper_id": "es_none"}
    assert account.refuse("POST", f"/shipments/{created['id']}/buy", body, status=404) == "NOT_FOUND"
    end_shipper = account.call("POST", "/end_shippers", {"address": CUSTOMER}, status=201)
    assert account.buy(created, end_shipper_id=end_shipper["id"])["tracking_code"]


def test_a_rate_is_needed(account: EasyPostAccount) -> None:
    assert account.refuse("POST", f"/shipments/{account.create()['id']}/buy", {}) == "PARAMETER.REQUIRED"
