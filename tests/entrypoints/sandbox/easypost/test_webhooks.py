"""Webhooks: signatures, retries, failures, copies, order."""

import hashlib
import hmac
import json
import unicodedata

import pytest
from easypost.util import validate_webhook

from novex_shopify.entrypoints.sandbox.easypost.app import EasyPostSettings
from novex_shopify.entrypoints.sandbox.easypost.webhook_sender import sign
from tests.easypost import WEBHOOK_SECRET, WEBHOOK_URL, EasyPostAccount, build_settings
from tests.entrypoints.sandbox.harness import WebhookReceiver


def sign_text(text: bytes) -> str:
    """Sign as EasyPost's documentation describes, with other code than the stand-in's."""
    key = unicodedata.normalize("NFKD", WEBHOOK_SECRET).encode("utf8")
    return "hmac-sha256-hex=" + hmac.new(key, msg=text, digestmod=hashlib.sha256).hexdigest()


def list_statuses(receiver: WebhookReceiver) -> list[str]:
    return [json.loads(each.content)["result"]["status"] for each in receiver.requests]


def test_an_event_carries_the_whole_object_and_is_signed(account: EasyPostAccount, receiver: WebhookReceiver) -> None:
    account.register_webhook()
    shipment = account.create_and_buy()
    account.wait_for_deliveries()
    (request,) = receiver.requests
    event = json.loads(request.content)
    assert str(request.url) == WEBHOOK_URL
    assert request.headers["X-Hmac-Signature"] == sign_text(request.content)
    assert "X-Hmac-Signature-V2" not in request.headers
    assert (event["description"], event["mode"], event["status"]) == ("tracker.created", "test", "pending")
    assert event["result"]["shipment_id"] == shipment["id"]
    assert event["pending_urls"] == [WEBHOOK_URL]
    assert event["created_at"] == "2026-11-23T09:30:00.123Z"


def test_easyposts_own_client_accepts_a_signature(account: EasyPostAccount, receiver: WebhookReceiver) -> None:
    account.register_webhook()
    account.create_and_buy()
    account.wait_for_deliveries()
    (request,) = receiver.requests
    headers = {"X-Hmac-Signature": request.headers["X-Hmac-Signature"]}
    event = validate_webhook(request.content, headers, WEBHOOK_SECRET)
    assert event["description"] == "tracker.created"


def test_the_key_of_a_signature_is_normalised() -> None:
    assert sign(b"{}", "s\u00e9cret") == sign(b"{}", "se\u0301cret")


def test_an_event_that_is_read_back_has_no_object(account: EasyPostAccount) -> None:
    account.register_webhook()
    account.create_and_buy()
    account.wait_for_deliveries()
    (listed,) = account.call("GET", "/events")["events"]
    event = account.call("GET", f"/events/{listed['id']}")
    assert "result" not in event
    assert (event["completed_urls"], event["status"]) == ([WEBHOOK_URL], "completed")
    (payload,) = account.call("GET", f"/events/{listed['id']}/payloads")["payloads"]
    assert payload["response_code"] == 200
    assert account.call("GET", f"/events/{listed['id']}/payloads/{payload['id']}") == payload
    for path in (f"/events/{listed['id']}/payloads/payload_none", "/events/evt_none/payloads"):
        assert account.refuse("GET", path, status=404) == "PAYLOAD.NOT_FOUND"


class TestSignatureV2:
    @pytest.fixture
    def easypost_settings(self) -> EasyPostSettings:
        return build_settings(sign_v2=True)

    def test_it_covers_time_method_path_and_body(self, account: EasyPostAccount, receiver: WebhookReceiver) -> None:
        account.register_webhook()
        account.create_and_buy()
        account.wait_for_deliveries()
        (request,) = receiver.requests
        headers = request.headers
        assert (headers["X-Timestamp"], headers["X-Path"]) == ("Mon, 23 Nov 2026 09:30:00 +0000", "/webhooks/easypost")
        signed = f"{headers['X-Timestamp']}POST{headers['X-Path']}".encode() + request.content
        assert headers["X-Hmac-Signature-V2"] == sign_text(signed)
        assert headers["X-Hmac-Signature"] == sign_text(request.content)


def test_without_a_secret_nothing_is_signed(account: EasyPostAccount, receiver: WebhookReceiver) -> None:
    account.register_webhook(secret=None)
    account.create_and_buy()
    account.wait_for_deliveries()
    assert "X-Hmac-Signature" not in receiver.requests[0].headers


def test_a_failed_delivery_is_retried_six_times_with_the_same_bytes(
    account: EasyPostAccount, receiver: WebhookReceiver
) -> None:
    account.register_webhook()
    receiver.default_status = 500
    account.create_and_buy()
    account.wait_for_deliveries()
    assert len(receiver.requests) == 7
    assert len({each.content for each in receiver.requests}) == 1
    (delivery,) = account.control("GET", "/deliveries")["deliveries"]
    assert (delivery["state"], delivery["attempts"][0]["status_code"]) == ("failed", 500)


