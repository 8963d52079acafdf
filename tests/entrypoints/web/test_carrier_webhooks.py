"""`POST /webhooks/easypost`, with the deliveries that EasyPost's stand-in signs."""

from collections.abc import Sequence
from dataclasses import replace

import httpx
import pytest
from starlette.testclient import TestClient

from novex_shopify.config.container import Container
from novex_shopify.domain.model.label import CarrierMode
from novex_shopify.domain.model.packed_shipment import PackedLine
from novex_shopify.domain.model.parcel import Parcel
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import NO_SHOP
from novex_shopify.domain.model.webhook_event import EventStatus, Provider, WebhookEvent
from novex_shopify.domain.policies.signatures import sign_carrier_webhook
from novex_shopify.entrypoints.sandbox.easypost.app import create_easypost_sandbox
from novex_shopify.entrypoints.web.webhook_bodies import MAX_BODY_BYTES
from tests.builders import NOON, OTHER_SHOP, SHOP
from tests.domain.use_cases.labels.label_steps import BOX
from tests.domain.use_cases.tracking.tracking_steps import a_tracker_body
from tests.easypost import WEBHOOK_SECRET, EasyPostAccount, build_settings
from tests.entrypoints.sandbox.harness import ManualTime, WebhookReceiver

SIGNATURE = "X-Hmac-Signature"


@pytest.fixture(scope="module")
def sent() -> Sequence[httpx.Request]:
    """The events of a label that was bought, tracked until it was delivered, and of one more account event."""
    receiver = WebhookReceiver()
    app = create_easypost_sandbox(build_settings(), transport=httpx.MockTransport(receiver), clock=ManualTime())
    with TestClient(app) as client:
        account = EasyPostAccount(client)
        account.register_webhook()
        shipment = account.create_and_buy()
        account.move_clock(600)
        account.call("POST", "/scan_forms", {"shipments": [{"id": shipment["id"]}]})
        account.wait_for_deliveries()
    return receiver.requests


@pytest.fixture(autouse=True)
def an_account(container: Container) -> None:
    """An account of all stores, and one of a store with another secret."""
    with container.unit_of_work()() as tx:
        tx.carrier_accounts.save(None, CarrierMode.TEST, Secret("key"), Secret(WEBHOOK_SECRET))
        tx.carrier_accounts.save(SHOP, CarrierMode.TEST, Secret("key-2"), Secret("of the store"))
        tx.commit()


def post(web: TestClient, body: bytes, signature: str | None, path: str = "/webhooks/easypost") -> int:
    headers = {SIGNATURE.lower().encode(): signature.encode("latin-1")} if signature else {}
    return web.post(path, content=body, headers=headers).status_code


def list_events(container: Container) -> Sequence[WebhookEvent]:
    with container.unit_of_work()() as tx:
        return tx.events.list_oldest(50)


@pytest.mark.parametrize("path", ["/webhooks/easypost", "/api/webhooks/easypost"])
def test_each_event_is_stored_once_and_what_is_not_handled_is_ignored(
    web: TestClient, container: Container, sent: Sequence[httpx.Request], path: str
) -> None:
    for request in (*sent, *sent):
        assert post(web, request.content, request.headers[SIGNATURE], path) == 200
    events = list_events(container)
    assert len(events) == len(sent)
    assert {(event.provider, event.shop_domain) for event in events} == {(Provider.EASYPOST, NO_SHOP)}
    trackers = [event for event in events if event.topic.startswith("tracker.")]
    assert [event.body for event in trackers] == [
        each.content for each in sent if b'"description":"tracker.' in each.content
    ]
    assert {event.status for event in trackers} == {EventStatus.PENDING}
    others = [event for event in events if event not in trackers]
    assert others
    assert {(event.status, event.body) for event in others} == {(EventStatus.IGNORED, b"")}


def test_the_secret_names_the_account_and_its_store(
    web: TestClient, container: Container, sent: Sequence[httpx.Request]
) -> None:
    body = sent[0].content
    assert post(web, body, sign_carrier_webhook(Secret("of the store"), body)) == 200
    (event,) = list_events(container)
    assert event.shop_domain == SHOP


def test_stores_that_share_a_key_share_the_secret_that_was_registered_last(
    web: TestClient, container: Container
) -> None:
    with container.unit_of_work()() as tx:
        tx.carrier_accounts.save(OTHER_SHOP, CarrierMode.TEST, Secret("key-2"), Secret("of the other store"))
        parcel = Parcel("P-1", "1", (PackedLine(1, 1),), BOX, 500)
        for shop in (SHOP, OTHER_SHOP):
            purchase = tx.label_purchases.add(shop, replace(parcel, id=shop), NOON)
            tx.label_purchases.save(replace(purchase, shipment_id=f"shp {shop}"))
        tx.commit()
    for number, shop in enumerate((SHOP, OTHER_SHOP)):
        body = a_tracker_body("delivered", NOON, f"shp {shop}").replace(b"evt_1", b"evt_%d" % number)
        assert post(web, body, sign_carrier_webhook(Secret("of the other store"), body)) == 200
    assert [event.shop_domain for event in list_events(container)] == [SHOP, OTHER_SHOP]


def test_what_is_not_signed_by_an_account_is_not_stored(
    web: TestClient, container: Container, sent: Sequence[httpx.Request]
) -> None:
    body, signature = sent[0].content, sent[0].headers[SIGNATURE]
    assert post(web, body, None) == 401
    assert post(web, body, "hmac-sha256-hex=\xe9") == 401
    assert post(web, body + b" ", signature) == 401
    assert post(web, body, sign_carrier_webhook(Secret(""), body)) == 401
    with container.unit_of_work()() as tx:
        tx.carrier_accounts.save(None, CarrierMode.TEST, Secret("key"), None)
        tx.commit()
    assert post(web, body, signature) == 401
    assert not list_events(container)


def test_an_event_of_the_other_mode_and_what_is_no_event_are_refused(web: TestClient, container: Container) -> None:
    secret = Secret(WEBHOOK_SECRET)
    production = b'{"id":"evt_1","description":"tracker.updated","mode":"production"}'
    assert post(web, production, sign_carrier_webhook(secret, production)) == 403
    for body in (b"[]", b"{}", b'{"id":"","description":"a","mode":"test"}'):
        assert post(web, body, sign_carrier_webhook(secret, body)) == 400
    assert not list_events(container)


def test_a_body_that_is_too_large_is_refused_and_so_is_another_method(web: TestClient) -> None:
    assert post(web, b" " * (MAX_BODY_BYTES + 1), "hmac-sha256-hex=00") == 413
    assert web.get("/webhooks/easypost").status_code == 405


def test_the_key_of_a_signature_is_normalised() -> None:
    expected = sign_carrier_webhook(Secret("s\u00e9cret"), b"{}")
    assert sign_carrier_webhook(Secret("se\u0301cret"), b"{}") == expected
