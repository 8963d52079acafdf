"""Trackers: they walk by the clock, and say so."""

from datetime import timedelta
from typing import Any

import pytest

from tests.easypost import EasyPostAccount
from tests.entrypoints.sandbox.harness import ManualTime


def track(account: EasyPostAccount, code: str, carrier: str | None = None, *, status: int = 201) -> Any:
    return account.call("POST", "/trackers", {"tracker": {"tracking_code": code, "carrier": carrier}}, status=status)


def test_a_label_bought_in_test_mode_is_delivered_within_three_minutes(account: EasyPostAccount) -> None:
    shipment = account.create_and_buy()
    path = f"/trackers/{shipment['tracker']['id']}"
    statuses = [account.call("GET", path)["status"]]
    for seconds in (1, 59, 60, 60):
        account.move_clock(seconds)
        statuses.append(account.call("GET", path)["status"])
    assert statuses == ["unknown", "pre_transit", "in_transit", "out_for_delivery", "delivered"]
    tracker = account.call("GET", path)
    assert (tracker["signed_by"], tracker["shipment_id"], tracker["finalized"]) == ("John Tester", shipment["id"], True)
    assert len(tracker["tracking_details"]) == 8
    assert tracker["carrier_detail"]["destination_tracking_location"]["city"] == "CHARLESTON"
    assert account.call("GET", f"/shipments/{shipment['id']}")["status"] == "delivered"


def test_a_label_bought_in_production_walks_for_days(production: EasyPostAccount, time: ManualTime) -> None:
    tracker = production.create_and_buy()["tracker"]
    time.advance(timedelta(days=1).total_seconds())
    found = production.call("GET", f"/trackers/{tracker['id']}")
    assert found["status"] == "in_transit"
    assert found["tracking_details"][0]["datetime"] == tracker["created_at"]
    time.advance(timedelta(days=3).total_seconds())
    assert production.call("GET", f"/trackers/{tracker['id']}")["status"] == "delivered"


def test_each_step_is_an_event_in_order(account: EasyPostAccount) -> None:
    shipment = account.create_and_buy()
    account.move_clock(600)
    events = account.call("GET", "/events")["events"][::-1]
    assert [each["description"] for each in events] == ["tracker.created", *["tracker.updated"] * 4]
    assert [each["previous_attributes"].get("status") for each in events] == [
        None, "unknown", "pre_transit", "in_transit", "out_for_delivery",
    ]  # fmt: skip
    assert shipment["tracker"]["status"] == "unknown"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("EZ1000000001", "pre_transit"),
        ("EZ2000000002", "in_transit"),
        ("EZ3000000003", "out_for_delivery"),
        ("EZ4000000004", "delivered"),
        ("EZ5000000005", "return_to_sender"),
        ("EZ6000000006", "failure"),
        ("EZ7000000007", "unknown"),
        ("EZ1000000002", "error"),
    ],
)
def test_test_codes_have_their_status_at_once_and_others_are_errors(
    account: EasyPostAccount, code: str, expected: str
) -> None:
    tracker = track(account, code)
    assert (tracker["status"], tracker["carrier"], tracker["mode"]) == (expected, "USPS", "test")
    assert account.send("POST", "/trackers", {"tracker": {"tracking_code": code}}).status_code == 200


def test_the_same_code_and_carrier_give_the_same_tracker_for_three_months(
    production: EasyPostAccount, time: ManualTime
) -> None:
    first = track(production, "1Z999", "UPS")
    assert track(production, "1Z999", "UPS", status=200)["id"] == first["id"]
    assert track(production, "1Z999", "FedEx")["id"] != first["id"]
    time.advance(timedelta(days=100).total_seconds())
    assert track(production, "1Z999", "UPS")["id"] != first["id"]


def test_trackers_are_listed_by_code_and_carrier(account: EasyPostAccount) -> None:
    wanted = track(account, "EZ4000000004", "UPS")
    track(account, "EZ2000000002")
    for query in ("tracking_codes[]=EZ4000000004", "tracking_code=EZ4000000004", "carrier=UPS"):
        assert account.call("GET", f"/trackers?{query}")["trackers"] == [wanted]
    found = account.call("POST", "/trackers/batch", {"tracking_codes": ["EZ4000000004"]})
    assert found["trackers"] == [wanted]


def test_a_deleted_tracker_is_gone(account: EasyPostAccount) -> None:
    tracker = track(account, "EZ4000000004")
    assert account.call("DELETE", f"/trackers/{tracker['id']}") == {"success": True}
    assert account.refuse("GET", f"/trackers/{tracker['id']}", status=404) == "NOT_FOUND"


def test_a_code_is_needed(account: EasyPostAccount) -> None:
    assert account.refuse("POST", "/trackers", {"tracker": {}}) == "PARAMETER.REQUIRED"


def test_a_carrier_can_report_any_status_which_ends_the_journey(account: EasyPostAccount) -> None:
    shipment = account.create_and_buy()
    account.move_clock(60)
    path = f"/trackers/{shipment['tracking_code']}"
    account.control("POST", path, {"status": "return_to_sender", "status_detail": "return", "message": "Refused"})
    account.move_clock(600)
    tracker = account.call("GET", f"/trackers/{shipment['tracker']['id']}")
    assert (tracker["status"], tracker["tracking_details"][-1]["message"]) == ("return_to_sender", "Refused")
    unknown = account.client.post("/sandbox/test/trackers/none", json={"status": "failure"})
    assert unknown.status_code == 404