class TestSlowReceiver:
    @pytest.fixture
    def easypost_settings(self) -> EasyPostSettings:
        return build_settings(retry_delays=(), delivery_timeout=0.02)

    def test_a_slow_answer_counts_as_none(self, account: EasyPostAccount, receiver: WebhookReceiver) -> None:
        account.register_webhook()
        receiver.hang = True
        account.create_and_buy()
        account.wait_for_deliveries()
        (delivery,) = account.control("GET", "/deliveries")["deliveries"]
        assert (delivery["state"], delivery["attempts"][0]["status_code"]) == ("failed", None)


def test_a_webhook_that_keeps_failing_is_disabled_until_it_is_updated(
    account: EasyPostAccount, receiver: WebhookReceiver
) -> None:
    webhook = account.register_webhook()
    receiver.default_status = 500
    for _ in range(3):
        account.create_and_buy()
        account.wait_for_deliveries()
    assert account.call("GET", "/webhooks")["webhooks"][0]["disabled_at"]
    account.create_and_buy()
    account.wait_for_deliveries()
    assert len(receiver.requests) == 21
    assert account.call("GET", "/events")["events"][0]["pending_urls"] == [WEBHOOK_URL]
    receiver.default_status = 200
    updated = account.call("PATCH", f"/webhooks/{webhook['id']}", {}, status=201)
    assert updated["disabled_at"] is None
    account.create_and_buy()
    account.wait_for_deliveries()
    assert len(receiver.requests) == 22


def test_copies_of_an_event_have_its_id(account: EasyPostAccount, receiver: WebhookReceiver) -> None:
    account.register_webhook()
    account.control("PUT", "/delivery-plan", {"copies": 3})
    account.create_and_buy()
    account.wait_for_deliveries()
    assert len(receiver.requests) == 3
    assert len({json.loads(each.content)["id"] for each in receiver.requests}) == 1


@pytest.mark.parametrize("is_reversed", [False, True])
def test_held_events_are_sent_in_order_or_reversed(
    account: EasyPostAccount, receiver: WebhookReceiver, is_reversed: bool
) -> None:
    account.register_webhook()
    account.control("PUT", "/delivery-plan", {"hold": True})
    account.create_and_buy()
    account.move_clock(600)
    assert receiver.requests == []
    assert account.control("POST", "/release", {"reverse": is_reversed}) == {"released": 5}
    account.wait_for_deliveries()
    in_order = ["unknown", "pre_transit", "in_transit", "out_for_delivery", "delivered"]
    assert list_statuses(receiver) == (in_order[::-1] if is_reversed else in_order)


def test_a_share_of_events_can_be_dropped(account: EasyPostAccount, receiver: WebhookReceiver) -> None:
    account.register_webhook()
    account.control("PUT", "/delivery-plan", {"drop_rate": 1})
    account.create_and_buy()
    account.wait_for_deliveries()
    (delivery,) = account.control("GET", "/deliveries?description=tracker.created")["deliveries"]
    assert (receiver.requests, delivery["state"]) == ([], "dropped")


def test_a_delivery_is_sent_again_also_with_a_forged_signature(
    account: EasyPostAccount, receiver: WebhookReceiver
) -> None:
    account.register_webhook()
    account.create_and_buy()
    account.wait_for_deliveries()
    (delivery,) = account.control("GET", "/deliveries")["deliveries"]
    path = f"/deliveries/{delivery['id']}/redeliver"
    assert account.control("POST", path) == {"status_code": 200, "error": None}
    account.control("POST", path, {"forge_signature": True})
    signatures = [each.headers["X-Hmac-Signature"] for each in receiver.requests]
    assert signatures[0] == signatures[1] != signatures[2]
    assert account.client.post("/sandbox/test/deliveries/none/redeliver").status_code == 404


def test_webhooks_are_per_mode_changed_and_deleted(account: EasyPostAccount, production: EasyPostAccount) -> None:
    webhook = account.register_webhook()
    assert "webhook_secret" not in webhook
    assert production.call("GET", "/webhooks") == {"webhooks": []}
    path = f"/webhooks/{webhook['id']}"
    change = {"url": "https://new.example/", "webhook_secret": "x", "custom_headers": [{"name": "A", "value": "b"}]}
    assert account.call("PATCH", path, change, status=201)["url"] == "https://new.example/"
    assert account.call("GET", path)["custom_headers"] == [{"name": "A", "value": "b"}]
    assert account.call("DELETE", path) == {}
    assert account.refuse("GET", path, status=404) == "NOT_FOUND"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({}, "PARAMETER.REQUIRED"),
        ({"url": "nonsense"}, "WEBHOOK.INVALID"),
        ({"url": WEBHOOK_URL, "custom_headers": [{"name": "A", "value": "b"}] * 4}, "WEBHOOK.INVALID"),
        ({"url": WEBHOOK_URL, "custom_headers": [{"name": "X-EasyPost-A", "value": "b"}]}, "WEBHOOK.INVALID"),
    ],
)
def test_a_bad_webhook_is_refused(account: EasyPostAccount, fields: object, code: str) -> None:
    assert account.refuse("POST", "/webhooks", {"webhook": fields}) == code
