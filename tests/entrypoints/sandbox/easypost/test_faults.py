"""Planned failures: each is met once, before or after the work is done, and then is over."""

import httpx
import pytest

from tests.easypost import EasyPostAccount, run_easypost, select_rate
from tests.polling import wait_until

IMPATIENT, PATIENT = httpx.Timeout(30, read=0.1), httpx.Timeout(30)


@pytest.mark.parametrize("after_completion", [False, True])
@pytest.mark.parametrize(
    ("kind", "status"), [("html", 502), ("rate_limited", 429), ("error", 503), ("timeout", 200), ("cut_answer", 200)]
)
def test_a_fault_befalls_one_purchase_before_or_after_the_sale(
    account: EasyPostAccount, kind: str, status: int, after_completion: bool
) -> None:
    created = account.create()
    account.fail_next(kind, "buy_shipment", after_completion=after_completion, seconds=0)
    answer = account.send("POST", f"/shipments/{created['id']}/buy", select_rate(created, "Priority"))
    assert answer.status_code == status
    assert len(account.list_postages()) == after_completion
    read_back = account.call("GET", f"/shipments/{created['id']}")
    assert (read_back["postage_label"] is not None) is after_completion
    if not after_completion:
        account.buy(created)


@pytest.mark.parametrize(("sale", "postages", "orphans"), [("none", 0, 0), ("done", 1, 0), ("carrier_only", 0, 1)])
def test_a_carrier_without_an_answer_may_have_sold_a_label(
    account: EasyPostAccount, sale: str, postages: int, orphans: int
) -> None:
    created = account.create()
    account.fail_next("no_response", sale=sale)
    body = select_rate(created, "Priority")
    assert account.refuse("POST", f"/shipments/{created['id']}/buy", body) == "SHIPMENT.POSTAGE.NO_RESPONSE"
    state = account.control("GET")
    assert (len(state["postages"]), len(state["carrier_labels"])) == (postages, orphans)


def test_an_error_has_the_status_and_code_that_were_planned(account: EasyPostAccount) -> None:
    account.fail_next("error", "create_shipment", status=402, code="PAYMENT_REQUIRED", message="No funds")
    answer = account.call("POST", "/shipments", {"shipment": {}}, status=402)
    assert answer == {"error": {"code": "PAYMENT_REQUIRED", "message": "No funds", "errors": []}}


def test_faults_can_be_forgotten_and_unknown_operations_are_refused(account: EasyPostAccount) -> None:
    account.fail_next("html", "list_trackers", times=3)
    account.control("DELETE", "/faults")
    account.call("GET", "/trackers")
    refused = account.client.post("/sandbox/test/faults", json={"kind": "html", "operation": "sell"})
    assert (refused.status_code, "buy_shipment" in refused.text) == (422, True)
    assert account.client.get("/sandbox/nonsense").status_code == 404


def test_a_connection_ends_early_on_a_real_port() -> None:
    with run_easypost() as account:
        created = account.create()
        account.fail_next("cut_answer", "buy_shipment", after_completion=True)
        with pytest.raises(httpx.RemoteProtocolError):
            account.buy(created)
        account.fail_next("timeout", "get_shipment", seconds=1.0)
        account.client.timeout = IMPATIENT
        with pytest.raises(httpx.ReadTimeout):
            account.send("GET", f"/shipments/{created['id']}")
        account.client.timeout = PATIENT
        assert account.call("GET", f"/shipments/{created['id']}")["postage_label"]


def test_a_slow_purchase_happens_although_its_caller_has_left() -> None:
    with run_easypost() as account:
        created = account.create()
        path, body = f"/shipments/{created['id']}/buy", select_rate(created, "Priority")
        account.fail_next("slow_purchase", seconds=1.5)
        account.client.timeout = IMPATIENT
        with pytest.raises(httpx.ReadTimeout):
            account.send("POST", path, body)
        account.client.timeout = PATIENT
        assert account.refuse("POST", path, body) == "SHIPMENT.PURCHASE.IN_PROGRESS"
        wait_until(account.list_postages, 10, "the sale")
        assert account.refuse("POST", path, body) == "SHIPMENT.POSTAGE.EXISTS"
